"""Killed inside the index's own commit: new files are there, its list of them (`meta.json`) is still the old one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.corpus.synthetic import article, name, packed, put

from osler.corpus.load import load
from osler.corpus.verify import index_against_records
from osler.engine.embedded import open_engine
from osler.model.query import Words
from osler.pubmed import xml as pubmed_xml


def test_files_of_a_commit_that_did_not_end_are_no_obstacle(tmp_path: Path) -> None:
    revised = range(1, 31)
    first = put(tmp_path, name(1), packed(article(n) for n in range(1, 301)))
    second = put(tmp_path, name(2), packed(article(n, "revised") for n in revised))
    engine = open_engine(tmp_path / "corpus", parse=pubmed_xml.parse, create=True)
    load(engine, first)
    generation = tmp_path / "corpus" / "g0001"
    meta = next(generation.glob("index-*/meta.json"))
    before = meta.read_bytes()
    load(engine, second)
    engine.close()
    meta.write_bytes(before)
    with closing(sqlite3.connect(generation / "records.sqlite3")) as records, records:
        records.execute("UPDATE state SET indexed_revision = 1")
        records.executemany("INSERT OR IGNORE INTO pending VALUES (?)", [(n,) for n in revised])
    engine = open_engine(tmp_path / "corpus", parse=pubmed_xml.parse)
    assert list(index_against_records(engine)) == []
    assert sorted(engine.pmids(Words("title", ("revised",)))) == list(revised)
    engine.close()
