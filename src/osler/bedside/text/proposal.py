"""A fact proposed from the words of a note. It counts only once a clinician confirms it."""

from __future__ import annotations

from typing import NamedTuple

from osler.bedside.intake import Entered


class Proposal(NamedTuple):
    """`words` are note[start:end]; `on` is a date as exact as written, or ""."""

    fact: str
    value: bool | str
    unit: str
    on: str
    start: int
    end: int
    words: str

    def entered(self) -> Entered:
        """The proposal as a fact, for when it is confirmed."""
        return Entered(self.fact, self.value, self.unit, self.on or None, origin=f"words {self.words!r}")
