"""Files of NLM's into an engine: each whole, as one revision, and never twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from osler.corpus.crew import Crew
from osler.corpus.understand import Understood, understand
from osler.engine.protocol import Engine, FileEntry, Progress, Writer
from osler.errors import BadInput, OslerError
from osler.model.article import Problem
from osler.pubmed import xml
from osler.pubmed.xml.split import Element

OnProgress = Callable[[Progress], None]
Next = Callable[[], Path | None]

_BATCH = 500  # records: enough to hide what handing them over costs, few enough to keep everybody at work
_CREW_FROM = 1 << 20  # bytes of a file; a smaller one is done before other processes have started


def load(
    engine: Engine,
    path: Path,
    *,
    name: str | None = None,
    md5: str | None = None,
    on_progress: OnProgress | None = None,
) -> FileEntry:
    """Apply a file. `name` and `md5` default to the path's own; the same of both again changes nothing.

    Records that cannot be used become problems of the file; what came before damage in it is kept.
    Raises BadInput where the file cannot be opened, EngineLocked, OutOfSpace.
    """
    with Loader(engine) as loader:
        return loader.load(path, name=name, md5=md5, on_progress=on_progress)


class Loader:
    """Loads file after file with one writer and one crew. Use in `with`; raises EngineLocked there. `on_note` is
    told what has to be made before the first file, and may take minutes."""

    def __init__(self, engine: Engine, on_note: Callable[[str], None] | None = None) -> None:
        self._engine = engine
        self._on_note = on_note
        self._stack = ExitStack()
        self._ahead: _Begun | None = None

    def __enter__(self) -> Loader:
        with ExitStack() as stack:
            self._writer = stack.enter_context(self._engine.writer(self._on_note))
            self._crew = stack.enter_context(Crew(self._writer.prepare))
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def load(
        self,
        path: Path,
        *,
        name: str | None = None,
        md5: str | None = None,
        on_progress: OnProgress | None = None,
        then: Next | None = None,
    ) -> FileEntry:
        """As the function `load`. `then` is asked, before the commit, for the file that comes next, None where it
        is not at hand: the crew reads its first records meanwhile, as a commit leaves them nothing to do."""
        name, md5 = name or path.name, md5 or checksum(path)
        before = applied(self._engine, name, md5)
        return before or self._apply(path, name, md5, on_progress, then)

    def _apply(self, path: Path, name: str, md5: str, on_progress: OnProgress | None, then: Next | None) -> FileEntry:
        begun, self._ahead = self._ahead, None
        if begun is None or (begun.path, begun.name) != (path, name):
            begun = self._begin(path, name)
        begun.tally.on_progress = on_progress
        for batch in begun.understood:
            self._writer.put_prepared(batch.prepared, source=name)
            begun.tally.add(batch)
        if then is not None and self._crew.at_work:
            self._look_ahead(then())
        return _commit(self._writer, begun.tally, name, md5)

    def _begin(self, path: Path, name: str) -> _Begun:
        tally = _Tally()
        elements = _batches(tally.elements(xml.pieces(path)))
        if self._crew.at_work or path.stat().st_size >= _CREW_FROM:
            return _Begun(path, name, tally, self._crew.understand(elements))
        return _Begun(path, name, tally, (understand(batch, self._writer.prepare) for batch in elements))

    def _look_ahead(self, path: Path | None) -> None:
        """Begin what comes next. What is wrong with it is said when its turn has come."""
        if path is not None and path.is_file():
            with suppress(OslerError, OSError):
                self._ahead = self._begin(path, path.name)


def applied(engine: Engine, name: str, md5: str) -> FileEntry | None:
    """What was recorded when this very file was applied; None where it was not."""
    return next((entry for entry in engine.files() if (entry.name, entry.md5) == (name, md5)), None)


def checksum(path: Path) -> str:
    """The file's MD5 in hexadecimal, as NLM's `.md5` files give it."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "md5").hexdigest()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error


def _commit(writer: Writer, tally: _Tally, name: str, md5: str) -> FileEntry:
    if tally.deletions:
        writer.delete(tally.deletions, source=name)
    if tally.problems:
        writer.note(sorted(tally.problems, key=lambda p: p.record or 0), source=name)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entry = FileEntry(name, md5, tally.records, len(tally.deletions), len(tally.problems), 0, now)
    return entry._replace(revision=writer.commit(entry))


def _batches(elements: Iterator[tuple[Element, int]]) -> Iterator[list[tuple[Element, int]]]:
    """Batches by number and by bytes: a few records are megabytes long."""
    batch: list[tuple[Element, int]] = []
    size = 0
    for element in elements:
        batch.append(element)
        size += len(element[0].xml)
        if len(batch) == _BATCH or size > _BATCH * 20_000:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Tally:
    """What a file has said so far."""

    def __init__(self) -> None:
        self.records = 0
        self.deletions: list[int] = []
        self.problems: list[Problem] = []
        self._bytes = 0
        self.on_progress: OnProgress | None = None

    def elements(self, pieces: Iterator[tuple[Element, int] | Problem]) -> Iterator[tuple[Element, int]]:
        """The elements; problems between them are kept here."""
        for piece in pieces:
            if isinstance(piece, Problem):
                self.problems.append(piece)
            else:
                yield piece

    def add(self, batch: Understood) -> None:
        self.records += batch.records
        self.deletions += [each.pmid for each in batch.deletions]
        self.problems += batch.problems
        self._bytes += batch.size
        if self.on_progress is not None:
            self.on_progress(Progress(self.records, len(self.deletions), len(self.problems), self._bytes))


class _Begun(NamedTuple):
    """A file that is being read."""

    path: Path
    name: str
    tally: _Tally
    understood: Iterator[Understood]
