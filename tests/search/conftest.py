"""A small corpus and vocabulary, all invented, whose every record is there for some rule of the query language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from osler import wiring
from osler.config import Config
from osler.corpus.load import load
from osler.engine.protocol import Engine
from osler.search.run import Answer, Request, run
from osler.search.vocabulary import Vocabulary
from osler.search.vocabulary.learn import learn
from osler.search.vocabulary.load import load as load_vocabulary

from .invented import JOURNALS, MESH, QUALIFIERS, SUPPLEMENTS, corpus_xml

TODAY = date(2024, 6, 15)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    file = folder / "invented.xml"
    file.write_text(corpus_xml(), "utf-8")
    engine = wiring.open_engine(Config(home=folder), create=True)
    load(engine, file)
    corpus = Config(home=folder).corpus
    for name, text in (("desc.xml", MESH), ("qual.xml", QUALIFIERS), ("supp.xml", SUPPLEMENTS), ("J.txt", JOURNALS)):
        (folder / name).write_text(text, "utf-8")
        load_vocabulary(corpus, folder / name)
    learn(corpus, engine)
    engine.close()
    return folder


@pytest.fixture(scope="session")
def engine(home: Path) -> Iterator[Engine]:
    opened = wiring.open_engine(Config(home=home))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def vocabulary(home: Path) -> Vocabulary:
    return wiring.open_vocabulary(Config(home=home))


class Searcher:
    """`found("asthma[ti]")` -> the PMIDs, in order; `answer(…)` -> all of it."""

    def __init__(self, engine: Engine, vocabulary: Vocabulary) -> None:
        self.engine = engine
        self.vocabulary = vocabulary

    def answer(self, text: str, **options: object) -> Answer:
        return run(self.engine, self.vocabulary, Request(text, today=TODAY, **options))  # type: ignore[arg-type]

    def found(self, text: str, **options: object) -> list[int]:
        return sorted(self.engine.pmids(self.answer(text, **options).expr))


@pytest.fixture(scope="session")
def search(engine: Engine, vocabulary: Vocabulary) -> Searcher:
    return Searcher(engine, vocabulary)
