"""The embedded engine: Tantivy beside a record file, in one folder, for many readers and one writer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tantivy import Order, Query, Searcher

from osler.engine.embedded import facets, layout, schema, snapshot
from osler.engine.embedded.budget import within
from osler.engine.embedded.door import foreign_errors
from osler.engine.embedded.lock import held
from osler.engine.embedded.query import Translator
from osler.engine.embedded.rebuild import rebuild
from osler.engine.embedded.snapshot import Snapshot
from osler.engine.embedded.writer import EmbeddedWriter
from osler.engine.fields import BEST, KEY
from osler.engine.protocol import EngineStatus, FileEntry, StoredRecord
from osler.errors import EngineFailed, EngineLocked
from osler.model.article import Article, Problem
from osler.model.query import Expr, Facet, Found, Hit, Search, Sort

_LOOK_SECONDS = 0.5  # how often a reader looks whether another process has committed
_FACETS_KEPT = 256  # results whose facets are remembered, for one revision
_SORTS = {
    Sort.DATE: (schema.DATE_ORDER, Order.Desc),
    Sort.ENTREZ: (schema.ENTREZ_ORDER, Order.Desc),
    Sort.AUTHOR: ("author_first", Order.Asc),
    Sort.JOURNAL: (schema.JOURNAL_ORDER, Order.Asc),
}


class EmbeddedEngine:
    """See `osler.engine.protocol.Engine`. Safe to share between threads."""

    def __init__(self, corpus: Path, parse: Callable[[bytes], Article], *, fixed: Path | None = None) -> None:
        self.corpus = corpus
        self._parse = parse
        self._fixed = fixed
        self._guard = threading.Lock()
        self._looked = time.monotonic()
        self._now = snapshot.take(snapshot.folder_of(corpus, fixed), None)
        self._facets: dict[object, dict[str, Facet]] = {}
        if self._now.state.revision != self._now.state.indexed_revision and self._now.index is not None:
            self._recover()

    @property
    def revision(self) -> int:
        return self._snapshot().revision

    def search(self, search: Search) -> Found:
        return within(search.seconds, lambda: self._search(search))

    def count(self, expr: Expr) -> int:
        index, searcher = self._snapshot().ready()
        with foreign_errors("counting"):
            return facets.count_of(searcher, Translator(searcher, index.schema).where(expr))

    def pmids(self, expr: Expr, *, limit: int | None = None) -> Sequence[int]:
        index, searcher = self._snapshot().ready()
        limit = searcher.num_docs if limit is None else limit
        if limit < 1 or not searcher.num_docs:
            return []
        with foreign_errors("listing"):
            query = Translator(searcher, index.schema).where(expr)
            limit = min(limit, facets.count_of(searcher, query))
            if not limit:
                return []
            return [pmid for pmid, _ in searcher.search(query, limit, count=False, order_by_field="pmid").hits]

    def fetch(self, pmids: Iterable[int]) -> Mapping[int, StoredRecord]:
        return self._snapshot().records.fetch(pmids)

    def terms(self, field: str, prefix: str, *, limit: int = 20) -> Sequence[tuple[str, int]]:
        _, searcher = self._snapshot().ready()
        with foreign_errors(f"listing terms of {field}"):
            place, start = schema.key_term(field, prefix) if field in KEY else (field, prefix)
            found = searcher.terms_with_prefix(place, start, None, limit)
        before = len(start) - len(prefix)
        return [(term[before:], number) for term, number in found]

    def document_frequency(self, field: str, value: str) -> int:
        _, searcher = self._snapshot().ready()
        with foreign_errors(f"counting a term of {field}"):
            place, term = schema.key_term(field, value) if field in KEY else (field, value)
            return searcher.doc_freq(place, schema.stem(term) if field == BEST else term)

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
            index_bytes=_bytes(now.folder / now.state.index_folder),
            record_bytes=now.records.size(),
        )

    @contextmanager
    def writer(self) -> Iterator[EmbeddedWriter]:
        folder = snapshot.folder_of(self.corpus, self._fixed)
        with held(folder / layout.LOCK):
            layout.prune(self.corpus)
            self._look()
            index, _ = self._now.ready()
            with foreign_errors("opening the index for writing"):
                writer = EmbeddedWriter(self._now.records, index, self._look)
            try:
                if self._now.state.revision != self._now.state.indexed_revision:
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
        folder = snapshot.folder_of(self.corpus, self._fixed)
        with held(folder / layout.LOCK):
            number = rebuild(folder, self._parse, on_progress)
        self._look()
        return number

    def close(self) -> None:
        self._now.records.close()

    def _search(self, search: Search) -> Found:
        now = self._snapshot()
        index, searcher = now.ready()
        translator = Translator(searcher, index.schema)
        with foreign_errors("searching"):
            where = translator.where(search.where)
            hits, number = _top(searcher, translator, where, search)
            counted = self._count_facets(now, where, search, number) if search.facets else {}
        return Found(number, hits, counted, tuple(translator.notes))

    def _count_facets(self, now: Snapshot, where: Query, search: Search, number: int) -> dict[str, Facet]:
        sample = number > facets.SAMPLE_ABOVE and not search.exact_facets
        kept_as = (now.folder, now.state, search.where, search.facets, sample)
        if kept_as not in self._facets:
            index, searcher = now.ready()
            if len(self._facets) >= _FACETS_KEPT:
                self._facets.clear()
            self._facets[kept_as] = facets.count(
                searcher, index.schema, where, search.facets, now.records.labels, sample=sample
            )
        return dict(self._facets[kept_as])

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
        """Repair what a crash left, unless a writer is at it."""
        try:
            with self.writer():
                pass
        except EngineLocked:
            pass


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


def _top(searcher: Searcher, translator: Translator, where: Query, search: Search) -> tuple[tuple[Hit, ...], int]:
    """The hits asked for, and the exact number of all."""
    if not searcher.num_docs or search.limit < 1:
        return (), facets.count_of(searcher, where)
    if search.sort is Sort.BEST:
        query = translator.scored(search.where, search.score) if search.score else Query.const_score_query(where, 0.0)
        found = searcher.search(query, search.limit, offset=search.offset)
    else:
        field, order = _SORTS[search.sort]
        found = searcher.search(where, search.limit, order_by_field=field, order=order, offset=search.offset)
    pmids = searcher.fast_field_values("pmid", [address for _, address in found.hits])
    scores = [score if search.sort is Sort.BEST else 0.0 for score, _ in found.hits]
    hits = tuple(Hit(int(pmid or 0), float(score)) for pmid, score in zip(pmids, scores, strict=True))
    return hits, int(found.count)  # type: ignore[attr-defined]  # missing in tantivy's stub


def _bytes(folder: Path) -> int:
    total = 0
    for path in folder.iterdir():
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # merged away while we looked
            continue
    return total
