"""The whole error tree. Foreign errors are wrapped at one door each; bugs pass through.

Each class carries what a person needs to act: what, where, and why. One table per door
(CLI, pages, JSON, E-utilities) maps a class to an exit code, an HTTP status or an `<ERROR>`.
"""

from __future__ import annotations


class OslerError(Exception):
    """Something Osler can name; `str(error)` is a sentence for the person who asked."""


class BadQuery(OslerError):
    """A query that cannot be understood. `position` counts characters from 0 in the text as typed."""

    def __init__(self, message: str, *, position: int, hint: str = "") -> None:
        super().__init__(message)
        self.position = position
        self.hint = hint


class NotFound(OslerError):
    """What was asked for is not in the mirror or the library."""


class BadInput(OslerError):
    """A file, form or argument that cannot be used; the message names what and where."""


class Conflict(OslerError):
    """Somebody else, or another window, changed it first; what was sent has to be looked at again."""


class LibraryBusy(OslerError):
    """The database of what readers keep did not take a change in time; nothing of it was kept."""


class MailFailed(OslerError):
    """The mail server did not take a mail, or did not answer. What was to be told is kept."""


class SourceProblem(OslerError):
    """A file of NLM's that cannot be read further. What came before in the file is kept.

    `kind` is that of the `Problem` it becomes (osler.model.article).
    """

    def __init__(self, message: str, *, file: str = "", pmid: int | None = None, kind: str = "malformed") -> None:
        where = f"{file}: " if file else ""
        which = f"PMID {pmid}: " if pmid is not None else ""
        super().__init__(f"{where}{which}{message}")
        self.reason = message
        self.kind = kind
        self.file = file
        self.pmid = pmid


class MirrorUnreachable(OslerError):
    """The server (or folder) that should hold NLM's files did not answer as one."""


class EngineFailed(OslerError):
    """The search engine or the record file refused; the cause is chained."""


class EngineLocked(EngineFailed):
    """Another process is writing. The message says which."""


class EngineOutdated(EngineFailed):
    """The index on disk was made by another version; the message says how to rebuild."""


class OutOfSpace(EngineFailed):
    """The disk is full. Nothing committed is lost."""


class QueryTooSlow(OslerError):
    """A query used up its time budget and was stopped."""
