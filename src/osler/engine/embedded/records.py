"""The record file: every citation as NLM published it, in SQLite. Reading side.

SQLite's commit is *the* commit. The index follows it, and `pending` names what it has not followed
yet, so that a crash between the two is repaired by indexing those few records again.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from osler.engine.embedded.compression import Unpacker, dictionary_of
from osler.engine.embedded.door import foreign_errors
from osler.engine.protocol import FileEntry, StoredRecord
from osler.errors import EngineFailed
from osler.model.article import Problem

NAME = "records.sqlite3"
FORMAT = 2  # of this file; an index's own version is in `state.index_version`

TABLES = """
CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    format INTEGER NOT NULL,
    index_folder TEXT NOT NULL,       -- beside this file
    index_version INTEGER NOT NULL,   -- of the schema the index was made with
    revision INTEGER NOT NULL,        -- of the records
    indexed_revision INTEGER NOT NULL,-- what the index has followed; less than revision only while `pending` has rows
    records INTEGER NOT NULL
);
CREATE TABLE record (
    pmid INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,         -- PMID's Version
    source INTEGER NOT NULL,          -- source.id
    xml BLOB NOT NULL                 -- zstd; the frame names its dictionary
);
CREATE TABLE gone (pmid INTEGER PRIMARY KEY, source INTEGER NOT NULL);  -- withdrawn, and by which file
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE file (
    name TEXT PRIMARY KEY, md5 TEXT NOT NULL, records INTEGER NOT NULL, deletions INTEGER NOT NULL,
    problems INTEGER NOT NULL, revision INTEGER NOT NULL, applied_at TEXT NOT NULL
);
CREATE TABLE problem (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, revision INTEGER NOT NULL,
    kind TEXT NOT NULL, reason TEXT NOT NULL, pmid INTEGER, record INTEGER
);
CREATE INDEX problem_source ON problem (source);
CREATE TABLE label (facet TEXT, key TEXT, label TEXT NOT NULL, PRIMARY KEY (facet, key)) WITHOUT ROWID;
CREATE TABLE dictionary (
    number INTEGER PRIMARY KEY,       -- the last packs what comes
    id INTEGER NOT NULL,              -- as zstd frames name it
    data BLOB NOT NULL
);
CREATE TABLE pending (pmid INTEGER PRIMARY KEY);  -- stored or removed here, not yet in the index
"""

AT_ONCE = 500  # PMIDs in one statement


class State(NamedTuple):
    format: int
    index_folder: str
    index_version: int
    revision: int
    indexed_revision: int
    records: int


class RecordFile:
    """Reads. One connection and one decompressor a thread: SQLite and zstd share neither."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def state(self) -> State:
        with foreign_errors(f"reading {self.path}"):
            row = self._connection().execute(f"SELECT {', '.join(State._fields)} FROM state").fetchone()
        if row is None:
            raise EngineFailed(f"{self.path} holds no state: it is not a record file of Osler's")
        return State(*row)

    def fetch(self, pmids: Iterable[int]) -> dict[int, StoredRecord]:
        """Records by PMID, in the order asked; those not there are left out."""
        wanted = list(dict.fromkeys(pmids))
        found: dict[int, StoredRecord] = {}
        with foreign_errors("reading records"):
            for start in range(0, len(wanted), AT_ONCE):
                part = wanted[start : start + AT_ONCE]
                rows = self._connection().execute(
                    "SELECT pmid, xml, name FROM record JOIN source ON source.id = source "
                    f"WHERE pmid IN ({','.join('?' * len(part))})",
                    part,
                )
                found.update((pmid, StoredRecord(pmid, self._unpack(xml), name)) for pmid, xml, name in rows)
        return {pmid: found[pmid] for pmid in wanted if pmid in found}

    def withdrawn(self, pmids: Iterable[int]) -> frozenset[int]:
        """Which of these a file withdrew, and none brought since."""
        wanted = list(dict.fromkeys(pmids))
        found: set[tuple[int]] = set()
        with foreign_errors("reading records"):
            for start in range(0, len(wanted), AT_ONCE):
                part = wanted[start : start + AT_ONCE]
                marks = ",".join("?" * len(part))
                found.update(self._connection().execute(f"SELECT pmid FROM gone WHERE pmid IN ({marks})", part))
        return frozenset(pmid for (pmid,) in found)

    def scan(self) -> Iterator[StoredRecord]:
        """Every record by PMID, a few at a time: no transaction stays open between them."""
        after = -1
        while True:
            with foreign_errors("reading records"):
                rows = (
                    self._connection()
                    .execute(
                        "SELECT pmid, xml, name FROM record JOIN source ON source.id = source "
                        "WHERE pmid > ? ORDER BY pmid LIMIT ?",
                        (after, AT_ONCE),
                    )
                    .fetchall()
                )
                records = [StoredRecord(pmid, self._unpack(xml), name) for pmid, xml, name in rows]
            if not records:
                return
            yield from records
            after = records[-1].pmid

    def pmids(self) -> Iterator[int]:
        """Every PMID kept, ascending."""
        for (pmid,) in self._connection().execute("SELECT pmid FROM record ORDER BY pmid"):
            yield pmid

    def last(self) -> int:
        """The highest PMID kept; 0 where none is."""
        return int(self._connection().execute("SELECT coalesce(max(pmid), 0) FROM record").fetchone()[0])

    def files(self) -> list[FileEntry]:
        columns = ", ".join(FileEntry._fields)
        rows = self._connection().execute(f"SELECT {columns} FROM file ORDER BY revision, name")
        return [FileEntry(*row) for row in rows]

    def problems(self, limit: int) -> list[tuple[str, Problem]]:
        rows = self._connection().execute(
            "SELECT source, kind, reason, pmid, record FROM problem ORDER BY id DESC LIMIT ?", (limit,)
        )
        return [(source, Problem(*rest)) for source, *rest in rows]

    def problem_counts(self) -> Mapping[str, int]:
        rows = self._connection().execute("SELECT kind, count(*) FROM problem GROUP BY kind ORDER BY kind")
        return dict(rows.fetchall())

    def labels(self, facet: str) -> dict[str, str]:
        """How the keys of a facet are printed."""
        return dict(self._connection().execute("SELECT key, label FROM label WHERE facet = ?", (facet,)).fetchall())

    def pending(self) -> list[int]:
        return [pmid for (pmid,) in self._connection().execute("SELECT pmid FROM pending ORDER BY pmid")]

    def size(self) -> int:
        return sum(path.stat().st_size for path in self.path.parent.glob(f"{NAME}*"))

    def close(self) -> None:
        """Close this thread's connection; other threads' close with their thread."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with foreign_errors(f"opening {self.path}"):
                connection = connect(self.path, fixed=self._is_fixed())
                connection.execute("PRAGMA query_only = 1")
            self._local.connection = connection
        return connection

    def _is_fixed(self) -> bool:
        """Whether nobody can change the file: SQLite makes files beside one that may change, which a folder that
        cannot be written refuses. What a log holds that was not folded in would be missed: then it may change."""
        log = self.path.with_name(f"{NAME}-wal")
        return not os.access(self.path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)

    def _unpack(self, xml: bytes) -> bytes:
        unpacker: Unpacker | None = getattr(self._local, "unpacker", None)
        id_ = dictionary_of(xml)
        if unpacker is None or (id_ and id_ not in unpacker.known):
            rows = self._connection().execute("SELECT id, data FROM dictionary")
            unpacker = self._local.unpacker = Unpacker(dict(rows.fetchall()))
        return unpacker.unpack(xml)


def connect(path: Path, *, fixed: bool = False) -> sqlite3.Connection:
    """A connection to a record file that exists; transactions are begun by hand. `fixed`: it cannot change."""
    if not path.is_file():
        raise EngineFailed(f"{path} is missing: {path.parent} is not a corpus of Osler's")
    address = f"{path.absolute().as_uri()}?immutable={int(fixed)}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=30, check_same_thread=False)
    connection.execute("PRAGMA mmap_size = 1073741824")
    return connection


def create(path: Path, *, index_folder: str, index_version: int) -> None:
    """A new, empty record file."""
    with foreign_errors(f"making {path}"):
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute("PRAGMA page_size = 16384")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(f"BEGIN; {TABLES} COMMIT;")
            connection.execute("INSERT INTO state VALUES (1, ?, ?, ?, 0, 0, 0)", (FORMAT, index_folder, index_version))
        finally:
            connection.close()
