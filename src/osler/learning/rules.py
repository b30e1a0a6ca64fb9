"""Whether a claim may be made under a scheme, and for how much: decisions alone, on values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

from osler.errors import BadInput
from osler.learning.scheme import Scheme, shown

LABELS = {
    "question": "the clinical question",
    "sources": "at least one source",
    "learned": "what you learned",
    "practice": "how it applies to your practice",
    "bias": "the question on commercial bias",
    "minutes": "the time it took",
}
PRACTICE = {
    "change": "I will change what I do",
    "confirm": "It confirms what I do",
    "none": "No change for my practice",
}
BIAS = {"no": "No commercial bias noticed", "yes": "Commercial bias noticed"}
LONGEST = 24 * 60  # minutes: no activity is longer than a day


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a claim says. Whoever reads it later reads this, whatever became of articles, schemes and providers."""

    scheme: str
    question: str = ""
    sources: tuple[int, ...] = ()  # PMIDs
    learned: str = ""
    practice: str = ""  # a key of PRACTICE, or ""
    practice_how: str = ""
    bias: str = ""  # a key of BIAS, or ""
    bias_how: str = ""
    minutes: int | None = None

    def missing(self, scheme: Scheme) -> tuple[str, ...]:
        """The required fields that are empty, in reading order."""
        return tuple(name for name in LABELS if name in scheme.fields and not getattr(self, name))


@dataclass(frozen=True, slots=True)
class Award:
    credit: Decimal
    before_limits: Decimal
    limited_by: str  # the limit's words where it held some back, or ""


def local_day(moment: datetime, zone: str) -> date:
    """The day it was where the learner is: 31 December in Auckland is still 31 December."""
    return moment.astimezone(ZoneInfo(zone)).date()


def checked_zone(name: str) -> str:
    """Raises BadInput for a name the IANA database does not know."""
    if name not in available_timezones():
        raise BadInput(f"there is no time zone '{name}'; a name is like Europe/Berlin")
    return name


def problems(content: Content, scheme: Scheme, *, happened_on: date, today: date) -> tuple[str, ...]:
    """Why this cannot be submitted, each a sentence; empty where it can."""
    found = [f"{LABELS[name].capitalize()} is missing." for name in content.missing(scheme)]
    if content.minutes is not None and not 0 < content.minutes <= LONGEST:
        found.append(f"Minutes must be from 1 to {LONGEST:,}.")
    if happened_on > today:
        found.append("The activity lies in the future.")
    late = (today - happened_on).days
    if scheme.window_days is not None and late > scheme.window_days:
        found.append(f"This scheme takes claims within {scheme.window_days} days; the activity was {late} days ago.")
    if scheme.valid_from and happened_on < scheme.valid_from:
        found.append(f"This scheme counts activities from {scheme.valid_from}; this one was on {happened_on}.")
    if scheme.valid_until and happened_on > scheme.valid_until:
        found.append(f"This scheme expired on {scheme.valid_until}; the activity was on {happened_on}.")
    return tuple(found)


def award(scheme: Scheme, minutes: int, day: date, claimed: Callable[[date, date], Decimal]) -> Award:
    """How much, within the scheme's limits. `claimed` says how much other claims took in a range of days.

    Raises BadInput where the activity is too short to count, or a limit leaves nothing.
    """
    full = left = scheme.credit(minutes)
    if full <= 0:
        raise BadInput(f"{minutes} minutes are less than the smallest step of this scheme, {shown(scheme.step)}")
    held = ""
    for limit in scheme.limits:
        if limit.most is None:
            continue
        rest = max(limit.most - claimed(*scheme.period(limit, day)), Decimal(0))
        if rest < left:
            left, held = rest, limit.says
    if left <= 0:
        raise BadInput(f"the limit of this scheme is used up: {held}")
    return Award(left, full, held)


@dataclass(frozen=True, slots=True)
class Part:
    """One counted claim as totals see it."""

    scheme: str
    day: date
    credit: Decimal
    minutes: int


def totals(parts: Iterable[Part]) -> Mapping[str, Decimal]:
    """Credit by scheme."""
    found: dict[str, Decimal] = {}
    for part in parts:
        found[part.scheme] = found.get(part.scheme, Decimal(0)) + part.credit
    return found


def by_month(parts: Iterable[Part], start: date) -> tuple[int, ...]:
    """Minutes in each of the twelve months from `start`."""
    months = [0] * 12
    for part in parts:
        place = (part.day.year - start.year) * 12 + part.day.month - start.month
        if 0 <= place < 12:
            months[place] += part.minutes
    return tuple(months)
