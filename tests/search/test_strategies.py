"""The published strategies find what a walk over all records finds, by other code (`brute`)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from osler import wiring
from osler.config import Config
from osler.corpus.load import load
from osler.engine.protocol import Engine
from osler.pubmed import xml
from osler.search.run import Request, run
from osler.search.vocabulary import Vocabulary
from osler.search.vocabulary.load import load as load_vocabulary

from .brute import Sheet, Trees, compile_strategy

SOME = ("n0001", "n0010", "n0011", "n0012", "n0013")
IDS = [39, 51, 6, 60, 64, 18, 112, 22, 7, 44, 3, 16, 14, 17, 47, 43, 78, 66, 10, 96]


class Ground(NamedTuple):
    engine: Engine
    vocabulary: Vocabulary
    sheets: list[Sheet]
    trees: Trees


def prepare(shared: Path, folder: Path, parts: tuple[str, ...]) -> Ground:
    config = Config(home=folder)
    engine = wiring.open_engine(config, create=True)
    for file in sorted((shared / "data/mirror").glob("*/*.xml.gz")):
        if not parts or any(part in file.name for part in parts):
            load(engine, file)
    words = shared / "data/vocab"
    descriptors, trees = words / "mesh2026_descriptors.tsv", words / "mesh2019_tree_joined.tsv.gz"
    load_vocabulary(config.corpus, descriptors)
    load_vocabulary(config.corpus, trees)
    sheets = [Sheet(xml.parse(stored.xml)) for stored in engine.scan()] if parts else []
    return Ground(engine, wiring.open_vocabulary(config), sheets, Trees(descriptors, trees))


@pytest.fixture(scope="module")
def ground(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    prepared = prepare(shared, tmp_path_factory.mktemp("some"), SOME)
    yield prepared
    prepared.engine.close()


def strategies(shared: Path) -> dict[int, str]:
    lines = (shared / "data/queries/strategies.jsonl").read_text("utf-8").splitlines()
    return {int(each["id"]): each["edited_search"] for each in map(json.loads, lines)}


def compare(ground: Ground, text: str) -> int:
    """Both ways agree; how many records were found."""
    answer = run(ground.engine, ground.vocabulary, Request(text))
    test = compile_strategy(text, ground.trees)
    expected = sorted(sheet.pmid for sheet in ground.sheets if test(sheet))
    assert sorted(ground.engine.pmids(answer.expr)) == expected
    assert answer.count == len(expected)
    return answer.count


@pytest.mark.parametrize("number", IDS)
def test_a_published_strategy_finds_what_a_walk_finds(shared: Path, ground: Ground, number: int) -> None:
    compare(ground, strategies(shared)[number])


def test_each_block_alone_finds_what_a_walk_finds(shared: Path, ground: Ground) -> None:
    """Whole strategies find little in a small mirror; their blocks find hundreds, so an error cannot hide."""
    found = [compare(ground, block) for text in strategies(shared).values() for block in blocks(text)]
    assert len(found) > 60
    assert sum(found) > 5_000


def blocks(text: str) -> Iterator[str]:
    """The parenthesised groups of a strategy, outermost first, without those that hold others only."""
    depth, start = 0, 0
    for place, character in enumerate(text):
        if character == "(":
            start = place if depth == 0 else start
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0 and " " in text[start:place]:
                yield text[start : place + 1]
                if text[start + 1 : place].count("(") > 2:
                    yield from blocks(text[start + 1 : place])


@pytest.mark.slow
def test_the_whole_mirror_agrees(shared: Path, tmp_path: Path) -> None:
    ground = prepare(shared, tmp_path, ())
    texts = list(strategies(shared).values())
    tests = [compile_strategy(text, ground.trees) for text in texts]
    expected: list[list[int]] = [[] for _ in texts]
    for stored in ground.engine.scan():
        sheet = Sheet(xml.parse(stored.xml))
        for found, test in zip(expected, tests, strict=True):
            if test(sheet):
                found.append(sheet.pmid)
    for text, found in zip(texts, expected, strict=True):
        answer = run(ground.engine, ground.vocabulary, Request(text, seconds=60))
        assert sorted(ground.engine.pmids(answer.expr)) == sorted(found), text
    ground.engine.close()


def test_the_strategies_are_read_within_a_second(shared: Path, ground: Ground) -> None:
    """A second of the processor's: what else the machine does is not theirs."""
    for number, text in strategies(shared).items():
        begun = time.process_time()
        run(ground.engine, ground.vocabulary, Request(text, seconds=60))
        assert time.process_time() - begun < 1, number
