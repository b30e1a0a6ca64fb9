"""Unpaywall's data dump on this machine: a DOI is then looked up here, and nothing leaves."""

from __future__ import annotations

import gzip
import itertools
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from osler.errors import BadInput, EngineFailed
from osler.fulltext import address, unpaywall
from osler.fulltext.unpaywall import Copy
from osler.fulltext.ways import Asked, Way

_CHUNK = 20_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS copy (
    doi TEXT PRIMARY KEY, url TEXT NOT NULL, version TEXT NOT NULL, licence TEXT NOT NULL, host_type TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS load (name TEXT NOT NULL, at TEXT NOT NULL, records INTEGER, open INTEGER);
"""


class Loaded(NamedTuple):
    records: int  # lines understood
    open: int  # of which an open copy is kept
    refused: list[tuple[int, str]]  # line, why; the first thousand
    refusals: int


def load(path: Path, file: Path, say: Callable[[int], None] = lambda done: None) -> Loaded:
    """Adds a JSONL file (gzip or plain) of Unpaywall's objects to the SQLite file at `path`; a DOI that comes again is
    replaced, one that is open no longer is taken out. A line that cannot be read is told and left out. Raises BadInput
    for a file that is none, or of which nothing could be read."""
    refused: list[tuple[int, str]] = []
    records = opened = refusals = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(path, timeout=30)) as db, db:
            db.executescript(f"PRAGMA journal_mode=WAL; {_SCHEMA}")
            with _lines(file) as stream:
                numbered = enumerate(stream, 1)
                while chunk := list(itertools.islice(numbered, _CHUNK)):
                    for number, text in chunk:
                        if not text.strip():
                            continue
                        try:
                            doi, copy = _read(text)
                        except BadInput as problem:
                            refusals += 1
                            if len(refused) < 1000:
                                refused.append((number, str(problem)))
                            continue
                        records += 1
                        if copy.url:
                            opened += 1
                            db.execute("INSERT OR REPLACE INTO copy VALUES (?, ?, ?, ?, ?)", (doi, *copy))
                        else:
                            db.execute("DELETE FROM copy WHERE doi = ?", (doi,))
                    db.commit()
                    say(records)
            if not records:
                raise BadInput(f"{file}: no line of it is Unpaywall's{_first(refused)}")
            db.execute("INSERT INTO load VALUES (?, ?, ?, ?)", (file.name, _now().isoformat(), records, opened))
    except (OSError, EOFError, gzip.BadGzipFile) as problem:
        raise BadInput(f"{file} cannot be read: {problem}; what came before is kept") from problem
    except sqlite3.Error as problem:
        raise EngineFailed(f"{path} cannot be written: {problem}") from problem
    return Loaded(records, opened, refused, refusals)


def _first(refused: list[tuple[int, str]]) -> str:
    return f"; line {refused[0][0]}: {refused[0][1]}" if refused else ""


def _now() -> datetime:
    return datetime.now(UTC)


def _lines(file: Path) -> IO[bytes]:
    with file.open("rb") as start:
        packed = start.read(2) == b"\x1f\x8b"
    return gzip.open(file, "rb") if packed else file.open("rb")  # type: ignore[return-value]


def _read(text: bytes) -> tuple[str, Copy]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput("not JSON") from None
    doi = answer.get("doi") if isinstance(answer, dict) else None
    if not isinstance(doi, str) or not doi.startswith("10."):
        raise BadInput("there is no DOI in it")
    return doi.strip().lower(), unpaywall.read(answer)


class Snapshot:
    """Answers from the file, if it is there. Safe to share between threads."""

    name = unpaywall.name
    remote = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    @property
    def exists(self) -> bool:
        return self._path.exists()

    def way(self, asked: Asked) -> Way:
        doi = asked.article.doi.lower()
        if not address.doi(doi):
            return Way(self.name, "Open copy", "Unpaywall’s list goes by DOI, and the record has none.")
        try:
            db = self._database()
            row = db.execute("SELECT url, version, licence, host_type FROM copy WHERE doi = ?", (doi,)).fetchone()
            (at,) = db.execute("SELECT max(at) FROM load").fetchone()
        except sqlite3.Error:
            return Way(self.name, "Open copy", "Unpaywall’s list on this machine cannot be read.")
        when = datetime.fromisoformat(at) if at else _now()
        return unpaywall.way(Copy(*row) if row else Copy(), when, source="Unpaywall’s list on this machine")

    def _database(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "db", None)
        if found is None:
            found = self._local.db = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=5)
        return found


def statuses(path: Path) -> Iterator[tuple[str, str, int, int]]:
    """(file, loaded at, records, open copies) of every load."""
    if not path.exists():
        return
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as db:
        yield from db.execute("SELECT name, at, records, open FROM load ORDER BY at")
