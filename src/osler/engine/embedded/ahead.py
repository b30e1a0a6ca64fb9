"""Reading ahead of the writer: the pages that hold what will be replaced.

Updates come scattered over a file of many gigabytes, and a writer that looks at one record after the other waits for
the disk at each. A disk answers several askers in the time it takes to answer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from osler.engine.embedded.records import connect

_ASKERS = 8
_AT_ONCE = 100  # PMIDs in one statement


class Ahead:
    """Of a record file whose highest PMID is `last`: what comes beyond it is new, and not looked for, so that a first
    load has no part in this."""

    def __init__(self, path: Path, last: int) -> None:
        self._path = path
        self._last = last
        self._pool = ThreadPoolExecutor(_ASKERS, "ahead")

    def read(self, pmids: Iterable[int]) -> list[Future[int]]:
        """Begin to read the records kept under these, in their order; each asker says how many it came by. Nobody need
        wait for them, nor hear what failed: the writer asks again."""
        due = sorted(pmid for pmid in pmids if pmid <= self._last)
        parts = [due[start : start + _AT_ONCE] for start in range(0, len(due), _AT_ONCE)]
        shared = iter(parts)
        return [self._pool.submit(self._ask, shared) for _ in parts[:_ASKERS]]

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _ask(self, parts: Iterator[list[int]]) -> int:
        """Answered within SQLite, row by row without Python's lock; as pages alone, of which a mapped file would read
        many more around each."""
        found = 0
        with closing(connect(self._path)) as db:
            db.execute("PRAGMA mmap_size = 0")
            for part in parts:
                marks = ",".join("?" * len(part))
                rows = db.execute(f"SELECT count(version) FROM record WHERE pmid IN ({marks})", part).fetchall()
                found += rows[0][0]
        return found
