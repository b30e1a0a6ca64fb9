from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from tests.engine.conftest import Filled
from tests.engine.papers import paper

from osler.engine.embedded import EmbeddedEngine
from osler.errors import BadQuery, QueryTooSlow
from osler.model.query import (
    All,
    And,
    Expr,
    Key,
    KeyPrefix,
    Not,
    Nothing,
    Or,
    Pmids,
    Search,
    Sort,
    Span,
    Weighted,
    Words,
)


def found(engine: EmbeddedEngine, expr: Expr) -> list[int]:
    return sorted(engine.pmids(expr))


def title(*words: str, slop: int = 0, prefix: bool = False) -> Words:
    return Words("title", words, slop, prefix)


def test_words_phrases_and_truncations_find_what_holds_them(filled: Filled) -> None:
    engine = filled(
        paper(1, "Lung fibrosis in systemic sclerosis"),
        paper(2, "Fibrosis of the lung"),
        paper(3, "Systemic lupus", abstract="No lung fibrosis here"),
    )
    assert found(engine, title("lung")) == [1, 2]
    assert found(engine, title("lung", "fibrosis")) == [1]
    assert found(engine, Words("abstract", ("lung", "fibrosis"))) == [3]
    assert found(engine, title("fibro", prefix=True)) == [1, 2]
    assert found(engine, title("lung", "fib", prefix=True)) == [1]
    assert found(engine, title("systemic", "l", prefix=True)) == [3]
    assert found(engine, title("fibr")) == []
    assert found(engine, title()) == []


def test_proximity_takes_any_order_and_counts_the_words_between(filled: Filled) -> None:
    engine = filled(
        paper(1, "alpha beta"), paper(2, "beta alpha"), paper(3, "alpha x beta"), paper(4, "beta x x alpha"),
        paper(5, "alpha x x x beta"),
    )  # fmt: skip
    assert found(engine, title("alpha", "beta", slop=1)) == [1, 2, 3]
    assert found(engine, title("alpha", "beta", slop=2)) == [1, 2, 3, 4]
    assert found(engine, title("beta", "alpha", slop=3)) == [1, 2, 3, 4, 5]
    assert found(engine, title("beta", "alph", slop=1, prefix=True)) == [1, 2, 3]


def test_a_phrase_does_not_run_from_one_value_into_the_next(filled: Filled) -> None:
    engine = filled(
        paper(1, mesh=["Lung", "Neoplasms"], keywords=["heart", "attack"]),
        paper(2, mesh=["Lung Neoplasms"], keywords=["heart attack"]),
        paper(3, authors=[("Ros", "A")], affiliations=["Clinic of Rheumatology", "Heidelberg University"]),
    )
    assert found(engine, Words("term", ("lung", "neoplasms"))) == [2]
    assert found(engine, Words("keyword", ("heart", "attack"))) == [2]
    assert found(engine, Words("keyword", ("heart", "attack"), slop=5)) == [2]
    assert found(engine, Words("affiliation", ("rheumatology", "heidelberg"), slop=5)) == []
    assert found(engine, Words("affiliation", ("heidelberg", "university"))) == [3]


def test_keys_match_whole_values(filled: Filled) -> None:
    engine = filled(
        paper(1, mesh=["Lung", "Asthma/drug therapy"], major=["Asthma/drug therapy"], authors=[("O'Neil", "JA")]),
        paper(2, mesh=["Lung Diseases"], authors=[("Oneil", "J"), ("Wu", "X")], types=["Review"], language="ger"),
    )
    assert found(engine, Key("mesh", ("lung",))) == [1]
    assert found(engine, Key("mesh", ("lung", "lung diseases"))) == [1, 2]
    assert found(engine, Key("mesh", ("asthma/drug therapy",))) == [1]
    assert found(engine, Key("majr", ("asthma",))) == [1]
    assert found(engine, Key("majr", ("lung",))) == []
    assert found(engine, Key("author", ("o'neil ja",))) == [1]
    assert found(engine, KeyPrefix("author", "o'neil")) == [1]
    assert found(engine, KeyPrefix("author", "wu")) == [2]
    assert found(engine, KeyPrefix("author_first", "wu")) == []
    assert found(engine, Key("author_last", ("wu x",))) == [2]
    assert found(engine, Key("pt", ("review",))) == [2]
    assert found(engine, Key("language", ("ger", "fre"))) == [2]
    assert found(engine, Key("mesh", ())) == []
    assert found(engine, KeyPrefix("mesh", "lung .*")) == []


def test_spans_include_both_ends_and_may_be_open(filled: Filled) -> None:
    engine = filled(
        paper(10, year=2019, month="12"), paper(20, year=2020), paper(30, year=2020, month="03", cites=[10, 20])
    )
    assert found(engine, Span("pub_date", 20200000, 20201231)) == [20, 30]
    assert found(engine, Span("pub_date", None, 20191231)) == [10]
    assert found(engine, Span("pub_date", 20200301, None)) == []
    assert found(engine, Span("pub_date", 20200300, 20200300)) == [30]
    assert found(engine, Span("pmid", 10, 20)) == [10, 20]
    assert found(engine, Span("pmid", 20, 20)) == [20]
    assert found(engine, Span("cites", 20, 20)) == [30]
    assert found(engine, Span("cites", 11, None)) == [30]
    assert found(engine, Span("entrez_date", 20200101, 20200101)) == [10, 20, 30]
    assert found(engine, Span("revision_date", 1, None)) == []
    assert found(engine, Span("pmid")) == found(engine, Span("pub_date")) == [10, 20, 30]
    assert found(engine, Span("cites")) == [30]
    assert found(engine, Span("revision_date")) == []
    assert found(engine, Span("pub_date", 20210000, 20200000)) == []


def test_boolean_nodes_combine(filled: Filled) -> None:
    engine = filled(paper(1, "a b"), paper(2, "a c"), paper(3, "b c"))
    a, b, c = title("a"), title("b"), title("c")
    assert found(engine, And((a, b))) == [1]
    assert found(engine, Or((a, b))) == [1, 2, 3]
    assert found(engine, Not(a, b)) == [2]
    assert found(engine, And((Or((a, b)), Not(All(), c)))) == [1]
    assert found(engine, Not(And((a, b)), Nothing())) == [1]
    assert found(engine, Pmids((3, 1, 99))) == [1, 3]
    assert found(engine, All()) == [1, 2, 3]
    assert found(engine, And(())) == found(engine, Or(())) == found(engine, Nothing()) == []
    assert engine.count(Or((a, a, a))) == 2


def test_a_flat_query_of_thousands_of_parts_runs_and_a_deep_one_is_refused(filled: Filled) -> None:
    engine = filled(paper(1, "a b"), paper(2, "b"))
    wide: Expr = title("a")
    for _ in range(5_000):
        wide = Or((wide, title("zz")))
    assert found(engine, wide) == [1]
    deep: Expr = title("a")
    for _ in range(300):
        deep = Or((And((deep, title("b"))), title("zz")))
    assert found(engine, deep) == [1]
    for _ in range(10_000):
        deep = Or((And((deep, title("b"))), title("zz")))
    with pytest.raises(BadQuery, match="deep"):
        engine.count(deep)


def test_a_nested_query_survives_the_small_stack_of_a_server_thread(filled: Filled) -> None:
    engine = filled(paper(1, "a b"), paper(2, "b"))
    nested: Expr = title("a")
    for _ in range(400):
        nested = Or((And((nested, title("b"))), title("zz")))
    answers: list[int] = []
    before = threading.stack_size(1024 * 1024)
    try:
        asker = threading.Thread(target=lambda: answers.append(engine.search(Search(nested)).count))
        asker.start()
    finally:
        threading.stack_size(before)
    asker.join()
    assert answers == [1]


def test_dates_sort_exactly_then_by_pmid(filled: Filled) -> None:
    engine = filled(
        paper(5, year=2019), paper(7, year=2021), paper(6, year=2021), paper(8, year=2020, month="05", entered=2022),
        paper(9, year=2020),
    )  # fmt: skip
    by_date = engine.search(Search(All(), sort=Sort.DATE, limit=10))
    assert [hit.pmid for hit in by_date.hits] == [7, 6, 8, 9, 5]
    assert by_date.count == 5
    page = engine.search(Search(All(), sort=Sort.DATE, limit=2, offset=2))
    assert [hit.pmid for hit in page.hits] == [8, 9]
    assert [hit.pmid for hit in engine.search(Search(All(), sort=Sort.ENTREZ)).hits] == [8, 9, 7, 6, 5]
    assert engine.pmids(All(), limit=3) == [9, 8, 7]


def test_authors_and_journals_sort_by_name_and_records_without_one_come_last(filled: Filled) -> None:
    engine = filled(
        paper(1, authors=[("Zorn", "A")], journal="eJournal"),
        paper(2, authors=[("Ärzte", "B")], journal="Acta"),
        paper(3),
        paper(4, authors=[("Möller", "C")], journal="Zbl"),
    )
    order = [hit.pmid for hit in engine.search(Search(All(), sort=Sort.AUTHOR)).hits]
    assert order == [2, 4, 1, 3]
    order = [hit.pmid for hit in engine.search(Search(All(), sort=Sort.JOURNAL)).hits]
    assert order == [2, 1, 3, 4]


def test_the_score_is_read_from_the_weighted_parts_only(filled: Filled) -> None:
    engine = filled(
        paper(1, "Asthma in children"),
        paper(2, "Wheezing", abstract="Asthma is mentioned once among many other words of this abstract."),
        paper(3, "Other"),
    )
    asthma = Weighted(Words("best", ("asthma",)))
    ranked = engine.search(Search(All(), score=(asthma,)))
    assert [hit.pmid for hit in ranked.hits][:2] == [1, 2]
    assert ranked.hits[0].score > ranked.hits[1].score > ranked.hits[2].score == 0
    doubled = engine.search(Search(All(), score=(Weighted(asthma.expr, 2.0),)))
    assert doubled.hits[0].score == pytest.approx(2 * ranked.hits[0].score)
    flat = engine.search(Search(All(), score=(Weighted(title("other"), 7.0, bm25=False), asthma)))
    assert flat.hits[0] == (flat.hits[0].__class__)(3, 7.0)
    assert ranked.count == 3


def test_what_scores_and_matches_at_once_is_found_as_if_asked_apart(filled: Filled) -> None:
    engine = filled(*(paper(n, " ".join(("lung", "fibrosis", "therapy")[: n % 4])) for n in range(1, 40)))
    parts = tuple(
        Weighted(Words("best", (word,)), weight) for word, weight in (("therapy", 2.0), ("lung", 0.5), ("the", 1))
    )
    union = Or(tuple(part.expr for part in parts))
    for where in (union, Not(union, Pmids((3, 7))), parts[0].expr):
        score = parts if where is not parts[0].expr else parts[:1]
        at_once = engine.search(Search(where, score, limit=40))
        apart = engine.search(Search(And((where, All())), score, limit=40))
        assert at_once.count == apart.count > 0
        assert [hit.pmid for hit in at_once.hits] == [hit.pmid for hit in apart.hits]
        assert [hit.score for hit in at_once.hits] == pytest.approx([hit.score for hit in apart.hits], rel=1e-5)


def test_the_ranking_field_is_stemmed_and_the_others_are_not(filled: Filled) -> None:
    engine = filled(paper(1, "Fibrotic lungs"))
    assert found(engine, Words("best", ("lung",))) == [1]
    assert found(engine, title("lung")) == []
    assert engine.document_frequency("best", "lungs") == engine.document_frequency("title", "lungs") == 1


def test_facets_count_the_result_in_words_a_reader_knows(filled: Filled) -> None:
    engine = filled(
        paper(1, "a", year=2019, types=["Journal Article", "Review"], journal="N Synth J", pmc="PMC1"),
        paper(2, "a", year=2020, language="fre"),
        paper(3, "a", year=2020, journal="N Synth J"),
        paper(4, "b", year=2021),
    )
    names = ("year", "publication_type", "journal", "language", "free_full_text")
    facets = engine.search(Search(title("a"), facets=names)).facets
    assert list(facets) == list(names)
    assert facets["year"].counts == (("2019", 1), ("2020", 2))
    assert facets["publication_type"].counts == (("Journal Article", 3), ("Review", 1))
    assert facets["journal"].counts == (("N Synth J", 2), ("Synth J", 1))
    assert facets["language"].counts == (("eng", 2), ("fre", 1))
    assert facets["free_full_text"].counts == (("free full text", 1),)
    assert all(facet.exact for facet in facets.values())
    assert engine.search(Search(Nothing(), facets=names)).facets["year"].counts == ()


def test_a_number_that_is_remembered_is_forgotten_with_the_revision(filled: Filled) -> None:
    engine = filled(paper(1, "lung"), paper(2, "lung"))
    asked = Search(title("lung"), limit=0, facets=("year",))
    assert engine.search(replace(asked, limit=1)).count == engine.search(asked).count == engine.count(asked.where) == 2
    filled(paper(3, "lung"))
    assert engine.count(asked.where) == engine.search(asked).count == 3
    assert engine.search(asked).facets["year"].counts == (("2020", 3),)


def test_terms_come_most_frequent_first_with_counts(filled: Filled) -> None:
    engine = filled(paper(1, "lung", mesh=["Lung", "Lung Diseases"]), paper(2, "lungs", mesh=["Lung Diseases"]))
    assert engine.terms("mesh", "lung") == [("lung diseases", 2), ("lung", 1)]
    assert engine.terms("mesh", "lung", limit=1) == [("lung diseases", 2)]
    assert sorted(engine.terms("title", "lun")) == [("lung", 1), ("lungs", 1)]
    assert engine.terms("mesh", "x") == []
    assert engine.document_frequency("mesh", "lung diseases") == 2


def test_paging_past_the_end_and_asking_for_nothing(filled: Filled, engine: EmbeddedEngine) -> None:
    assert engine.search(Search(All())).count == 0
    filled(paper(1, "a"))
    assert engine.search(Search(All(), offset=10)).hits == ()
    assert engine.search(Search(All(), limit=0)).count == 1
    assert engine.pmids(All(), limit=0) == []
    assert engine.pmids(Nothing()) == []


def test_a_query_over_its_budget_is_stopped_and_says_so(filled: Filled) -> None:
    engine = filled(*(paper(n, "lung " * 20) for n in range(1, 400)))
    slow = Or(tuple(Words("title", ("lung",) * n, slop=0) for n in range(2, 300)))
    with pytest.raises(QueryTooSlow, match="used up its time"):
        engine.search(Search(slow, seconds=0.000_001))
    assert engine.search(Search(title("lung"), seconds=5.0)).count == 399


def test_pmids_are_listed_newest_first_whether_all_some_or_none_are_there(filled: Filled) -> None:
    engine = filled(*(paper(n) for n in (5, 9, 70, 800)))
    with engine.writer() as writer:
        writer.delete([9])
        writer.commit()
    assert list(engine.pmids(Pmids((5, 70, 5, 800)))) == [800, 70, 5]
    assert list(engine.pmids(Pmids((5, 70, 800)), limit=2)) == [800, 70]
    assert list(engine.pmids(Pmids((5, 9, 70, 71)))) == [70, 5]
    assert list(engine.pmids(Pmids((9, 1)))) == []
    assert list(engine.pmids(Pmids(tuple(range(1, 101))))) == [70, 5]


@pytest.mark.parametrize("sort", [Sort.DATE, Sort.BEST, Sort.AUTHOR])
def test_a_number_is_told_whole_in_every_order_also_where_it_is_longer_than_nlm_gives(
    filled: Filled, sort: Sort
) -> None:
    engine = filled(paper(12, "a paper", year=2020), paper(99_999_999, "a paper", year=2019))
    where = Words("title", ("paper",))
    assert {hit.pmid for hit in engine.search(Search(where, sort=sort)).hits} == {12, 99_999_999}
    engine = filled(paper(2_000_000_005, "a paper", year=2021))
    assert {hit.pmid for hit in engine.search(Search(where, sort=sort)).hits} == {12, 99_999_999, 2_000_000_005}


def test_of_many_values_of_a_field_those_that_are_nowhere_change_nothing(filled: Filled) -> None:
    engine = filled(paper(1, mesh=["Lung"]), paper(2, mesh=["Heart"]), paper(3))
    nowhere = tuple(f"Nowhere {n}" for n in range(20))
    assert found(engine, Key("mesh", ("lung", *nowhere, "heart"))) == [1, 2]
    assert found(engine, Key("mesh", ("lung", *nowhere))) == [1]
    assert found(engine, Key("mesh", nowhere)) == []
