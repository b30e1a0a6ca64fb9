"""The record file: writing side. One transaction from `begin` to `commit`."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from osler.engine.embedded.learning import LEARN_AT, PACK_AGAIN_UP_TO, drawn, kept, learn, newest, pack_again
from osler.engine.embedded.records import AT_ONCE, RecordFile, connect
from osler.engine.protocol import FileEntry
from osler.model.article import Problem

_NUMBERED = re.compile(r"(?:pubmed|medline)(\d\d)n(\d{4,})", re.IGNORECASE)
_LONG_LOG = 128 * 1024 * 1024  # bytes
_FIRST, _FIRST_BYTES = 10_000, 128 * 1024 * 1024  # so many records of a new file wait for its first dictionary

# Not INSERT OR REPLACE, which may delete more than one row, and so copies each page before it changes it.
_UPSERT = """INSERT INTO record VALUES (?, ?, ?, ?) ON CONFLICT (pmid) DO UPDATE
SET version = excluded.version, source = excluded.source, xml = excluded.xml"""


class Incoming(NamedTuple):
    """A record on its way in."""

    pmid: int
    version: int
    xml: bytes
    document: str  # for the index


def precedence(source: str) -> tuple[int, int] | None:
    """(year, number) of one of NLM's files, later ones higher; None for files named otherwise.

    NLM numbers baseline and update files of a year in one row, so a higher number is always newer.
    """
    match = _NUMBERED.match(source)
    return (int(match[1]), int(match[2])) if match else None


def supersedes(new: tuple[int, str], old: tuple[int, str]) -> bool:
    """Whether (version, source) replaces another: the higher version, else the later file, else the last come."""
    if new[0] != old[0]:
        return new[0] > old[0]
    newer, older = precedence(new[1]), precedence(old[1])
    return newer is None or older is None or newer >= older


class Ledger:
    """The writer's connection. Nothing is seen by others before `commit`."""

    def __init__(self, file: RecordFile) -> None:
        self._file = file.path
        self._db = connect(file.path)
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA wal_autocheckpoint = 0")  # see `_fold`
        self._db.execute("PRAGMA cache_size = -65536")
        self._reset()

    def close(self) -> None:
        """Fold the log into the file, as far as readers let us, and let go."""
        with suppress(sqlite3.Error):  # a disk too full for it; the log is as good
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._db.close()

    def begin(self) -> None:
        if not self._db.in_transaction:
            self._fold()
            self._db.execute("BEGIN IMMEDIATE")

    def _fold(self) -> None:
        """Fold a long log into the file: before the next transaction, as nobody should wait for that who waits to
        find what the last one brought."""
        log = self._file.with_name(f"{self._file.name}-wal")
        with suppress(FileNotFoundError, sqlite3.Error):
            if log.stat().st_size > _LONG_LOG:
                self._db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def rollback(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._reset()

    def wanted(self, batch: Sequence[Incoming], source: str) -> tuple[list[Incoming], set[int]]:
        """(those of a batch that are news, PMIDs already kept): older versions and older files change nothing."""
        kept, gone = self._known([each.pmid for each in batch])
        self._named.setdefault(source, set()).update(each.pmid for each in batch)
        latest: dict[int, Incoming] = {}
        for each in batch:
            mine = (each.version, source)
            before = latest.get(each.pmid)
            if before is not None and before.version > each.version:
                continue
            if each.pmid in kept and not supersedes(mine, kept[each.pmid]):
                continue
            if each.pmid in gone and not supersedes((0, source), (0, gone[each.pmid])):
                continue
            latest[each.pmid] = each
        return list(latest.values()), set(kept)

    def store(self, batch: Sequence[Incoming], source: str, *, new: int) -> None:
        """Keep records, `new` of them under a PMID not kept before."""
        id_ = self._source_id(source)
        if self._first is not None:
            self._first.update((each.pmid, (each.version, id_, each.xml)) for each in batch)
        else:
            rows = [(each.pmid, each.version, id_, self._packer.pack(each.xml)) for each in batch]
            self._db.executemany(_UPSERT, rows)
        pmids = [(each.pmid,) for each in batch]
        self._db.executemany("DELETE FROM gone WHERE pmid = ?", pmids)
        self._db.executemany("INSERT OR IGNORE INTO pending VALUES (?)", pmids)
        self._records += new
        if self._first is None:
            self._learn(self._records - new)
        elif len(self._first) >= _FIRST or sum(len(xml) for *_, xml in self._first.values()) >= _FIRST_BYTES:
            self._settle()

    def remove(self, pmids: Iterable[int], source: str) -> list[int]:
        """Remove records no newer file brought; returns those that were there. The withdrawal is remembered."""
        self._settle()
        asked = list(dict.fromkeys(pmids))
        kept, gone = self._known(asked)
        due = [p for p in asked if p not in kept or supersedes((0, source), (0, kept[p][1]))]
        there = [p for p in due if p in kept]
        self._db.executemany("DELETE FROM record WHERE pmid = ?", [(p,) for p in there])
        id_ = self._source_id(source)
        news = [(p, id_) for p in due if p not in gone or supersedes((0, source), (0, gone[p]))]
        self._db.executemany("INSERT OR REPLACE INTO gone VALUES (?, ?)", news)
        self._db.executemany("INSERT OR IGNORE INTO pending VALUES (?)", [(p,) for p in there])
        self._records -= len(there)
        return there

    def dropped(self, entry: FileEntry) -> list[int]:
        """Remove what an earlier issue of this file brought and this one does not name; returns the PMIDs.

        Nothing where this is its first issue, where it could not be read whole, or where it is none of NLM's: by
        another name two files may well be two.
        """
        before = self._db.execute("SELECT md5 FROM file WHERE name = ?", (entry.name,)).fetchone()
        again = before is not None and before[0] != entry.md5 and precedence(entry.name) is not None
        if not again or entry.name in self._damaged:
            return []
        self._settle()
        id_ = self._source_id(entry.name)
        named = self._named.get(entry.name, set())
        brought = self._db.execute("SELECT pmid FROM record WHERE source = ?", (id_,)).fetchall()
        gone = [row for row in brought if row[0] not in named]
        self._db.executemany("DELETE FROM record WHERE pmid = ?", gone)
        self._db.executemany("INSERT OR IGNORE INTO pending VALUES (?)", gone)
        self._records -= len(gone)
        return [pmid for (pmid,) in gone]

    def note(self, problems: Sequence[Problem], source: str, revision: int) -> None:
        self._named.setdefault(source, set()).update(p.pmid for p in problems if p.pmid is not None)
        if any(p.pmid is None for p in problems):
            self._damaged.add(source)
        self._db.executemany(
            "INSERT INTO problem (source, revision, kind, reason, pmid, record) VALUES (?, ?, ?, ?, ?, ?)",
            [(source, revision, p.kind, p.reason, p.pmid, p.record) for p in problems],
        )

    def label(self, labels: Iterable[tuple[str, str, str]]) -> None:
        for facet, key, label in labels:
            if (facet, key) not in self._labels:
                self._labels.add((facet, key))
                self._db.execute("INSERT OR IGNORE INTO label VALUES (?, ?, ?)", (facet, key, label))

    def commit(self, revision: int, entry: FileEntry | None) -> None:
        """The moment a revision becomes true."""
        self._settle()
        if entry is not None:
            self._db.execute("DELETE FROM problem WHERE source = ? AND revision < ?", (entry.name, revision))
            self._db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?)", entry)
        self._db.execute("UPDATE state SET revision = ?, records = ?", (revision, self._records))
        self._db.execute("COMMIT")
        self._named.clear()
        self._damaged.clear()

    def indexed(self, revision: int) -> None:
        """The index has followed."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("DELETE FROM pending")
        self._db.execute("UPDATE state SET indexed_revision = ?", (revision,))
        self._db.execute("COMMIT")

    def switch_index(self, folder: str, version: int, revision: int) -> None:
        """Readers take another index from now on."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("DELETE FROM pending")
        self._db.execute(
            "UPDATE state SET index_folder = ?, index_version = ?, indexed_revision = ?", (folder, version, revision)
        )
        self._db.execute("COMMIT")

    def _reset(self) -> None:
        """What is known of the file as it stands."""
        self._records = int(self._db.execute("SELECT records FROM state").fetchone()[0])
        self._sources: dict[int, str] = dict(self._db.execute("SELECT id, name FROM source").fetchall())
        self._source_ids = {name: id_ for id_, name in self._sources.items()}
        self._labels: set[tuple[str, str]] = set()
        self._named: dict[str, set[int]] = {}  # file -> PMIDs it named since the last commit
        self._damaged: set[str] = set()  # files of which something could not be read
        self._packer = newest(self._db)
        self._first: dict[int, tuple[int, int, bytes]] | None = None if self._records else {}

    def _settle(self) -> None:
        """Store the first records of a file, which have waited so that what is learnt from them packs them, too."""
        if self._first is None:
            return
        rows, self._first = sorted(self._first.items()), None
        if len(rows) >= LEARN_AT[0]:
            self._packer = learn(self._db, drawn([xml for _, (*_, xml) in rows])) or self._packer
        packed = ((pmid, version, id_, self._packer.pack(xml)) for pmid, (version, id_, xml) in rows)
        self._db.executemany("INSERT INTO record VALUES (?, ?, ?, ?)", packed)

    def _learn(self, before: int) -> None:
        """Now and then, as records become more: `before` were there before the last came."""
        mark = next((mark for mark in LEARN_AT if before < mark <= self._records), None)
        packer = learn(self._db, kept(self._db, self._records)) if mark is not None else None
        if mark is not None and packer is not None:
            self._packer = packer
            if mark <= PACK_AGAIN_UP_TO:
                pack_again(self._db, packer)

    def _known(self, pmids: Sequence[int]) -> tuple[dict[int, tuple[int, str]], dict[int, str]]:
        """({PMID: (version, source)} of those kept, {PMID: source} of those withdrawn)."""
        kept: dict[int, tuple[int, str]] = {}
        gone: dict[int, str] = {}
        for start in range(0, len(pmids), AT_ONCE):
            part = pmids[start : start + AT_ONCE]
            marks = ",".join("?" * len(part))
            for pmid, version, source in self._db.execute(
                f"SELECT pmid, version, source FROM record WHERE pmid IN ({marks})", part
            ):
                kept[pmid] = (version, self._sources[source])
            for pmid, source in self._db.execute(f"SELECT pmid, source FROM gone WHERE pmid IN ({marks})", part):
                gone[pmid] = self._sources[source]
        if self._first:
            waiting = {pmid: self._first[pmid] for pmid in pmids if pmid in self._first}
            kept.update((pmid, (version, self._sources[id_])) for pmid, (version, id_, _) in waiting.items())
        return kept, gone

    def _source_id(self, name: str) -> int:
        if name not in self._source_ids:
            id_ = self._db.execute("INSERT INTO source (name) VALUES (?) RETURNING id", (name,)).fetchone()[0]
            self._source_ids[name], self._sources[id_] = id_, name
        return self._source_ids[name]
