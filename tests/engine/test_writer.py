from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from tests.engine.conftest import Filled
from tests.engine.papers import paper

from osler.engine.embedded import EmbeddedEngine, indexing, ledger, open_engine, records
from osler.engine.embedded.compression import dictionary_of
from osler.engine.protocol import FileEntry
from osler.errors import EngineFailed, EngineLocked
from osler.model.article import Problem, Record
from osler.model.query import All, Key, Pmids, Span, Words
from osler.pubmed import xml

FILE = "pubmed26n0002.xml.gz"
EARLIER = "pubmed26n0001.xml.gz"
LATER = "pubmed26n0003.xml.gz"


def entry(name: str = FILE, md5: str = "0" * 32) -> FileEntry:
    return FileEntry(name, md5, 1, 0, 0, 0, "2026-01-01T00:00:00+00:00")


def put(engine: EmbeddedEngine, *records: Record, source: str = FILE, deleted: tuple[int, ...] = ()) -> None:
    with engine.writer() as writer:
        writer.put(records, source=source)
        if deleted:
            writer.delete(deleted, source=source)
        writer.commit()


def title_of(engine: EmbeddedEngine, pmid: int) -> str | None:
    stored = engine.fetch([pmid]).get(pmid)
    found = set(engine.pmids(Pmids((pmid,))))
    assert found == ({pmid} if stored else set())  # index and records always agree
    return xml.parse(stored.xml).title.plain if stored else None


def test_a_record_is_given_back_as_it_was_published(filled: Filled) -> None:
    record = paper(7, "Sjögren’s syndrome & β-blockers <i>x</i>")
    engine = filled(record)
    stored = engine.fetch([8, 7, 7])
    assert list(stored) == [7]
    assert stored[7].xml == record.xml
    assert stored[7].source == "pubmed26n0001.xml.gz"


def test_nothing_is_seen_before_commit_nor_kept_without_it(engine: EmbeddedEngine) -> None:
    with engine.writer() as writer:
        writer.put([paper(1, "lung")], source=FILE)
        assert engine.count(All()) == 0
        assert engine.fetch([1]) == {}
    assert engine.count(All()) == engine.status().records == engine.revision == 0
    with suppress(KeyboardInterrupt), engine.writer() as writer:
        writer.put([paper(1, "lung")], source=FILE)
        raise KeyboardInterrupt
    assert engine.count(All()) == 0
    put(engine, paper(1, "lung"))
    assert (engine.count(All()), engine.status().records, engine.revision) == (1, 1, 1)


def test_many_records_are_revised_by_two_threads_in_the_order_they_came(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    pmids = range(1, 401)
    engine = filled(*(paper(pmid, "lung") for pmid in pmids))
    monkeypatch.setattr(indexing, "MANY", len(pmids))
    assert (indexing.threads(len(pmids) - 1), indexing.threads(len(pmids))) == (1, 2)
    with engine.writer() as writer:
        writer.put([paper(pmid, "liver") for pmid in pmids], source=FILE)
        writer.put([paper(pmid, "heart") for pmid in pmids if pmid % 2], source=FILE)
        writer.delete([pmid for pmid in pmids if not pmid % 4], source=FILE)
        writer.commit()
    assert engine.count(All()) == 300
    assert engine.pmids(Words("title", ("heart",))) == [pmid for pmid in reversed(pmids) if pmid % 2]
    assert engine.pmids(Words("title", ("liver",))) == [pmid for pmid in reversed(pmids) if pmid % 4 == 2]
    assert engine.count(Words("title", ("lung",))) == 0


def test_a_commit_without_change_is_no_revision(engine: EmbeddedEngine) -> None:
    with engine.writer() as writer:
        assert writer.commit() == 0
        writer.put([paper(1)], source=FILE)
        assert writer.commit() == 1
        assert writer.commit() == 1
        assert writer.commit(entry()) == 2
    assert engine.files() == [entry()._replace(revision=2)]


def test_a_revision_replaces_the_record_everywhere(filled: Filled) -> None:
    engine = filled(paper(1, "old", mesh=["Lung"]), paper(2, "other"))
    put(engine, paper(1, "new", mesh=["Heart"]))
    assert title_of(engine, 1) == "new"
    assert engine.pmids(Words("title", ("old",))) == engine.pmids(Key("mesh", ("lung",))) == []
    assert engine.count(All()) == engine.status().records == 2


def test_a_pmid_twice_in_a_file_keeps_the_last_and_the_higher_version(engine: EmbeddedEngine) -> None:
    put(engine, paper(1, "first"), paper(1, "second"), paper(2, "v two", version=2), paper(2, "v one", version=1))
    assert title_of(engine, 1) == "second"
    assert title_of(engine, 2) == "v two"
    put(engine, paper(2, "v one again", version=1), source=LATER)
    assert title_of(engine, 2) == "v two"
    put(engine, paper(2, "v three", version=3), source=EARLIER)
    assert title_of(engine, 2) == "v three"
    assert engine.status().records == engine.count(All()) == 2


def test_files_out_of_order_end_as_if_in_order(engine: EmbeddedEngine) -> None:
    put(engine, paper(1, "from the later"), source=LATER, deleted=(2, 3))
    put(engine, paper(1, "from the earlier"), paper(2, "withdrawn later"), paper(4, "kept"), source=EARLIER)
    assert title_of(engine, 1) == "from the later"
    assert title_of(engine, 2) is None
    assert title_of(engine, 4) == "kept"
    put(engine, source=EARLIER, deleted=(1, 4))
    assert title_of(engine, 1) == "from the later"
    assert title_of(engine, 4) is None
    put(engine, paper(2, "back"), source="pubmed27n0001.xml.gz")
    assert title_of(engine, 2) == "back"


def test_files_named_otherwise_apply_in_the_order_they_come(engine: EmbeddedEngine) -> None:
    put(engine, paper(1, "nlm"), source=LATER)
    put(engine, paper(1, "mine"), source="mine.xml")
    assert title_of(engine, 1) == "mine"
    put(engine, paper(1, "nlm again"), source=EARLIER)
    assert title_of(engine, 1) == "nlm again"


def test_deletions_count_what_was_there(filled: Filled) -> None:
    engine = filled(paper(1), paper(2), paper(3))
    with engine.writer() as writer:
        assert writer.delete([2, 2, 99], source=FILE) == 1
        writer.put([paper(4)], source=FILE)
        assert writer.delete([4], source=FILE) == 1
        writer.put([paper(5)], source=FILE)
        writer.commit()
    assert sorted(engine.pmids(All())) == [1, 3, 5]
    assert engine.status().records == 3
    assert [stored.pmid for stored in engine.scan()] == [1, 3, 5]


def test_a_thousand_records_and_more_scan_in_order(engine: EmbeddedEngine) -> None:
    records = [paper(pmid, f"word{pmid}") for pmid in range(1500, 0, -1)]
    put(engine, *records)
    put(engine, *(paper(pmid, f"again{pmid}") for pmid in range(400, 420)), source=LATER)
    assert [stored.pmid for stored in engine.scan()] == list(range(1, 1501))
    assert engine.count(Span("pmid", 1, 1500)) == 1500
    assert {xml.parse(s.xml).title.plain for s in engine.fetch(range(399, 402)).values()} == {
        "word399", "again400", "again401",
    }  # fmt: skip


def test_problems_are_kept_by_file_and_replaced_when_it_is_issued_again(engine: EmbeddedEngine) -> None:
    for reason in ("first issue", "second issue"):
        with engine.writer() as writer:
            writer.note([Problem("malformed", reason, 5, 2), Problem("no-pmid", reason)], source=FILE)
            writer.note([Problem("malformed", "another file's")], source="other.xml")
            writer.commit(entry(md5=reason))
    problems = engine.problems()
    assert [(name, p.reason) for name, p in problems if name == FILE] == [(FILE, "second issue")] * 2
    assert ("pubmed26n0002.xml.gz", Problem("malformed", "second issue", 5, 2)) in problems
    assert engine.status().problems == {"malformed": 3, "no-pmid": 1}
    assert len(engine.problems(limit=1)) == 1


def test_readers_of_other_processes_see_a_commit_soon(
    filled: Filled, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = filled(paper(1))
    other = open_engine(corpus, parse=xml.parse)
    put(engine, paper(2))
    monkeypatch.setattr("osler.engine.embedded.engine._LOOK_SECONDS", 0)
    assert other.revision == engine.revision == 2
    assert other.count(All()) == 2
    other.close()


def test_a_second_writer_is_told_who_writes(engine: EmbeddedEngine, corpus: Path) -> None:
    other = open_engine(corpus, parse=xml.parse)
    with engine.writer():
        with pytest.raises(EngineLocked, match=r"process \d+ on .+ since 20"), other.writer():
            pass
        with pytest.raises(EngineLocked), engine.writer():
            pass
    with other.writer() as writer:
        writer.put([paper(1)], source=FILE)
        writer.commit()
    other.close()


def test_a_folder_that_is_no_corpus_is_named(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(EngineFailed, match=f"{folder} is not a corpus"):
            open_engine(folder, parse=xml.parse)
    (tmp_path / "CURRENT").write_text("../../etc")
    with pytest.raises(EngineFailed, match="not a generation"):
        open_engine(tmp_path, parse=xml.parse, create=True)
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineFailed):
        open_engine(tmp_path / "file", parse=xml.parse, create=True)


def test_dictionaries_learnt_on_the_way_leave_every_record_readable(engine: EmbeddedEngine) -> None:
    for start in range(0, 2400, 800):
        put(engine, *(paper(start + n, f"Paper number {n} of the lung", abstract="words " * n) for n in range(1, 800)))
    parsed = [xml.parse(stored.xml).pmid for stored in engine.scan()]
    assert len(parsed) == 3 * 799
    size = sum(len(stored.xml) for stored in engine.scan())
    assert engine.status().record_bytes < size / 3


@pytest.mark.parametrize("wait_for", [2_100, 10_000])
def test_the_first_records_of_a_file_wait_for_a_dictionary_learnt_from_them(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch, wait_for: int
) -> None:
    monkeypatch.setattr(ledger, "_FIRST", wait_for)
    many = [paper(n, f"Paper number {n} of the lung", abstract="words " * (n % 300)) for n in range(1, 2_300)]
    with engine.writer() as writer:
        writer.put(many, source=FILE)
        writer.put([paper(5, "Later five"), paper(6, "Sixth", version=2)], source=LATER)
        writer.put([paper(5, "Earlier five"), paper(6, "First six")], source=FILE)  # what waits is known
        writer.delete([7, 9_999], source=LATER)
        writer.commit()
    assert engine.status().records == len(many) - 1
    assert [title_of(engine, pmid) for pmid in (4, 5, 6, 7)] == [
        "Paper number 4 of the lung",
        "Later five",
        "Sixth",
        None,
    ]
    file = engine.index_folder.parent / records.NAME
    with closing(sqlite3.connect(file)) as db:
        ((learnt,),) = db.execute("SELECT id FROM dictionary").fetchall()
        assert {dictionary_of(xml) for (xml,) in db.execute("SELECT xml FROM record")} == {learnt}
    put(engine, *(paper(n) for n in range(3_000, 3_100)), source=LATER)
    assert len(list(engine.scan())) == len(many) + 99


def test_a_long_batch_is_put_piece_by_piece_and_the_last_of_a_pmid_counts(engine: EmbeddedEngine) -> None:
    many = [paper(n, f"First {n}") for n in range(1, 1_600)]
    with engine.writer() as writer:
        writer.put_prepared(writer.prepare([*many, paper(5, "Later five"), paper(1_599, "Later last")]), source="a")
        writer.commit()
    assert engine.status().records == 1_599
    assert list(engine.pmids(Words("title", ("later",)))) == [1_599, 5]
    assert list(engine.pmids(Words("title", ("first",)), limit=1)) == [1_598]


def test_the_log_of_sqlite_is_folded_in_before_the_next_transaction(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_LONG_LOG", 0)
    file = engine.corpus / (engine.corpus / "CURRENT").read_text().strip() / records.NAME
    with engine.writer() as writer:
        writer.put([paper(n) for n in range(1, 50)], source="a")
        before = file.stat().st_size
        writer.commit()
        assert file.stat().st_size == before  # readers were told without waiting for it
        writer.put([paper(50)], source="b")
        assert file.stat().st_size > before
        writer.commit()
    assert engine.status().records == 50
