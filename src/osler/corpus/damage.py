"""Files that could not be read to their end, told from files with a bad record here and there."""

from __future__ import annotations

from osler.engine.protocol import Engine, FileEntry
from osler.model.article import Problem

# Problem kinds after which nothing more of a file is read (osler.pubmed.xml).
_ENDS_A_FILE = frozenset({"truncated", "corrupt", "unreadable", "encoding", "empty", "unrecognised"})
_LOOK_AT = 10_000


def damage(engine: Engine, entry: FileEntry) -> Problem | None:
    """What ended the reading of an applied file early; None where it was read to its end."""
    if not entry.problems:
        return None
    of_file = [p for name, p in engine.problems(limit=_LOOK_AT) if name == entry.name]
    ended = next((p for p in of_file if p.kind in _ENDS_A_FILE), None)
    nothing = not entry.records and not entry.deletions
    return ended or (of_file[0] if of_file and nothing else None)


def said(entry: FileEntry, problem: Problem) -> str:
    """A sentence with file, record and reason."""
    where = f" at record {problem.record}" if problem.record is not None else ""
    kept = f"{entry.records} records before it are kept" if entry.records else "nothing of it could be used"
    return f"{entry.name}{where}: {problem.reason}; {kept}"
