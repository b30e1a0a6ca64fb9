"""KBART's embargo codes (NISO RP-9): moving walls at the beginning (R) or the end (P) of what can be read.

Years and months are counted by the calendar, the current one being the first: R1Y is this calendar year, R2Y this and
the last; P1Y is everything but this calendar year, P6M everything but this month and the five before. Days are counted
from today: R180D is from the day 180 days ago on, P30D until the day 30 days ago. Two codes are joined by a semicolon,
the beginning first: R10Y;P30D.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date, timedelta

from osler.errors import BadInput

_CODE = re.compile(r"([RP])(\d{1,5})([DMY])", re.ASCII)
_UNITS = {"D": "day", "M": "month", "Y": "year"}


@dataclass(frozen=True, slots=True)
class Wall:
    kind: str  # R: access begins here | P: access ends here
    number: int
    unit: str  # D | M | Y

    def day(self, today: date) -> date:
        """R: the first day that can be read; P: the last."""
        if self.unit == "D":
            return _before(today, self.number)
        months = today.year * 12 + today.month - 1
        if self.kind == "R":
            first = months - self.number + 1 if self.unit == "M" else (today.year - self.number + 1) * 12
            return _first_of(first)
        after = months - self.number + 1 if self.unit == "M" else (today.year - self.number + 1) * 12
        return _before(_first_of(after), 1)

    def opens(self, issue: date) -> date:
        """P only: the first `today` on which an issue of this day can be read."""
        if self.unit == "D":
            return issue + timedelta(days=self.number)
        months = issue.year * 12 + issue.month - 1 + self.number
        return _first_of(months if self.unit == "M" else (issue.year + self.number) * 12)

    def __str__(self) -> str:
        return f"{self.kind}{self.number}{self.unit}"

    @property
    def told(self) -> str:
        """ "the newest 6 months", "the current year and the 4 before"."""
        noun = _UNITS[self.unit]
        return f"the newest {noun}" if self.number == 1 else f"the newest {self.number} {noun}s"


@dataclass(frozen=True, slots=True)
class Embargo:
    begins: Wall | None = None
    ends: Wall | None = None

    def __str__(self) -> str:
        return ";".join(str(wall) for wall in (self.begins, self.ends) if wall)


@functools.lru_cache(maxsize=4096)
def parse(text: str) -> Embargo:
    """Raises BadInput for anything but "", one code, or an R code and a P code."""
    codes = [code.strip() for code in text.strip().upper().split(";") if code.strip()]
    walls = [_wall(code, text) for code in codes]
    kinds = [wall.kind for wall in walls]
    if len(set(kinds)) < len(kinds):
        raise BadInput(f"the embargo '{text[:40]}' says {kinds[0]} twice")
    return Embargo(
        next((wall for wall in walls if wall.kind == "R"), None),
        next((wall for wall in walls if wall.kind == "P"), None),
    )


def _wall(code: str, text: str) -> Wall:
    found = _CODE.fullmatch(code)
    if found is None or int(found[2]) == 0:
        raise BadInput(f"'{text[:40]}' is no embargo; KBART writes P1Y, R5Y, P6M or R10Y;P30D")
    return Wall(found[1], int(found[2]), found[3])


def _first_of(months: int) -> date:
    """The first day of a month counted from the year 0; date.min where that lies before the calendar."""
    year, month = divmod(months, 12)
    return date(year, month + 1, 1) if 1 <= year <= 9999 else (date.min if year < 1 else date.max)


def _before(day: date, days: int) -> date:
    try:
        return day - timedelta(days=days)
    except OverflowError:
        return date.min
