"""Dates as PubMed takes them: 2019, 2019/03, 2019/03/14, ranges, "last 30 days"; to spans of YYYYMMDD."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from osler.errors import BadQuery

_DATE = re.compile(r"(\d{4})(?:[/.-](\d{1,2})(?:[/.-](\d{1,2}))?)?")
_RECENT = re.compile(r"last\s+(\d{1,5})?\s*(day|week|month|year)s?", re.IGNORECASE)
_DASHED = re.compile(r"(\d{4})\s*[-–—]\s*(\d{4})")
_OPEN = ("present", "now", "today", "current", "")
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}


EVER = date(3000, 12, 31)  # as far ahead as PubMed prints


class Days(NamedTuple):
    """From the first to the last day, both included."""

    first: date
    last: date

    @property
    def low(self) -> int:
        """YYYYMMDD from where records count: a date without day or month is its first."""
        month = 0 if (self.first.month, self.first.day) == (1, 1) else self.first.month
        day = 0 if self.first.day == 1 else self.first.day
        return self.first.year * 10_000 + month * 100 + day

    @property
    def high(self) -> int:
        return self.last.year * 10_000 + self.last.month * 100 + self.last.day

    @property
    def printed(self) -> str:
        return f"{self.first:%Y/%m/%d}:{self.last:%Y/%m/%d}"


def days(text: str, position: int, today: date, *, ahead: bool = False) -> Days:
    """The days a date names; of the "last 5 years" also those to come where `ahead`: issues are printed months before
    their date, and PubMed's guide counts them in. Raises BadQuery where it is none or does not exist."""
    recent = _RECENT.fullmatch(text.strip())
    if recent:
        first = _before(today, int(recent.group(1) or 1), recent.group(2).lower(), position)
        return Days(first, EVER if ahead else today)
    match = _DATE.fullmatch(text.strip())
    if not match:
        match = _named_month(text.strip())
    if not match:
        raise BadQuery(f"'{text[:40]}' is no date", position=position, hint=_instead(text))
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    return _span(year, month, day, position)


def _instead(text: str) -> str:
    ends = _DASHED.fullmatch(text.strip())
    if ends:
        return f"a range takes a colon: {ends[1]}:{ends[2]}"
    if text.strip().lower() in _OPEN:
        return "to the end is 3000: 2010:3000[dp]"
    return 'write 2019, 2019/03, 2019/03/14 or "last 30 days"'


def _named_month(text: str) -> re.Match[str] | None:
    """'2019 Mar 4' as '2019/3/4'."""
    parts = text.lower().split()
    if len(parts) in (2, 3) and parts[1][:3] in _MONTHS:
        parts[1] = str(_MONTHS[parts[1][:3]])
        return _DATE.fullmatch("/".join(parts))
    return None


def between(low: str, high: str, position: int, today: date) -> Days:
    """The days of a range; BadQuery where an end is no date or the ends are the wrong way round."""
    if not low or not high:
        raise BadQuery(
            "a range needs both ends",
            position=position,
            hint="from the beginning: 1800:2010[dp]; to the end: 2010:3000[dp]",
        )
    first, last = days(low, position, today).first, days(high, position, today).last
    if first > last:
        raise BadQuery(f"{low}:{high} runs backwards", position=position, hint=f"write {high}:{low}")
    return Days(first, last)


def _span(year: int, month: int | None, day: int | None, position: int) -> Days:
    if year < 1:
        raise BadQuery("there is no year 0", position=position)
    if month is not None and not 1 <= month <= 12:
        raise BadQuery(f"there is no month {month}", position=position, hint=f"months are 01 to 12: {year}/01")
    first_month, last_month = month or 1, month or 12
    length = calendar.monthrange(year, last_month)[1]
    if day is not None and not 1 <= day <= length:
        raise BadQuery(
            f"there is no {year}/{last_month:02}/{day:02}",
            position=position,
            hint=f"{calendar.month_name[last_month]} {year} has {length} days",
        )
    return Days(date(year, first_month, day or 1), date(year, last_month, day or length))


def _before(today: date, amount: int, unit: str, position: int) -> date:
    try:
        if unit in ("day", "week"):
            return today - timedelta(days=amount * (7 if unit == "week" else 1))
        months = today.year * 12 + today.month - 1 - amount * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        raise BadQuery(f"{amount} {unit}s ago is before the calendar", position=position) from None
