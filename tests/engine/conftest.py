from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from osler.engine.embedded import EmbeddedEngine, open_engine
from osler.model.article import Record
from osler.pubmed import xml

Filled = Callable[..., EmbeddedEngine]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


@pytest.fixture
def engine(corpus: Path) -> Iterator[EmbeddedEngine]:
    """An empty engine."""
    opened = open_engine(corpus, parse=xml.parse, create=True)
    yield opened
    opened.close()


@pytest.fixture
def filled(engine: EmbeddedEngine) -> Filled:
    """`filled(paper(1), paper(2))`: the engine with these records."""

    def fill(*records: Record, source: str = "pubmed26n0001.xml.gz") -> EmbeddedEngine:
        with engine.writer() as writer:
            writer.put(records, source=source)
            writer.commit()
        return engine

    return fill
