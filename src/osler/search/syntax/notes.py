"""What a search did with the text beyond taking it literally: ignored, corrected, limited, or only doubted."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Note(NamedTuple):
    """One thing the reader should know about how the query was read."""

    kind: NoteKind
    message: str
    position: int = 0  # characters from 0 in the text as typed
    hint: str = ""  # what to write instead
    subject: str = ""  # the words it is about, for machine readers


class NoteKind(StrEnum):
    IGNORED = "ignored"
    CORRECTED = "corrected"
    LIMITED = "limited"
    NOT_FOUND = "not found"
    WARNING = "warning"
