"""Best match: what it finds, in which order, and what it says of it."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from osler import wiring
from osler.config import Config
from osler.corpus.load import load
from osler.engine.protocol import Engine
from osler.errors import BadInput, BadQuery
from osler.model.query import All, Found, Pmids, Search, Sort
from osler.search import lexicon
from osler.search.lexicon import Lexicon, unit
from osler.search.loose import is_question
from osler.search.priors import kind, recent
from osler.search.rank import POOL, Ranked, Ranker, Wanted, any_word
from osler.search.run import Request, run, wanted_words
from osler.search.signals import Pool, bag, company, instead, mixed, standard, toward
from osler.search.syntax import parse
from osler.search.terms import hashed, read
from osler.search.vocabulary import Vocabulary
from osler.search.why import reasons, sentence

SUBJECTS = {
    "heart": (
        "Digoxin for failing hearts",
        "Digoxin slows a failing heart; cardiac output, ventricular volume rise.",
    ),
    "kidney": ("Dialysis and the kidney", "Renal dialysis clears urea; nephron loss and creatinine decide."),
    "lung": ("Oxygen in pulmonary fibrosis", "Fibrosis of the lung lowers oxygen; alveoli and spirometry decline."),
}
EACH = 120


def _xml(pmid: int, title: str, abstract: str, *, year: int = 2010, kind: str = "Journal Article") -> str:
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID><Article>
<Journal><JournalIssue><PubDate><Year>{year}</Year></PubDate></JournalIssue></Journal><ArticleTitle>{title}</ArticleTitle>
<Abstract><AbstractText>{abstract}</AbstractText></Abstract><PublicationTypeList><PublicationType UI="D0">{kind}
</PublicationType></PublicationTypeList></Article></MedlineCitation></PubmedArticle>""".replace("\n</Pub", "</Pub")


def _invented() -> str:
    """Three subjects of 120 records; each record says a rotating part of its subject's words."""
    records = []
    for offset, (title, abstract) in enumerate(SUBJECTS.values()):
        words = abstract.split()
        for number in range(EACH):
            part = " ".join([*words[number % 5 :], f"case{number}"])
            records.append(_xml(1 + offset * EACH + number, f"{title} {number}", part))
    records.append(_xml(900, "Glycosides and ventricular volume", "Cardiac output without the drug by name."))
    records.append(_xml(901, "Zebra stripes", "Zebra stripes and flies.", year=1980))
    records.append(_xml(902, "Zebra stripes", "Zebra stripes and flies.", year=2024))
    records.append(_xml(903, "Zebra stripes", "Zebra stripes and flies.", year=1980, kind="Practice Guideline"))
    return "<PubmedArticleSet>" + "".join(records) + "</PubmedArticleSet>"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("rank")
    (home / "invented.xml").write_text(_invented(), "utf-8")
    engine = wiring.open_engine(Config(home=home), create=True)
    load(engine, home / "invented.xml")
    engine.close()
    return Config(home=home).corpus


@pytest.fixture(scope="module")
def mirror(corpus: Path) -> Iterator[Engine]:
    engine = wiring.open_engine(Config(home=corpus.parent))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def learned(mirror: Engine, corpus: Path) -> Lexicon:
    found = lexicon.refresh(mirror, corpus)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def ranker(mirror: Engine, learned: Lexicon) -> Ranker:
    return Ranker(mirror, learned)


def found(ranker: Ranker, text: str, **options: object) -> list[int]:
    request = Request(text, **options)  # type: ignore[arg-type]
    return [hit.pmid for hit in run(ranker.engine, Vocabulary.empty(), request, ranker=ranker).hits]


def test_feedback_finds_what_says_the_same_in_other_words(ranker: Ranker) -> None:
    words = ("digoxin", "heart")
    assert 900 not in ranker.pool(any_word(words), Wanted(words)).pmids
    ranked = ranker.pool(any_word(words), Wanted(words, beyond=All()))
    assert 900 in ranked.pmids
    assert ranked.pmids.index(900) < POOL - 1


def test_of_equal_papers_the_guideline_then_the_newer_stands_first(ranker: Ranker) -> None:
    assert found(ranker, "zebra stripes") == [903, 902, 901]


def test_equal_scores_stand_by_pmid_descending(mirror: Engine, ranker: Ranker) -> None:
    order = found(ranker, "dialysis", limit=500)
    again = found(Ranker(mirror, ranker.lexicon), "dialysis", limit=500)
    assert order == again
    scores = dict(zip(*_pool(ranker, "dialysis"), strict=True))
    ties = [(a, b) for a, b in itertools.pairwise(order) if scores.get(a) == scores.get(b) and a in scores]
    assert all(a > b for a, b in ties)


def test_pages_follow_each_other_without_a_gap_or_a_repeat_beyond_the_pool(ranker: Ranker) -> None:
    text = "digoxin OR dialysis OR oxygen"
    whole = found(ranker, text, limit=1000)
    assert len(whole) == 3 * EACH > POOL
    assert len(set(whole)) == len(whole)
    paged = [pmid for start in range(0, 400, 50) for pmid in found(ranker, text, limit=50, offset=start)]
    assert paged == whole


def test_scores_fall_through_pool_and_tail(ranker: Ranker) -> None:
    hits = run(
        ranker.engine, Vocabulary.empty(), Request("digoxin OR dialysis OR oxygen", limit=400), ranker=ranker
    ).hits
    assert all(a.score >= b.score for a, b in itertools.pairwise(hits))


def test_a_question_that_few_match_is_answered_loosely_and_says_so(ranker: Ranker) -> None:
    text = "does digoxin help a heart that waits for dialysis?"
    strict = run(ranker.engine, Vocabulary.empty(), Request(text), ranker=ranker)
    assert strict.count == 0
    loose = run(ranker.engine, Vocabulary.empty(), Request(text, enough=1), ranker=ranker)
    assert loose.count == POOL
    assert any("No citation has all of these words" in note.message for note in loose.notes)
    assert isinstance(loose.expr, Pmids)
    assert {hit.pmid for hit in loose.hits} <= set(loose.expr.pmids)


def test_a_loose_answer_keeps_to_the_filters_chosen(ranker: Ranker) -> None:
    request = Request("zebra dialysis heart", enough=1, filters=(("year", "2024"),))
    assert [hit.pmid for hit in run(ranker.engine, Vocabulary.empty(), request, ranker=ranker).hits] == [902]


def test_a_pasted_title_with_quotation_marks_is_still_a_question() -> None:
    text = 'Do "zebra stripes" keep the flies of summer away from horses?'
    assert is_question(parse(text), text)


@pytest.mark.parametrize("text", ["zebra AND dialysis", '"zebra" dialysis', "zebra[ti] dialysis", "zeb* dialysis"])
def test_who_writes_operators_quotes_tags_or_asterisks_is_taken_at_their_word(ranker: Ranker, text: str) -> None:
    assert not is_question(parse(text), text)


def test_other_orders_are_the_engines_own(ranker: Ranker) -> None:
    asked = Request("zebra stripes", sort=Sort.DATE)
    assert next(hit.pmid for hit in run(ranker.engine, Vocabulary.empty(), asked, ranker=ranker).hits) == 902


def test_without_a_lexicon_the_index_order_stands(mirror: Engine) -> None:
    assert set(found(Ranker(mirror, None), "zebra stripes")) == {901, 902, 903}


def test_facets_are_counted_over_all_matches(ranker: Ranker) -> None:
    asked = Request("zebra stripes", limit=1, facets=("year",))
    answer = run(ranker.engine, Vocabulary.empty(), asked, ranker=ranker)
    assert dict(answer.facets["year"].counts) == {"1980": 2, "2024": 1}


def test_every_hit_of_the_pool_says_why(ranker: Ranker) -> None:
    answer = run(ranker.engine, Vocabulary.empty(), Request("zebra stripes"), ranker=ranker)
    words = wanted_words(answer, "zebra stripes").words
    first = ranker.kept(words, 903)
    assert first is not None
    said = reasons(first, 903)
    assert said[0].signal == "kind"
    assert sum(reason.part for reason in said) == pytest.approx(answer.hits[0].score, abs=0.01)
    assert "guideline" in sentence(said)
    assert reasons(first, 1) == []


@pytest.mark.parametrize("text", ["zebr*", "digo*[tiab]", "2024[dp]", "900", "practice guideline[pt]"])
def test_what_matches_without_a_word_of_the_question_is_ranked_all_the_same(ranker: Ranker, text: str) -> None:
    answer = run(ranker.engine, Vocabulary.empty(), Request(text), ranker=ranker)
    assert answer.count >= 1
    assert answer.hits


def test_every_naughty_string_is_ranked_or_refused(ranker: Ranker, shared: Path) -> None:
    strings = json.loads((shared / "data/hostile/blns.json").read_text("utf-8"))
    for text in [*strings, *(f"{text} zebr*" for text in strings)]:
        try:
            run(ranker.engine, Vocabulary.empty(), Request(text, enough=1), ranker=ranker)
        except BadQuery:
            continue


def test_all_searches_of_one_question_share_one_time_budget(ranker: Ranker, monkeypatch: pytest.MonkeyPatch) -> None:
    budgets: list[float] = []
    original = ranker.engine.search

    def slow(asked: Search) -> Found:
        budgets.append(asked.seconds or 0.0)
        time.sleep(0.05)
        return original(asked)

    monkeypatch.setattr(ranker.engine, "search", slow)
    run(ranker.engine, Vocabulary.empty(), Request("fibrosis oxygen gnu", enough=1, facets=("year",)), ranker=ranker)
    assert len(budgets) >= 3
    assert budgets == sorted(budgets, reverse=True)
    assert budgets[-1] <= budgets[0] - 0.1


def test_a_plain_article_among_letters_is_no_guideline() -> None:
    signals = {"kind": np.array([0, -1, -1], np.float32), "recent": np.array([0.2, 0.1, 0.1], np.float32)}
    pool = Ranked((1, 2, 3), (2.0, 1.0, 1.0), signals, 3, {"kind": 0.1, "recent": 0.1})
    said = sentence(reasons(pool, 1))
    assert "it is an article, where others are letters" in said
    assert "newer than most" in said
    assert "guideline" not in said
    assert "is recent" not in said


def test_words_left_out_by_not_take_no_part(ranker: Ranker) -> None:
    answer = run(ranker.engine, Vocabulary.empty(), Request("zebra NOT dialysis"), ranker=ranker)
    assert "dialysis" not in wanted_words(answer, "zebra NOT dialysis").words


def test_meaning_brings_together_what_stands_together(learned: Lexicon) -> None:
    alone = [(np.array([hashed(w)], np.uint32), np.ones(1, np.float32)) for w in ("digoxin", "dialysis", "ventricular")]
    heart, kidney, ventricle = learned.meaning(alone)
    assert heart @ ventricle > 0.5 > heart @ kidney + 0.4


def test_a_lexicon_is_kept_and_learned_anew_only_where_the_mirror_has_grown(
    mirror: Engine, corpus: Path, learned: Lexicon
) -> None:
    before = (corpus / lexicon.NAME).stat().st_mtime_ns
    kept = lexicon.refresh(mirror, corpus)
    assert kept is not None
    assert (corpus / lexicon.NAME).stat().st_mtime_ns == before
    assert np.array_equal(kept.vectors, learned.vectors)
    assert kept.sampled == 3 * EACH + 4


def test_a_damaged_lexicon_is_named(tmp_path: Path) -> None:
    (tmp_path / lexicon.NAME).write_bytes(b"not a lexicon")
    with pytest.raises(BadInput, match="lexicon"):
        lexicon.load(tmp_path)


def test_an_empty_mirror_teaches_nothing_and_does_not_fail() -> None:
    nothing = lexicon.learn([], records=0)
    query = bag([1, 2, 2, 2])
    assert nothing.idf(query.terms).shape == (2,)
    assert not nothing.meaning([(query.terms, query.weights)]).any()


def test_bm25_is_robertsons(learned: Lexicon) -> None:
    titles = ("zebra", "zebra zebra", "gnu")
    records = [read(pmid, _xml(pmid, title, "words").encode()) for pmid, title in enumerate(titles, 1)]
    pool = Pool(records, learned)
    query = bag([hashed("zebra")])
    idf = float(learned.idf(query.terms)[0])
    counts, lengths = np.array([3.0, 6.0, 0.0]), np.array([4.0, 7.0, 4.0])
    norm = 1.2 * (0.25 + 0.75 * lengths / learned.mean_length)
    assert pool.bm25(query) == pytest.approx(idf * counts * 2.2 / (counts + norm), rel=1e-5)


def test_words_that_stand_together_are_nearer_than_words_apart(learned: Lexicon) -> None:
    filler = " ".join(f"filler{number}" for number in range(60))
    together = read(1, _xml(1, "", f"digoxin dialysis {filler}").encode())
    apart = read(2, _xml(2, "", f"digoxin {filler} dialysis").encode())
    near = Pool([together, apart], learned).nearest(bag([hashed("digoxin"), hashed("dialysis")]))
    assert near[0] == pytest.approx(1.0)
    assert near[1] < 0.7


def test_a_signal_that_is_the_same_for_all_says_nothing() -> None:
    same = np.full(4, 7.0, np.float32)
    assert not standard(same).any()
    assert not mixed({"words": same}, {"words": 1.0, "absent": 2.0}).any()


def test_what_a_record_does_not_have_speaks_neither_for_nor_against_it() -> None:
    assert standard(np.array([0.0, np.nan, 1.0], np.float32)).tolist() == [-1.0, 0.0, 1.0]


def test_a_paper_without_a_title_has_no_title_to_judge(learned: Lexicon) -> None:
    records = [read(1, _xml(1, "", "zebra").encode()), read(2, _xml(2, "zebra", "gnu").encode())]
    named = Pool(records, learned).named(bag([hashed("zebra")]), [each.title for each in records])
    assert np.isnan(named[0])
    assert named[1] == pytest.approx(1.0)


def test_a_paper_without_a_title_stands_where_its_nearest_words_put_it() -> None:
    titles = np.array([np.nan, 0.0, 1.0], np.float32)
    near = np.array([1.0, 0.0, 0.0], np.float32)
    assert instead(titles, near).tolist() == pytest.approx([2**0.5, -1.0, 1.0])
    nowhere = np.full(3, np.nan, np.float32)
    assert not standard(instead(nowhere, near)).any()


def test_feedback_follows_whoever_is_far_ahead_and_all_where_none_is() -> None:
    rows = np.eye(3, dtype=np.float32)
    question = np.array([1.0, 0.0, 0.0], np.float32)
    ahead = toward(question, rows, np.array([0.0, 9.0, 0.0], np.float32), weight=1.0)
    assert ahead == pytest.approx([0.5**0.5, 0.5**0.5, 0.0], abs=1e-3)
    level = toward(question, rows, np.zeros(3, np.float32), weight=1.0)
    assert level[1] == pytest.approx(level[2])
    assert toward(question, rows[:0], np.zeros(0, np.float32), weight=1.0) is question


def test_neighbours_lift_what_says_the_same_in_other_words_and_lower_nothing() -> None:
    subject = unit(np.array([[1, 0.1], [1, 0.2], [1, 0.0], [0, 1], [0.1, 1], [0.2, 1]], np.float32).repeat(8, axis=0))
    scores = np.array([3, 3, -1, 2, -2, -2], np.float32).repeat(8)
    lift = company(scores, subject)
    assert (lift >= 0).all()
    assert lift[16] > lift[0] == pytest.approx(0, abs=0.5)
    assert lift[16] > lift[32]
    alone = company(np.array([9, 0, 0, 0, 0], np.float32), np.eye(5, dtype=np.float32))
    assert 9 + alone[0] > (alone[1:]).max()
    assert company(np.array([1, 2], np.float32), np.eye(2, dtype=np.float32)).tolist() == [0, 0]


def test_a_retracted_trial_is_worth_less_than_nothing() -> None:
    assert kind(("Randomized Controlled Trial", "Retracted Publication")) < 0 < kind(("Letter", "Meta-Analysis"))
    assert recent(0, 2026) == 0.0
    assert recent(2018, 2026) == pytest.approx(0.5)


def _pool(ranker: Ranker, text: str) -> tuple[tuple[int, ...], tuple[float, ...]]:
    read_ = run(ranker.engine, Vocabulary.empty(), Request(text), ranker=ranker)
    ranked = ranker.pool(read_.expr, wanted_words(read_, text))
    return ranked.pmids, ranked.scores
