"""Credit schemes as values: who stands behind the credit, how much there is for what, and within which limits.

A number the makers of Osler could not read in a source is None ("not set" in the file): an administrator sets it in
a copy, and until then no limit is pretended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

HOUR = 60  # minutes


class Kind(StrEnum):
    SELF_CLAIMED = "self-claimed"  # the learner says so, and keeps the proof
    PROVIDER = "provider"  # an accredited provider awards it; Osler only carries the claim there


class Per(StrEnum):
    ACTIVITY = "activity"
    HOUR = "hour"


class Period(StrEnum):
    DAY = "day"
    YEAR = "year"  # the scheme's own, which may begin on another day than 1 January


FIELDS = ("question", "sources", "learned", "practice", "bias", "minutes")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so much credit a period; `most` is None where the scheme's own limit is not known to Osler."""

    period: Period
    most: Decimal | None
    says: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rules were read."""

    title: str
    publisher: str
    url: str
    read: date
    review_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    id: str
    title: str
    title_without_provider: str  # what it is called while nobody accredited stands behind it; "" for self-claimed ones
    issuer: str
    kind: Kind
    unit: str  # singular: "credit", "hour"
    per: Per
    amount: Decimal  # for one activity or one hour
    step: Decimal  # hours are rounded to this, half a step up
    fields: frozenset[str]  # of FIELDS, that a claim must have
    window_days: int | None  # days after the activity within which it may be claimed; None: not set
    valid_from: date | None  # the scheme counts activities from this day; None: not set
    valid_until: date | None  # and until this one
    year_starts: tuple[int, int]  # month, day
    limits: tuple[Limit, ...]
    notes: tuple[str, ...]
    source: Source

    @property
    def needs_provider(self) -> bool:
        return self.kind is Kind.PROVIDER

    def credit(self, minutes: int) -> Decimal:
        """What an activity of so many minutes is worth before limits."""
        if self.per is Per.ACTIVITY:
            return self.amount
        return rounded(self.amount * minutes / HOUR, self.step)

    def year_of(self, day: date) -> tuple[date, date]:
        """First and last day of the scheme's year that `day` lies in."""
        start = date(day.year, *self.year_starts)
        if start > day:
            start = date(day.year - 1, *self.year_starts)
        return start, date.fromordinal(date(start.year + 1, *self.year_starts).toordinal() - 1)

    def period(self, limit: Limit, day: date) -> tuple[date, date]:
        """First and last day of the period that `day` lies in."""
        return (day, day) if limit.period is Period.DAY else self.year_of(day)


def rounded(value: Decimal, step: Decimal) -> Decimal:
    """To the nearest step, half a step up, as the schemes' own "nearest quarter hour"."""
    return (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def shown(value: Decimal) -> str:
    """0.50 -> "0.5", 2.00 -> "2"."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text or "0"
