"""A fact proposed from the words of a note. It counts only once a clinician confirms it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
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


def as_of(proposals: Sequence[Proposal], today: date) -> tuple[Proposal, ...]:
    """Where a note dates all values of a fact but one ("mRSS 22, was 17 in May 2025"), that one is of today."""
    several = Counter(p.fact for p in proposals)
    undated = Counter(p.fact for p in proposals if not p.on)
    return tuple(
        p._replace(on=today.isoformat()) if several[p.fact] > 1 and undated[p.fact] == 1 and not p.on else p
        for p in proposals
    )
