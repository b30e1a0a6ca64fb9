"""The embedded engine: Tantivy beside a record file, in one folder, for many readers and one writer."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from osler.engine.embedded import indexing, layout, snapshot
from osler.engine.embedded.door import foreign_errors
from osler.engine.embedded.reader import Reader
from osler.engine.embedded.rebuild import rebuild
from osler.engine.embedded.snapshot import Snapshot
from osler.engine.embedded.writer import EmbeddedWriter
from osler.engine.lock import held
from osler.engine.protocol import EngineStatus, FileEntry, StoredRecord
from osler.errors import EngineFailed, EngineLocked, OutOfSpace
from osler.model.article import Article, Problem
from osler.model.query import Expr, Found, Search

_LOOK_SECONDS = 0.5  # how often a reader looks whether another process has committed


class EmbeddedEngine:
    """See `osler.engine.protocol.Engine`. Safe to share between threads."""

    def __init__(self, corpus: Path, parse: Callable[[bytes], Article], *, fixed: Path | None = None) -> None:
        self.corpus = corpus
        self._parse = parse
        self._fixed = fixed
        self._guard = threading.Lock()
        self._looked = time.monotonic()
        self._now = snapshot.take(snapshot.folder_of(corpus, fixed), None)
        self._asked: tuple[Snapshot, Reader] | None = None
        if self._now.unfinished and self._now.index is not None:
            self._recover()

    @property
    def revision(self) -> int:
        return self._snapshot().revision

    @property
    def index_folder(self) -> Path:
        """Where the index in use lies; for measuring it."""
        now = self._snapshot()
        return now.folder / now.state.index_folder

    def search(self, search: Search) -> Found:
        return self._reader().search(search)

    def count(self, expr: Expr) -> int:
        return self._reader().count(expr)

    def pmids(self, expr: Expr, *, limit: int | None = None) -> Sequence[int]:
        return self._reader().pmids(expr, limit)

    def terms(self, field: str, prefix: str, *, limit: int = 20) -> Sequence[tuple[str, int]]:
        return self._reader().terms(field, prefix, limit)

    def document_frequency(self, field: str, value: str) -> int:
        return self._reader().document_frequency(field, value)

    def fetch(self, pmids: Iterable[int]) -> Mapping[int, StoredRecord]:
        return self._snapshot().records.fetch(pmids)

    def withdrawn(self, pmids: Iterable[int]) -> frozenset[int]:
        return self._snapshot().records.withdrawn(pmids)

    def scan(self) -> Iterator[StoredRecord]:
        return self._snapshot().records.scan()

    def files(self) -> Sequence[FileEntry]:
        return self._snapshot().records.files()

    def problems(self, *, limit: int = 100) -> Sequence[tuple[str, Problem]]:
        return self._snapshot().records.problems(limit)

    def status(self) -> EngineStatus:
        now = self._snapshot()
        files = now.records.files()
        return EngineStatus(
            records=now.state.records,
            revision=now.revision,
            files=len(files),
            problems=now.records.problem_counts(),
            last_update=max((each.applied_at for each in files), default=""),
            index_bytes=layout.size(now.folder / now.state.index_folder),
            record_bytes=now.records.size(),
        )

    @contextmanager
    def writer(self, on_note: Callable[[str], None] | None = None) -> Iterator[EmbeddedWriter]:
        with self._locked():
            index, _ = self._now.ready()
            with foreign_errors("opening the index for writing"):
                sample = indexing.sampled(self.index_folder, self._now.records, self._parse, on_note)
                both = indexing.IndexWriter(index, sample, held=self._now.state.records)
                writer = EmbeddedWriter(self._now.records, both, self._look)
            try:
                if self._now.unfinished:
                    writer.recover(self._parse)
                yield writer
                writer.finish()
            finally:
                writer.close()

    def replacement(self, label: str) -> EmbeddedReplacement:
        left = layout.unfinished(self.corpus, label)
        folder = left or layout.make(self.corpus, label=label)
        engine = EmbeddedEngine(self.corpus, self._parse, fixed=folder)
        return EmbeddedReplacement(engine, folder, resumed=left is not None)

    def rebuild(self, on_progress: Callable[[int], None] | None = None) -> int:
        with self._locked():
            number = rebuild(self._now.folder, self._parse, on_progress)
            self._look()
        return number

    def close(self) -> None:
        self._now.records.close()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Nobody else writes; what we hold is the newest there is."""
        folder = snapshot.folder_of(self.corpus, self._fixed)
        with held(folder / layout.LOCK):
            layout.prune(self.corpus)
            self._look()
            if self._now.folder != folder:
                raise EngineLocked(f"{self.corpus} was being replaced by a new baseline; try again")
            yield

    def _reader(self) -> Reader:
        now = self._snapshot()
        asked = self._asked
        if asked is None or asked[0] is not now:
            asked = self._asked = (now, Reader(now, self._parse))
        return asked[1]

    def _snapshot(self) -> Snapshot:
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            self._look()
        return self._now

    def _look(self) -> None:
        """Take what has been committed or promoted since; once more where it was swapped while we looked."""
        with self._guard:
            try:
                self._now = snapshot.take(snapshot.folder_of(self.corpus, self._fixed), self._now)
            except EngineFailed:
                self._now = snapshot.take(snapshot.folder_of(self.corpus, self._fixed), None)
            self._looked = time.monotonic()

    def _recover(self) -> None:
        """Repair what a crash left, unless a writer is at it, or nothing can be written: whoever reads has the last
        commit of the index until then."""
        try:
            with self.writer():
                pass
        except (EngineLocked, OutOfSpace):
            pass
        except EngineFailed:
            if os.access(self._now.folder, os.W_OK):
                raise


class EmbeddedReplacement:
    """See `osler.engine.protocol.Replacement`: a generation being filled."""

    def __init__(self, engine: EmbeddedEngine, folder: Path, *, resumed: bool) -> None:
        self.engine = engine
        self.resumed = resumed
        self._folder = folder

    def promote(self) -> None:
        with held(self._folder / layout.LOCK):
            layout.point_to(self._folder)

    def discard(self) -> None:
        self.engine.close()
        layout.discard(self._folder)
