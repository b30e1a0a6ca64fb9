"""Every clinical filter is data: it reads cleanly, runs, and says where it comes from."""

from __future__ import annotations

import re

import pytest

from osler.search import filters
from osler.search.syntax import Note, NoteKind, parse, unparse

from .conftest import Searcher

EVERY = list(filters.every())


@pytest.mark.parametrize("name", EVERY)
def test_a_filter_reads_cleanly_and_runs(search: Searcher, name: str) -> None:
    chosen = filters.every()[name]
    notes: list[Note] = []
    tree = parse(chosen.query, notes)
    assert parse(unparse(tree)) == tree
    assert [n for n in notes if n.kind is not NoteKind.WARNING] == []
    by_choice = search.found("all[sb]", filters=(("filter", name),))
    assert search.found(f'"{name}"[sb]') == search.found(f"{name}[filter]") == by_choice == search.found(chosen.query)


@pytest.mark.parametrize("name", EVERY)
def test_a_filter_names_its_source_and_date(name: str) -> None:
    chosen = filters.every()[name]
    assert len(chosen.source) > 20
    assert re.fullmatch(r"\d{4}(-\d\d)?", chosen.date)
    assert chosen.group
    assert chosen.name


def test_no_name_means_two_filters() -> None:
    names = [name for each in filters.every().values() for name in each.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "pmids"),
    [
        ("rct", [1]),
        ("rct-sensitive", [1, 7]),
        ("therapy-narrow", [1]),
        ("review", [3]),
        ("humans", [1, 2, 4, 7]),
        ("animal", [4, 6, 8]),
        ("clinicaltrial", [1, 7]),
        ("excludepreprints", [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_filters_find(search: Searcher, name: str, pmids: list[int]) -> None:
    assert search.found(f"{name}[sb]") == pmids


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("systematic", "systematic"),
        ("systematicreview", "systematic"),
        ("Therapy/Broad", "therapy-broad"),
        ("Clinical Prediction Guides/Narrow", "prediction-narrow"),
        ("middleagedaged", "middleagedaged"),
    ],
)
def test_pubmeds_names_are_understood(text: str, id_: str) -> None:
    found = filters.named(text)
    assert found
    assert found.id == id_


def test_the_translation_keeps_the_filters_name_and_the_explanation_its_query(search: Searcher) -> None:
    answer = search.answer("asthma[ti] AND therapy/narrow[filter]")
    assert answer.translation == '"asthma"[Title] AND "therapy/narrow"[Filter]'
    (inner,) = answer.explanation.children[1].children
    assert inner.translation.startswith('"randomized controlled trial"[Publication Type] OR (')
