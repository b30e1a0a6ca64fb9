"""What a librarian hands over: the explanation, the report, the whole result set."""

from __future__ import annotations

from osler.search.explain import as_json, as_lines, counted
from osler.search.export import articles, pmids
from osler.search.report import as_markdown, report
from osler.search.run import Request

from .conftest import TODAY, Searcher


def test_every_part_has_its_count(search: Searcher) -> None:
    answer = search.answer("(asthma[ti] OR reflux[ti]) NOT bakers[ti]")
    shown = as_json(counted(search.engine, answer.explanation))
    assert (shown["op"], shown["count"]) == ("NOT", 3)
    either, bakers = shown["children"]
    assert (either["op"], either["count"], bakers["count"]) == ("OR", 4, 1)
    assert [(c["text"], c["count"]) for c in either["children"]] == [("asthma[ti]", 2), ("reflux[ti]", 2)]
    assert answer.explanation.children[1].start == len("(asthma[ti] OR reflux[ti]) NOT ")


def test_lines_for_people_are_indented(search: Searcher) -> None:
    answer = search.answer("asthma AND bakers[ti]")
    lines = list(as_lines(counted(search.engine, answer.explanation)))
    assert lines[0].split() == ["1", "AND"]
    assert "MeSH heading: Asthma" in lines[1]
    assert "and 1 below" in lines[2]


def test_counting_stops_at_its_budget(search: Searcher) -> None:
    answer = search.answer("asthma[ti] OR bakers[ti] OR reflux[ti]")
    assert [part.count for part in counted(search.engine, answer.explanation, parts=2)] == [4, 2, None, None]
    assert [part.count for part in counted(search.engine, answer.explanation, seconds=0)] == [None] * 4


def test_the_report_holds_what_prisma_s_asks_for(search: Searcher) -> None:
    request = Request(
        "#2 AND astma[ti] OR “heart attack”[tiab]",
        history={1: "asthma", 2: "#1 OR cough", 3: "unrelated"},
        filters=(("filter", "humans"), ("year", "2019-2021")),
        today=TODAY,
    )
    answer = search.answer(request.text, history=request.history, filters=request.filters)
    made = report(search.engine, search.vocabulary, request, answer)
    assert made.query == request.text
    assert made.history == ((1, "asthma"), (2, "#1 OR cough"))
    assert [f.id for f in made.published_filters] == ["humans"]
    assert made.records == 8
    assert made.revision == search.engine.revision
    assert made.count == answer.count == 1
    assert any("typographic" in note.message for note in made.ignored)
    assert any("left to right" in note.message for note in made.warnings)
    text = as_markdown(made)
    for part in (request.text, answer.translation, "revision 1", "desc.xml", "year: 2019-2021", "Search #2"):
        assert part in text


def test_backquotes_in_a_query_do_not_break_the_report(search: Searcher) -> None:
    request = Request("asthma ```` cough", today=TODAY)
    made = report(search.engine, search.vocabulary, request, search.answer(request.text))
    assert "`````\nasthma ```` cough\n`````" in as_markdown(made)


def test_the_whole_result_is_exported_in_its_order(search: Searcher) -> None:
    request = Request("all[sb]", limit=2, today=TODAY)
    chosen = pmids(search.engine, search.vocabulary, request)
    assert sorted(chosen) == [1, 2, 3, 4, 5, 6, 7, 8]
    exported = list(articles(search.engine, [3, 999, 1]))
    assert [article.pmid for article in exported] == [3, 1]
