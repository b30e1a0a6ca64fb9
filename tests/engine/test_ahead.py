"""Reading ahead of the writer is only a help: it finds what is kept, leaves new records alone, and may fail."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import NoReturn

import pytest
from tests.engine.conftest import Filled
from tests.engine.papers import paper

from osler.engine.embedded import EmbeddedEngine
from osler.engine.embedded.ahead import Ahead
from osler.errors import EngineFailed

FILE = "pubmed26n0002.xml.gz"


def record_file(engine: EmbeddedEngine) -> Path:
    return engine.index_folder.parent / "records.sqlite3"


def test_what_will_be_replaced_is_read_by_several_and_each_record_once(filled: Filled) -> None:
    file = record_file(filled(*(paper(pmid) for pmid in range(1, 2_001, 2))))
    with closing(Ahead(file, 1_999)) as ahead:
        askers = ahead.read(range(2_500, 0, -1))
        assert len(askers) > 1
        assert sum(each.result() for each in askers) == 1_000


def test_nobody_looks_for_what_is_new(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = filled(paper(5), paper(7))
    asked: list[int] = []
    read = Ahead.read

    def watched(self: Ahead, pmids: Iterable[int]) -> list[Future[int]]:
        askers = read(self, pmids)
        asked.extend(each.result() for each in askers)
        return askers

    monkeypatch.setattr(Ahead, "read", watched)
    with engine.writer() as writer:
        writer.put([paper(8), paper(9)], source=FILE)
        assert asked == []
        writer.put([paper(6), paper(7), paper(8)], source=FILE)
        assert asked == [1]
        writer.commit()
    assert set(engine.fetch(range(10))) == {5, 6, 7, 8, 9}


def test_a_failure_to_read_ahead_stops_nothing(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = filled(paper(5, "old"))
    asked = Event()

    def connect(path: Path) -> NoReturn:
        asked.set()
        raise EngineFailed(f"{path} cannot be opened again")

    monkeypatch.setattr("osler.engine.embedded.ahead.connect", connect)
    with engine.writer() as writer:
        writer.put([paper(5, "new")], source=FILE)
        writer.commit()
    assert asked.is_set()
    assert b"new" in engine.fetch([5])[5].xml
