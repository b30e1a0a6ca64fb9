"""Files of NLM's into an engine: each whole, as one revision, and never twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from osler.corpus.crew import Crew
from osler.corpus.understand import Understood, understand
from osler.engine.protocol import Engine, FileEntry, Progress, Writer
from osler.errors import BadInput
from osler.model.article import Problem
from osler.pubmed import xml
from osler.pubmed.xml.split import Element

OnProgress = Callable[[Progress], None]

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
    """Loads file after file with one writer and one crew. Use in `with`; raises EngineLocked there."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stack = ExitStack()

    def __enter__(self) -> Loader:
        with ExitStack() as stack:
            self._writer = stack.enter_context(self._engine.writer())
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
    ) -> FileEntry:
        """As the function `load`."""
        name, md5 = name or path.name, md5 or checksum(path)
        before = applied(self._engine, name, md5)
        return before or self._apply(path, name, md5, on_progress)

    def _apply(self, path: Path, name: str, md5: str, on_progress: OnProgress | None) -> FileEntry:
        tally = _Tally(on_progress)
        elements = _batches(tally.elements(xml.pieces(path, name=name)))
        if self._crew.at_work or path.stat().st_size >= _CREW_FROM:
            understood = self._crew.understand(elements)
        else:
            understood = (understand(batch, self._writer.prepare) for batch in elements)
        for batch in understood:
            self._writer.put_prepared(batch.prepared, source=name)
            tally.add(batch)
        return _commit(self._writer, tally, name, md5)


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

    def __init__(self, on_progress: OnProgress | None) -> None:
        self.records = 0
        self.deletions: list[int] = []
        self.problems: list[Problem] = []
        self._bytes = 0
        self._on_progress = on_progress

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
        if self._on_progress is not None:
            self._on_progress(Progress(self.records, len(self.deletions), len(self.problems), self._bytes))
