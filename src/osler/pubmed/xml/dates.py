"""Dates as NLM prints them, and the part of them one can sort by. Pure: text in, `PartialDate` out.

Several months or years count as their first, seasons and quarters as the first month PubMed's own guide
gives them (winter January, spring April, summer July, autumn October). What is impossible on a calendar
is kept as printed and left out of the sortable part.
"""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache

from osler.model.article import PartialDate

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NUMBER = {name.lower(): number for number, name in enumerate(_MONTHS, 1)}
_SEASON_MONTH = {"winter": 1, "spring": 4, "summer": 7, "autumn": 10, "fall": 10}
# Before print and after the foreseeable there is only a slip of the pen.
_FIRST_YEAR, _LAST_YEAR = 1400, 2199

_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|2[01])\d\d(?!\d)")
_MONTH = re.compile(r"(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", re.I)
_SEASON = re.compile(r"winter|spring|summer|autumn|fall(?![a-z])", re.I)
_QUARTER = re.compile(r"(?<!\d)([1-4])\s*(?:st|nd|rd|th|d)?[\s-]*(?:quart|qtr|trim)|q([1-4])(?!\d)", re.I)
_DAY_AFTER_MONTH = re.compile(r"[.,]?\s+(\d{1,2})(?!\d)")


@lru_cache(maxsize=4_096)
def from_parts(year: str, month: str = "", day: str = "", season: str = "") -> PartialDate:
    """A date from the texts of `Year`, `Month` (name or number), `Day` and `Season`, each "" where absent."""
    year, month, day, season = (" ".join(part.split()) for part in (year, month, day, season))
    year_number = _year(year)
    month_number = _month(month) if month else (_month(season) if season else None)
    day_number = _day(year_number, month_number, day)
    valid_month = year_number is not None and month_number is not None
    if month and valid_month and month_number is not None and (day_number is not None or not day):
        tail = f" {day_number}" if day_number is not None else ""
        name = _MONTHS[month_number - 1] if month.isdigit() or len(month) < 4 else month
        printed = " ".join(filter(None, (f"{year} {name}{tail}", season)))
    else:
        printed = " ".join(filter(None, (year, month, day, season)))
    return PartialDate(
        year_number,
        month_number if valid_month else None,
        day_number if valid_month else None,
        printed,
    )


@lru_cache(maxsize=1_024)
def from_medline(text: str) -> PartialDate:
    """A date from the free text of a `MedlineDate`: "1998 Dec-1999 Jan", "Spring 2001", "1976-1977", "Jun-Jul"."""
    printed = " ".join(text.split())
    found = _YEAR.search(printed)
    year = int(found.group()) if found else None
    if year is None:
        return PartialDate(None, printed=printed)
    named = _MONTH.search(printed)
    if named:
        month = _MONTH_NUMBER[named.group(1).lower()]
        after = _DAY_AFTER_MONTH.match(printed, named.end())
        return PartialDate(year, month, _day(year, month, after.group(1)) if after else None, printed)
    return PartialDate(year, _season(printed), printed=printed)


def _year(text: str) -> int | None:
    if len(text) == 4 and text.isascii() and text.isdigit() and _FIRST_YEAR <= int(text) <= _LAST_YEAR:
        return int(text)
    found = _YEAR.match(text)  # "1976-1977" stands in some Year elements
    return int(found.group()) if found else None


def _month(text: str) -> int | None:
    if text.isascii() and text.isdigit():
        number = int(text) if len(text) <= 2 else 0
        return number if 1 <= number <= 12 else None
    found = _MONTH.search(text)
    return _MONTH_NUMBER[found.group(1).lower()] if found else _season(text)


def _season(text: str) -> int | None:
    found = _SEASON.search(text)
    if found:
        return _SEASON_MONTH[found.group().lower()]
    quarter = _QUARTER.search(text)
    return int(quarter.group(1) or quarter.group(2)) * 3 - 2 if quarter else None


def _day(year: int | None, month: int | None, text: str) -> int | None:
    if year is None or month is None or not (text.isascii() and text.isdigit() and len(text) <= 2):
        return None
    return int(text) if 1 <= int(text) <= monthrange(year, month)[1] else None
