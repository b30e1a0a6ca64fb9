"""What mapping may ask: the vocabulary, the index, the day, earlier searches; and where it leaves its notes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from osler.engine.protocol import Engine
from osler.errors import QueryTooSlow
from osler.model.query import Expr
from osler.search.syntax import Note, NoteKind
from osler.search.vocabulary import Vocabulary


@dataclass(slots=True)
class Context:
    engine: Engine
    vocabulary: Vocabulary
    today: date
    history: Mapping[int, str | tuple[int, ...]] = field(default_factory=dict)  # a search's text, or a set
    notes: list[Note] = field(default_factory=list)
    translations: list[tuple[str, str]] = field(default_factory=list)  # (as typed, as searched)
    deadline: float = float("inf")  # time.monotonic() after which mapping stops
    depth: int = 0  # how many searches deep, where one refers to another

    def note(self, kind: NoteKind, message: str, position: int, hint: str = "", subject: str = "") -> None:
        found = Note(kind, message, position, hint, subject)
        if found not in self.notes:
            self.notes.append(found)

    def frequency(self, field_: str, value: str) -> int:
        self._check()
        return self.engine.document_frequency(field_, value)

    def begins(self, field_: str, prefix: str) -> bool:
        """True where a value of a KEY field starts so: a look into the dictionary, a hundredth of a count."""
        self._check()
        return bool(self.engine.terms(field_, prefix, limit=1))

    def count(self, expr: Expr) -> int:
        self._check()
        return self.engine.count(expr)

    def _check(self) -> None:
        if time.monotonic() > self.deadline:
            raise QueryTooSlow("the query used up its time before it was understood")
