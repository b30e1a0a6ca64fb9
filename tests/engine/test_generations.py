"""A corpus replaced by another while it is being read, and an index made anew beside the old."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest
from tests.engine.conftest import Filled
from tests.engine.papers import paper

from osler.engine.embedded import EmbeddedEngine, layout, open_engine, records
from osler.errors import EngineFailed, EngineOutdated
from osler.model.query import All, Words
from osler.pubmed import xml

FILE = "pubmed27n0001.xml.gz"


@pytest.fixture(autouse=True)
def _look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osler.engine.embedded.engine._LOOK_SECONDS", 0)


def put(engine: EmbeddedEngine, *pmids: int) -> None:
    with engine.writer() as writer:
        writer.put([paper(pmid) for pmid in pmids], source=FILE)
        writer.commit()


def age(path: Path) -> None:
    os.utime(path, (time.time() - 3600,) * 2)


def test_a_replacement_is_unseen_until_it_is_promoted_and_then_seen_by_everybody(filled: Filled, corpus: Path) -> None:
    engine = filled(paper(1), paper(2))
    other = open_engine(corpus, parse=xml.parse)
    new = engine.replacement("27")
    put(new.engine, 2, 3, 4)
    put(engine, 5)  # the old one goes on meanwhile, and may be written
    assert sorted(engine.pmids(All())) == sorted(other.pmids(All())) == [1, 2, 5]
    new.promote()
    assert sorted(engine.pmids(All())) == sorted(other.pmids(All())) == [2, 3, 4]
    assert list(other.fetch([1, 3])) == [3]
    assert sorted(open_engine(corpus, parse=xml.parse).pmids(All())) == [2, 3, 4]
    put(other, 9)
    assert engine.count(All()) == 4


def test_an_interrupted_replacement_is_gone_on_with(filled: Filled) -> None:
    engine = filled(paper(1))
    first = engine.replacement("27")
    assert not first.resumed
    put(first.engine, 2)
    first.engine.close()
    again = engine.replacement("27")
    assert again.resumed
    assert again.engine.pmids(All()) == [2]
    assert not engine.replacement("28").resumed


def test_a_discarded_replacement_leaves_no_trace(filled: Filled, corpus: Path) -> None:
    engine = filled(paper(1))
    before = sorted(path.name for path in corpus.iterdir())
    new = engine.replacement("27")
    put(new.engine, 2)
    new.discard()
    assert sorted(path.name for path in corpus.iterdir()) == before
    assert engine.pmids(All()) == [1]


def test_the_generation_in_use_is_not_thrown_away(filled: Filled) -> None:
    engine = filled(paper(1))
    new = engine.replacement("27")
    new.promote()
    with pytest.raises(EngineFailed, match="in use"):
        new.discard()


def test_a_reader_keeps_what_it_has_open_while_the_old_generation_is_removed(filled: Filled, corpus: Path) -> None:
    engine = filled(paper(1), paper(2))
    reading = engine.scan()
    assert next(reading).pmid == 1
    old = layout.current(corpus)
    new = engine.replacement("27")
    put(new.engine, 3)
    new.promote()
    age(corpus / layout.POINTER)
    put(engine, 4)  # a writer clears away what nobody can be using any more
    assert old is not None
    assert not old.exists()
    assert [stored.pmid for stored in reading] == [2]
    assert sorted(engine.pmids(All())) == [3, 4]


def test_an_unfinished_replacement_survives_the_clearing_away(filled: Filled, corpus: Path) -> None:
    engine = filled(paper(1))
    put(engine.replacement("27").engine, 2)
    age(corpus / layout.POINTER)
    put(engine, 3)
    assert engine.replacement("27").resumed


def outdate(corpus: Path, column: str) -> None:
    folder = layout.current(corpus)
    assert folder is not None
    with sqlite3.connect(folder / records.NAME) as database:
        database.execute(f"UPDATE state SET {column} = 0")
    database.close()


def test_an_outdated_index_says_how_to_rebuild_and_rebuilds_from_the_records(filled: Filled, corpus: Path) -> None:
    filled(paper(1, "lung"), paper(2, "heart")).close()
    outdate(corpus, "index_version")
    engine = open_engine(corpus, parse=xml.parse)
    assert engine.status().records == 2
    assert list(engine.fetch([2])) == [2]
    for ask in (lambda: engine.count(All()), lambda: put(engine, 3), lambda: engine.terms("title", "l")):
        with pytest.raises(EngineOutdated, match="osler rebuild"):
            ask()
    seen: list[int] = []
    assert engine.rebuild(seen.append) == 2
    assert engine.pmids(Words("title", ("lung",))) == [1]
    put(engine, 3)
    assert engine.count(All()) == 3


def test_records_of_another_format_are_not_guessed_at(filled: Filled, corpus: Path) -> None:
    filled(paper(1)).close()
    outdate(corpus, "format")
    with pytest.raises(EngineOutdated, match="load them again"):
        open_engine(corpus, parse=xml.parse)


def test_a_rebuild_goes_on_beside_readers_and_leaves_one_index(filled: Filled, corpus: Path) -> None:
    engine = filled(*(paper(pmid, "lung") for pmid in range(1, 1200)))
    other = open_engine(corpus, parse=xml.parse)
    counts: list[int] = []
    engine.rebuild(lambda _: counts.append(other.count(Words("title", ("lung",)))))
    assert counts == [1199]
    assert other.count(All()) == engine.count(All()) == 1199
    engine.rebuild()
    folder = layout.current(corpus)
    assert folder is not None
    assert other.count(All()) == 1199
    assert len(list(folder.glob("index-*"))) == 2  # the one in use, and the last for readers still at it


def test_a_lost_index_is_named_and_made_again(filled: Filled, corpus: Path) -> None:
    filled(paper(1, "lung")).close()
    folder = layout.current(corpus)
    assert folder is not None
    (folder / layout.FIRST_INDEX / "meta.json").unlink()
    engine = open_engine(corpus, parse=xml.parse)
    with pytest.raises(EngineFailed, match="osler rebuild"):
        engine.count(All())
    assert engine.status().records == 1
    engine.rebuild()
    assert engine.count(All()) == 1


def test_a_damaged_index_is_named_and_made_again(filled: Filled, corpus: Path) -> None:
    filled(paper(1, "lung")).close()
    folder = layout.current(corpus)
    assert folder is not None
    (folder / layout.FIRST_INDEX / "meta.json").write_text("{")
    engine = open_engine(corpus, parse=xml.parse)
    with pytest.raises(EngineFailed, match="osler rebuild"):
        engine.count(All())
    engine.rebuild()
    assert engine.count(All()) == 1


def test_a_missing_record_file_is_named(filled: Filled, corpus: Path) -> None:
    filled(paper(1)).close()
    folder = layout.current(corpus)
    assert folder is not None
    for path in folder.glob("records*"):
        path.unlink()
    with pytest.raises(EngineFailed, match=r"records.sqlite3 is missing"):
        open_engine(corpus, parse=xml.parse)
