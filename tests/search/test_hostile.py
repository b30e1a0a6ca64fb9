"""Whatever is typed: an answer or BadQuery, and a tree that survives being printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from osler.errors import BadQuery
from osler.search.syntax import Group, History, Op, Range, Term, Tree, parse, unparse
from osler.search.syntax.tags import TAGS, Kind

from .conftest import Searcher

PIECES = st.sampled_from(
    [
        *'()[]":*#/,.~-–', "“", "”", " ", "  ", "AND", "OR", "NOT", "and", "or", "not", "[tiab]", "[mh:noexp]",
        "[au]", "[dp]", "[sb]", "[ti:~3]", "[pmid]", "[ta]", "[xyz]", "asthma", "heart attack", "cardiolog*", "ab*",
        "2019", "2019/02/30", "2019:2020", "#1", "last 30 days", "smith ja", "asthma/dt", "β", "ﬁ", "\x00", "\u202e",
        "İ", "٣", "𝔘", "ß", "'s", "1-2", "has", "hasabstract", "x" * 300,
    ]
)  # fmt: skip
DP = next(tag for tag in TAGS if tag.short == "dp")
WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)
TAGGED = st.sampled_from([tag for tag in TAGS if tag.kind not in (Kind.DATE, Kind.PMID)])


def is_word(text: str) -> bool:
    return text.lower() not in ("and", "or", "not")


TERMS = st.builds(
    lambda words, tag, quoted: Term(" ".join(words), tag, quoted),
    st.lists(WORDS.filter(is_word), min_size=1, max_size=3),
    st.none() | TAGGED,
    st.booleans(),
)
RANGES = st.builds(lambda low, high: Range(str(low), str(high), DP), st.integers(1800, 2100), st.integers(1800, 2100))
LEAVES = TERMS | RANGES | st.builds(History, st.integers(0, 999))


def groups(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.builds(
        lambda op, parts: Group(op, tuple(parts)), st.sampled_from(Op), st.lists(children, min_size=2, max_size=4)
    )


TREES: st.SearchStrategy[Tree] = st.recursive(LEAVES, groups, max_leaves=25)
PARTS = st.lists(PIECES | WORDS, max_size=25)
TEXTS = PARTS.map(lambda parts: "".join(parts)) | PARTS.map(lambda parts: " ".join(parts))  # noqa: PLW0108


@settings(max_examples=400, deadline=None)
@given(TREES)
def test_reading_what_was_printed_gives_the_same_tree(tree: Tree) -> None:
    assert parse(unparse(tree)) == tree


@settings(max_examples=800, deadline=None)
@given(TEXTS)
@example(":1[pmid]")
@example('"-:1"[uid]')
@example("1:[pmid]")
@example("and : * asthma")
def test_any_text_is_read_or_refused_and_survives_printing(text: str) -> None:
    try:
        tree = parse(text)
    except BadQuery as problem:
        refused = problem
    else:
        assert parse(unparse(tree)) == tree
        return
    assert 0 <= refused.position <= max(len(text), 1)
    assert str(refused)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS | st.text(max_size=40))
@example(text="or or or")
@example(text='or"or or')
def test_any_text_can_be_run(search: Searcher, text: str) -> None:
    try:
        answer = search.answer(text, history={1: "asthma", 2: "#1 AND cough"})
    except BadQuery:
        return
    assert answer.count >= len(answer.hits)
    assert answer.translation


def test_every_naughty_string(shared: Path, search: Searcher) -> None:
    strings = json.loads((shared / "data/hostile/blns.json").read_text("utf-8"))
    assert len(strings) > 400
    for text in strings:
        try:
            tree = parse(text)
            search.answer(text)
        except BadQuery:
            continue
        assert parse(unparse(tree)) == tree, text


def test_six_hundred_terms_run(search: Searcher) -> None:
    text = " OR ".join(f'"synthetic phrase number {n}"[tiab]' for n in range(599)) + ' OR "heart attack"[tiab]'
    assert search.found(text) == [1]


def test_changing_operators_six_hundred_times_runs(search: Searcher) -> None:
    text = "asthma[ti]" + "".join(f" {'OR' if n % 2 else 'AND'} asthma[tiab]" for n in range(600))
    assert 1 in search.found(text)


def test_facets_of_a_deep_query(search: Searcher) -> None:
    text = "asthma[ti]" + "".join(f" {'OR' if n % 2 else 'AND'} w{n}[tiab]" for n in range(700))
    answer = search.answer(text, facets=("year",))
    assert "year" in answer.facets or any("nested too deeply" in note.message for note in answer.notes)


def test_a_truncation_that_stands_for_everything_is_bounded(search: Searcher) -> None:
    answer = search.answer("a*[tiab]")
    assert any("truncation needs" in note.message for note in answer.notes)


def test_a_pasted_abstract_is_read_in_time(search: Searcher) -> None:
    words = [f"word{n}" for n in range(600)]
    answer = search.answer(" ".join(words))
    assert answer.count == 0
    assert answer.seconds < 5


def test_an_absurdly_long_text_is_refused() -> None:
    with pytest.raises(BadQuery, match="characters"):
        parse("a " * 60_000)
