"""The one writer: record file first, index after it, so that whatever happens the index can follow again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from osler.engine.embedded import document
from osler.engine.embedded.ahead import Ahead
from osler.engine.embedded.door import foreign_errors
from osler.engine.embedded.indexing import IndexWriter
from osler.engine.embedded.ledger import Incoming, Ledger
from osler.engine.embedded.records import RecordFile
from osler.engine.protocol import FileEntry
from osler.model.article import Article, Problem, Record

_BATCH = 1_000


class Batch(NamedTuple):
    """Records ready to be put, and how the facets' values in them are printed."""

    records: list[Incoming]
    labels: set[tuple[str, str, str]]

    def __reduce__(self) -> tuple[object, ...]:
        """By columns: pickled one by one, records would take twice the time."""
        return _batch, (*zip(*self.records, strict=True), self.labels)


class EmbeddedWriter:
    """See `osler.engine.protocol.Writer`. Made by `EmbeddedEngine.writer`, which holds the lock."""

    def __init__(self, file: RecordFile, index: IndexWriter, on_commit: Callable[[], None]) -> None:
        self._file = file
        self._ledger = Ledger(file)
        self._ahead = Ahead(file.path, file.last())
        self._index = index
        self._revision = file.state().revision
        self._on_commit = on_commit
        self._changed = False

    @property
    def prepare(self) -> Callable[[Sequence[Record]], Batch]:
        return prepare

    def put(self, records: Iterable[Record], *, source: str) -> None:
        rest = iter(records)
        while some := list(islice(rest, _BATCH)):
            self.put_prepared(prepare(some), source=source)

    def put_prepared(self, batch: object, *, source: str) -> None:
        assert isinstance(batch, Batch)
        with foreign_errors(f"storing records of {source}", self._file.path.parent):
            self._begin()
            self._ahead.read(each.pmid for each in batch.records)
            for start in range(0, len(batch.records), _BATCH):  # so that storing goes on while the first are indexed
                self._put(batch.records[start : start + _BATCH], source)
            self._ledger.label(batch.labels)

    def _put(self, records: list[Incoming], source: str) -> None:
        news, kept = self._ledger.wanted(records, source)
        for each in news:
            if each.pmid in kept:
                self._index.delete(each.pmid)
            self._index.add(each.pmid, each.document)
        self._ledger.store(news, source, new=sum(each.pmid not in kept for each in news))

    def delete(self, pmids: Iterable[int], *, source: str = "") -> int:
        with foreign_errors(f"removing records withdrawn by {source or 'hand'}", self._file.path.parent):
            self._begin()
            removed = self._ledger.remove(pmids, source)
            for pmid in removed:
                self._index.delete(pmid)
        return len(removed)

    def note(self, problems: Iterable[Problem], *, source: str) -> None:
        with foreign_errors(f"noting problems of {source}", self._file.path.parent):
            self._begin()
            self._ledger.note(list(problems), source, self._revision + 1)

    def commit(self, entry: FileEntry | None = None) -> int:
        if not self._changed and entry is None:
            return self._revision
        with foreign_errors(f"committing {entry.name if entry else 'records'}", self._file.path.parent):
            self._begin()
            revision = self._revision + 1
            if entry is not None:
                self._drop(entry, revision)
            self._ledger.commit(revision, entry._replace(revision=revision) if entry else None)
            self._index.commit()
            self._ledger.indexed(revision)
        self._revision, self._changed = revision, False
        self._on_commit()
        return revision

    def _drop(self, entry: FileEntry, revision: int) -> None:
        """A file that NLM published again takes back what it no longer has."""
        gone = self._ledger.dropped(entry)
        for pmid in gone:
            self._index.delete(pmid)
        said = "the file was published again without this record, which was removed"
        self._ledger.note([Problem("dropped", said, pmid) for pmid in gone], entry.name, revision)

    def recover(self, parse: Callable[[bytes], Article]) -> None:
        """Let the index follow what was committed just before a crash. Repeating it changes nothing."""
        pending = self._file.pending()
        with foreign_errors("repairing the index after a crash", self._file.path.parent):
            for start in range(0, len(pending), _BATCH):
                part = pending[start : start + _BATCH]
                for pmid in part:
                    self._index.delete(pmid)
                for stored in self._file.fetch(part).values():
                    self._index.add(stored.pmid, document.to_json(parse(stored.xml)))
            self._index.commit()
            self._ledger.indexed(self._revision)
        self._on_commit()

    def finish(self) -> None:
        """Let merges end, after the last commit."""
        with foreign_errors("ending the index writer", self._file.path.parent):
            self._ledger.rollback()
            self._index.end()

    def close(self) -> None:
        """Let go of everything; what was not committed is forgotten."""
        del self._index
        self._ahead.close()
        self._ledger.rollback()
        self._ledger.close()

    def _begin(self) -> None:
        self._ledger.begin()
        self._changed = True


def prepare(records: Sequence[Record]) -> Batch:
    """Records made ready to be put."""
    return Batch([_incoming(record) for record in records], {x for r in records for x in document.labels(r.article)})


def _batch(*columns: Any) -> Batch:
    *of_records, labels = columns
    return Batch(list(map(Incoming, *of_records)) if of_records else [], labels)


def _incoming(record: Record) -> Incoming:
    return Incoming(
        record.article.pmid,
        record.article.version,
        record.xml,
        document.to_json(record.article),
    )
