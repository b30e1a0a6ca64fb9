"""Is everything where it should be: the index against the records, the records against NLM's files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from osler.engine.protocol import Engine, StoredRecord
from osler.errors import SourceProblem
from osler.model.article import Deletion, Record
from osler.model.query import All, Span
from osler.pubmed import xml
from osler.pubmed.mirror import read_name

_BATCH = 5_000


class Finding(NamedTuple):
    """One thing that is not as it should be."""

    kind: str  # not-indexed | not-stored | unreadable | unknown-file | counts | missing | differs | not-deleted | …
    reason: str
    pmid: int | None = None
    file: str = ""


def index_against_records(engine: Engine, on_progress: Callable[[int], None] | None = None) -> Iterator[Finding]:
    """Every record is in the index, nothing else is, each can be read, and its file is known."""
    sources = {entry.name for entry in engine.files()}
    records = engine.scan()
    low, count = 0, 0
    while batch := list(islice(records, _BATCH)):
        high = batch[-1].pmid
        indexed = set(engine.pmids(Span("pmid", low, high)))
        yield from _batch(batch, indexed, sources)
        low, count = high + 1, count + len(batch)
        if on_progress:
            on_progress(count)
    for pmid in engine.pmids(Span("pmid", low, None)):
        yield Finding("not-stored", "is in the index, but its record is not kept", pmid)
    said = {"status": engine.status().records, "records": count, "index": engine.count(All())}
    if len(set(said.values())) > 1:
        yield Finding("counts", "the counts differ: " + ", ".join(f"{name} {n}" for name, n in said.items()))


def _batch(batch: Sequence[StoredRecord], indexed: set[int], sources: set[str]) -> Iterator[Finding]:
    stored = {record.pmid for record in batch}
    for pmid in sorted(indexed - stored):
        yield Finding("not-stored", "is in the index, but its record is not kept", pmid)
    for record in batch:
        if record.pmid not in indexed:
            yield Finding("not-indexed", "is kept, but cannot be found by search", record.pmid, record.source)
        if record.source not in sources:
            yield Finding("unknown-file", "came from a file that is not listed as applied", record.pmid, record.source)
        try:
            found = xml.parse(record.xml).pmid
        except SourceProblem as problem:
            yield Finding("unreadable", problem.reason, record.pmid, record.source)
            continue
        if found != record.pmid:
            yield Finding("differs", f"is kept under another PMID than its own, {found}", record.pmid, record.source)


class FileCheck:
    """The records against NLM's files, read again, newest file first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._withdrawn: set[int] = set()  # by this file or a later one

    def check(self, path: Path, name: str) -> Iterator[Finding]:
        """What of a file is not in the corpus as the file, and those checked before it, say."""
        latest: dict[int, Record] = {}
        deleted: list[int] = []
        for event in xml.read(path):
            if isinstance(event, Record):
                before = latest.get(event.article.pmid)
                if before is None or event.article.version >= before.article.version:
                    latest[event.article.pmid] = event
            elif isinstance(event, Deletion):
                deleted.append(event.pmid)
        self._withdrawn.update(deleted)
        yield from self._deletions(deleted, name)
        yield from self._records(latest.values(), name)

    def _records(self, records: Iterable[Record], name: str) -> Iterator[Finding]:
        rest = iter(records)
        while batch := list(islice(rest, _BATCH)):
            kept = self._engine.fetch(record.article.pmid for record in batch)
            for record in batch:
                finding = self._record(record, kept.get(record.article.pmid), name)
                if finding:
                    yield finding

    def _record(self, record: Record, kept: StoredRecord | None, name: str) -> Finding | None:
        pmid = record.article.pmid
        if kept is None:
            return (
                None if pmid in self._withdrawn else Finding("missing", "is in the file, not in the mirror", pmid, name)
            )
        if kept.source == name and kept.xml != record.xml:
            return Finding("differs", "is not as the file has it", pmid, name)
        older = _before(kept.source, name)
        if older and xml.parse(kept.xml).version <= record.article.version and pmid not in self._withdrawn:
            return Finding("outdated", f"is kept as the earlier {kept.source} has it", pmid, name)
        return None

    def _deletions(self, pmids: Sequence[int], name: str) -> Iterator[Finding]:
        for pmid, kept in self._engine.fetch(pmids).items():
            if kept.source == name or _before(kept.source, name):
                yield Finding("not-deleted", "the file withdraws it, but it is in the mirror", pmid, name)


def _before(source: str, name: str) -> bool:
    one, other = read_name(source), read_name(name)
    return one is not None and other is not None and one < other
