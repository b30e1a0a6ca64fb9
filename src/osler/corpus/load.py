"""One file of NLM's into an engine: whole, as one revision, and never twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from osler.engine.protocol import Engine, FileEntry, Progress, Writer
from osler.errors import BadInput
from osler.model.article import Deletion, Problem, Record
from osler.pubmed import xml

OnProgress = Callable[[Progress], None]

_TELL_EVERY = 1_000  # events


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
    name = name or path.name
    md5 = md5 or checksum(path)
    with engine.writer() as writer:
        before = applied(engine, name, md5)
        return before or apply(writer, path, name=name, md5=md5, on_progress=on_progress)


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


def apply(writer: Writer, path: Path, *, name: str, md5: str, on_progress: OnProgress | None = None) -> FileEntry:
    """Read a file into the writer and commit it as one revision."""
    tally = _Tally(on_progress)
    writer.put(tally.records(xml.read(path, name=name)), source=name)
    if tally.deletions:
        writer.delete((each.pmid for each in tally.deletions), source=name)
    if tally.problems:
        writer.note(tally.problems, source=name)
    entry = FileEntry(
        name,
        md5,
        tally.count,
        len(tally.deletions),
        len(tally.problems),
        0,
        datetime.now(UTC).isoformat("T", "seconds"),
    )
    return entry._replace(revision=writer.commit(entry))


class _Tally:
    """Lets the records through; counts them and keeps the rest of what a file says."""

    def __init__(self, on_progress: OnProgress | None) -> None:
        self.count = 0
        self.deletions: list[Deletion] = []
        self.problems: list[Problem] = []
        self._bytes = 0
        self._on_progress = on_progress

    def records(self, events: Iterator[Record | Deletion | Problem]) -> Iterator[Record]:
        for event in events:
            if isinstance(event, Deletion):
                self.deletions.append(event)
            elif isinstance(event, Problem):
                self.problems.append(event)
            else:
                self.count += 1
                self._bytes += len(event.xml)
                if self.count % _TELL_EVERY == 0:
                    self._tell()
                yield event
        self._tell()

    def _tell(self) -> None:
        if self._on_progress is not None:
            self._on_progress(Progress(self.count, len(self.deletions), len(self.problems), self._bytes))
