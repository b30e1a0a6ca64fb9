"""The optional second opinion: how near a record is to the question as a small sentence encoder reads both.

The question is read by the encoder when it is asked. Records are read beforehand (`osler ranking encode`, some
10 ms each, resumable) and kept as bytes; a record not yet read gets a *distilled* vector, a ridge map from
its terms to the vectors of those that were read, so that forty million records need no neural reading.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from osler.engine.protocol import Engine
from osler.errors import EngineFailed
from osler.search.distil import Distilled, distil
from osler.search.lexicon import Floats, Lexicon, unit
from osler.search.reading import Reading, Signs, nearness
from osler.search.terms import Fields, Reader, Terms, fields

_TABLES = """
CREATE TABLE IF NOT EXISTS vector (pmid INTEGER PRIMARY KEY, text INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS terms (pmid INTEGER PRIMARY KEY, signs BLOB NOT NULL);
"""
_PAGE = 16_384  # bytes; a record's signs take some 3,000, of which SQLite's usual 4,096 would hold one
_BATCH = 64
_CODED = 50_000  # vectors turned to signs at once
_STALE = 60.0  # seconds that the signs in memory may lag behind a reading that goes on
_RESCORED = 10  # by signs, so many times what is wanted: finds 97 in 100 of the true nearest (1 million, MEASURED)
_AT_ONCE = 500  # PMIDs in one statement
TEACHERS = 6_000  # read records a distilled map is learned from: its cost grows with the cube


class Encodes(Protocol):
    """What reads: `osler.search.encoder.Encoder`, or another that turns texts into vectors of unit length."""

    name: str
    dimensions: int

    def read(self, texts: Sequence[str]) -> list[Reading]: ...

    def question(self, text: str) -> Reading: ...


class VectorFile:
    """Vectors of one encoder by PMID, one byte a dimension, in SQLite. One connection a thread."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self.path = folder / f"dense-{encoder}.sqlite3"
        self._local = threading.local()

    def exists(self) -> bool:
        return self.path.is_file()

    def __len__(self) -> int:
        return int(self._connection().execute("SELECT count(*) FROM vector").fetchone()[0])

    def mark(self) -> tuple[int, ...]:
        """Changes when something is written; counting the rows took 6 ms of each question per 100,000."""
        return tuple(
            found.st_mtime_ns
            for path in (self.path, self.path.with_name(f"{self.path.name}-wal"))
            if (found := _stat(path)) and found.st_size
        )

    def bytes(self) -> int:
        return sum(path.stat().st_size for path in self.path.parent.glob(f"{self.path.name}*"))

    def fetch(self, pmids: Sequence[int]) -> dict[int, Floats]:
        """Unit vectors of those that are there."""
        there, rows = self.rows(pmids)
        return dict(zip(there, rows, strict=True))

    def rows(self, pmids: Sequence[int]) -> tuple[list[int], Floats]:
        """Those that are there, and a unit row each."""
        found: list[tuple[int, bytes]] = []
        for start in range(0, len(pmids), _AT_ONCE):
            part = pmids[start : start + _AT_ONCE]
            marks = ",".join("?" * len(part))
            asked = f"SELECT pmid, data FROM vector WHERE pmid IN ({marks})"
            found += self._connection().execute(asked, part).fetchall()
        if not found:
            return [], np.zeros((0, 0), np.float32)
        data = np.frombuffer(b"".join(row for _, row in found), np.int8).reshape(len(found), -1)
        return [pmid for pmid, _ in found], unit(data.astype(np.float32))

    def signs(self, pmids: Sequence[int]) -> dict[int, Signs]:
        """The signs of each term's vector, of those that are there."""
        wide = self._connection().execute("SELECT length(data) FROM vector LIMIT 1").fetchone()
        marks = ",".join("?" * len(pmids))
        rows = self._connection().execute(f"SELECT pmid, signs FROM terms WHERE pmid IN ({marks})", pmids)
        return {pmid: np.frombuffer(signs, np.uint8).reshape(-1, -(-wide[0] // 8)) for pmid, signs in rows}

    def texts(self, pmids: Sequence[int]) -> Mapping[int, int]:
        """The checksum of the text that was read, by PMID; not of what an older Osler read, without its terms."""
        marks = ",".join("?" * len(pmids))
        asked = f"SELECT pmid, text FROM vector JOIN terms USING (pmid) WHERE pmid IN ({marks})"
        return dict(self._connection().execute(asked, pmids).fetchall())

    def put(self, pmids: Sequence[int], texts: Sequence[int], readings: Sequence[Reading]) -> None:
        vectors = np.stack([each.vector for each in readings])
        scale = 127 / np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
        rows = np.round(vectors * scale).astype(np.int8)
        with self._connection() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vector VALUES (?, ?, ?)",
                [(pmid, text, row.tobytes()) for pmid, text, row in zip(pmids, texts, rows, strict=True)],
            )
            signs = [(pmid, each.signs.tobytes()) for pmid, each in zip(pmids, readings, strict=True)]
            connection.executemany("INSERT OR REPLACE INTO terms VALUES (?, ?)", signs)

    def codes(self) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """PMIDs and the signs of their vectors, 64 to a word: 52 MB a million, for the flat search."""
        rows = self._connection().execute("SELECT pmid, data FROM vector ORDER BY pmid")
        pmids: list[int] = []
        signs: list[NDArray[np.uint8]] = []
        while part := rows.fetchmany(_CODED):
            pmids.extend(pmid for pmid, _ in part)
            signs.append(
                np.packbits(
                    np.frombuffer(b"".join(data for _, data in part), np.int8).reshape(len(part), -1) > 0, axis=1
                )
            )
        packed = np.concatenate(signs) if signs else np.zeros((0, 8), np.uint8)
        return np.array(pmids, np.int64), np.ascontiguousarray(
            np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8)))
        ).view(np.uint64)

    def sample(self, most: int) -> list[int]:
        """PMIDs spread over all that are there, at most so many."""
        step = max(1, len(self) // most)
        every = self._connection().execute("SELECT pmid FROM vector ORDER BY pmid")
        return [pmid for (pmid,) in islice(every, 0, None, step)][:most]

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            del self._local.connection

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                connection = sqlite3.connect(self.path, timeout=30)
                connection.execute(f"PRAGMA page_size = {_PAGE}")  # of a new file only
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(_TABLES)
            except sqlite3.Error as problem:
                raise EngineFailed(f"{self.path}: {problem}") from problem
            self._local.connection = connection
        return connection


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


class Dense:
    """What an encoder makes of a question and of pools of records."""

    def __init__(self, encoder: Encodes, file: VectorFile, distilled: Distilled | None = None) -> None:
        self._encode = encoder
        self._file = file
        self._distilled = distilled
        self._guard = threading.Lock()
        self._signs: tuple[NDArray[np.int64], NDArray[np.uint64]] | None = None
        self._mark: tuple[int, ...] = ()
        self._until = 0.0

    def nearest(self, question: Floats, most: int) -> list[int]:
        """PMIDs of the records nearest to a question's vector: the nearest by sign, put in order by the bytes."""
        pmids, codes = self._codes()
        if not len(pmids):
            return []
        signs = np.packbits(question > 0)
        asked = np.pad(signs, (0, -len(signs) % 8)).view(np.uint64)
        apart = np.bitwise_count(codes ^ asked).sum(axis=1, dtype=np.int16)
        few = min(len(pmids), most * _RESCORED)
        there, rows = self._file.rows(pmids[np.argpartition(apart, few - 1)[:few]].tolist())
        if not there:
            return []
        kept = np.array(there, np.int64)
        best: list[int] = kept[np.lexsort((-kept, -(rows @ question)))[:most]].tolist()
        return best

    def close(self, question: Reading, worth: Floats, pmids: Sequence[int]) -> Floats:
        """How near each record comes to the question term by term; NaN where its terms were not read."""
        signs = self._file.signs(pmids)
        return nearness(question, worth, [signs.get(pmid) for pmid in pmids])

    def question(self, text: str) -> Reading:
        """A question as the encoder reads it."""
        return self._encode.question(text)

    def _codes(self) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """As last read; read again where more records were since, but not at each batch of a reading that goes on."""
        with self._guard:
            now, mark = time.monotonic(), self._file.mark()
            if self._signs is None or (mark != self._mark and now >= self._until):
                self._signs, self._mark, self._until = self._file.codes(), mark, now + _STALE
            return self._signs

    def rows(self, records: Sequence[Terms], *, distilled: bool = True) -> Floats:
        """A unit vector a record; distilled where it was not read, zero where that is not possible or not wanted."""
        known = self._file.fetch([each.pmid for each in records])
        rows = np.zeros((len(records), self._encode.dimensions), np.float32)
        missing = [place for place, each in enumerate(records) if each.pmid not in known]
        if missing and distilled and self._distilled is not None:
            rows[missing] = self._distilled.rows([(records[place].terms, records[place].counts) for place in missing])
        for place, each in enumerate(records):
            if each.pmid in known:
                rows[place] = known[each.pmid]
        return rows


def passage(own: Fields) -> str:
    """What the encoder reads of a record."""
    return f"{own.title} {own.abstract}".strip()


def encode(engine: Engine, encoder: Encodes, file: VectorFile, *, most: int | None = None) -> Iterator[int]:
    """Read records not yet read, or changed since; yields how many were, batch by batch. Stop it at any time."""
    left = most
    scanned = iter(engine.scan())
    while batch := list(islice(scanned, _BATCH)):
        texts = {each.pmid: passage(fields(each.xml)) for each in batch}
        sums = {pmid: zlib.crc32(text.encode()) for pmid, text in texts.items() if text}
        known = file.texts(list(sums))
        news = [pmid for pmid, value in sums.items() if known.get(pmid) != value][:left]
        if news:
            file.put(news, [sums[pmid] for pmid in news], encoder.read([texts[pmid] for pmid in news]))
            yield len(news)
            left = None if left is None else left - len(news)
        if left is not None and left <= 0:
            return


def teach(read: Reader, lexicon: Lexicon, file: VectorFile, *, teachers: int = TEACHERS) -> Distilled | None:
    """A map learned from records that were read; None where there are none."""
    pmids = file.sample(teachers)
    records = list(_in_parts(read, pmids))
    vectors = file.fetch([each.pmid for each in records])
    taught = [each for each in records if each.pmid in vectors]
    if not taught:
        return None
    return distil(lexicon, [(e.terms, e.counts) for e in taught], np.stack([vectors[e.pmid] for e in taught]))


def _in_parts(read: Reader, pmids: Sequence[int]) -> Iterator[Terms]:
    for start in range(0, len(pmids), _AT_ONCE):
        yield from read(pmids[start : start + _AT_ONCE])
