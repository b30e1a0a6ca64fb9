"""What any engine must do. Callers know this file and `osler.model`, never an engine's library.

An engine keeps two things about each citation: what makes it searchable, and the record as NLM
published it. It has one writer and many readers; readers see the last commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from osler.model.article import Problem, Record
from osler.model.query import Expr, Found, Search


class StoredRecord(NamedTuple):
    """A citation as kept: NLM's bytes, and the file that brought them."""

    pmid: int
    xml: bytes
    source: str  # file name, e.g. "pubmed26n0011.xml.gz"


class FileEntry(NamedTuple):
    """One file of NLM's, as applied."""

    name: str
    md5: str
    records: int
    deletions: int
    problems: int
    revision: int
    applied_at: str  # ISO 8601, UTC


class Progress(NamedTuple):
    """How far a file's load is, for the person watching."""

    records: int
    deletions: int
    problems: int
    bytes_read: int


class EngineStatus(NamedTuple):
    records: int
    revision: int  # grows by one with each commit that changed something
    files: int
    problems: Mapping[str, int]  # kind -> how many
    last_update: str  # ISO 8601, UTC; "" where nothing was loaded
    index_bytes: int
    record_bytes: int


Prepared = object  # records made ready for one kind of engine; it can be pickled


class Writer(Protocol):
    """The one writer. Nothing is seen by readers, nor survives a crash, before `commit`."""

    @property
    def prepare(self) -> Callable[[Sequence[Record]], Prepared]:
        """The costly, pure half of `put`: a function of a module, so that a loader can run it in other processes."""

    def put_prepared(self, batch: Prepared, *, source: str) -> None:
        """The other half, in the order in which the records stood."""

    def put(self, records: Iterable[Record], *, source: str) -> None:
        """Insert or replace by PMID: the higher PMID version wins, else the later of NLM's files, else the last put."""

    def delete(self, pmids: Iterable[int], *, source: str = "") -> int:
        """Remove; returns how many were there. `source` is the file that withdraws them: records that a later
        file brought stay, and an earlier file cannot bring them back."""

    def note(self, problems: Iterable[Problem], *, source: str) -> None:
        """Keep problems for `Engine.problems`."""

    def commit(self, entry: FileEntry | None = None) -> int:
        """Make all of it durable at once (records, index, file entry); returns the new revision, which also
        replaces `entry.revision`. May be called again and again; raises OutOfSpace where the disk is full."""


class Replacement(Protocol):
    """A second corpus being filled beside the one in use (the yearly baseline)."""

    @property
    def engine(self) -> Engine:
        """A whole engine of its own: load files into it as into any other."""

    @property
    def resumed(self) -> bool:
        """True where an interrupted run had begun it; `engine.files()` says what it already holds."""

    def promote(self) -> None:
        """Put it in the place of the old one, at once and for every reader, who notices within about a second."""

    def discard(self) -> None:
        """Throw it away; the corpus in use is as it was."""


class Engine(Protocol):
    """A searchable mirror."""

    @property
    def revision(self) -> int:
        """The revision readers see now. Cheap: pages use it as their ETag."""

    def search(self, search: Search) -> Found: ...

    def count(self, expr: Expr) -> int: ...

    def pmids(self, expr: Expr, *, limit: int | None = None) -> Sequence[int]:
        """Every match, newest PMID first; for exports, history and evaluation."""

    def fetch(self, pmids: Iterable[int]) -> Mapping[int, StoredRecord]:
        """Records by PMID; those not in the mirror are left out."""

    def withdrawn(self, pmids: Iterable[int]) -> frozenset[int]:
        """Which of these a file of NLM's withdrew (`DeleteCitation`), as far as this mirror remembers."""

    def terms(self, field: str, prefix: str, *, limit: int = 20) -> Sequence[tuple[str, int]]:
        """Values of a field that start with `prefix`, most frequent first, with document counts."""

    def document_frequency(self, field: str, value: str) -> int: ...

    def scan(self) -> Iterator[StoredRecord]:
        """Every record, by PMID, flat in memory: rebuilds and verification."""

    def files(self) -> Sequence[FileEntry]: ...

    def problems(self, *, limit: int = 100) -> Sequence[tuple[str, Problem]]:
        """(file, problem), newest first."""

    def status(self) -> EngineStatus: ...

    def writer(self, on_note: Callable[[str], None] | None = None) -> AbstractContextManager[Writer]:
        """Raises EngineLocked where another writer is open. Leaving without commit discards. `on_note` is told, in
        a sentence, what has to be made first and may take minutes."""

    def replacement(self, label: str) -> Replacement:
        """Begin a replacement, or go on with the unfinished one of the same label (the baseline's year, "26")."""

    def rebuild(self, on_progress: Callable[[int], None] | None = None) -> int:
        """Make the index anew from the stored records while readers go on with the old one; returns how many.
        The way out of EngineOutdated. `on_progress` is told how many are done."""

    def close(self) -> None: ...
