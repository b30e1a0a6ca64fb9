"""Days as KBART and NLM give them, often without month or day: each is a span from its first to its last day."""

from __future__ import annotations

import calendar
import functools
import re
from datetime import date, timedelta
from typing import NamedTuple

from osler.errors import BadInput
from osler.model.article import PartialDate

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.0)?", re.ASCII)  # 10000 is 1927-05-18 in Excel's count, 99999 is 2173-10-13
_EXCEL_DAY_0 = date(1899, 12, 30)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Span(NamedTuple):
    first: date
    last: date


def of(year: int, month: int | None = None, day: int | None = None) -> Span:
    """The days a partial date may mean. Raises ValueError where the calendar has no such day."""
    if month is None:
        return Span(date(year, 1, 1), date(year, 12, 31))
    if day is None:
        return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    return Span(date(year, month, day), date(year, month, day))


def published(when: PartialDate) -> Span | None:
    """The days an article may be of; None where no year is known. A day the calendar lacks widens to its month."""
    if when.year is None or not 1 <= when.year <= 9999:
        return None
    try:
        return of(when.year, when.month, when.day)
    except ValueError:
        return of(when.year)


@functools.lru_cache(maxsize=65_536)  # a title list says the same few thousand dates over and over
def parse(text: str) -> Span | None:
    """KBART's ISO 8601 date: YYYY, YYYY-MM or YYYY-MM-DD; None for "". Raises BadInput, where it can with what
    Excel made of the date."""
    text = text.strip()
    if not text:
        return None
    found = _ISO.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        return of(year, month, day)
    except ValueError:
        raise BadInput(f"'{text[:40]}' is no date{_hint(text)}; KBART writes 2003, 2003-01 or 2003-01-15") from None


def _hint(text: str) -> str:
    if _SERIAL.fullmatch(text):
        meant = _EXCEL_DAY_0 + timedelta(days=int(text[:5]))
        return f" but the number Excel keeps for {meant.isoformat()}"
    if re.fullmatch(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|[A-Za-z]{3}-\d{2}|\d{1,2}-[A-Za-z]{3}-\d{2,4}", text):
        return ", it looks as if Excel rewrote it"
    return ""


def told(day: date) -> str:
    """ "1 May 2027"; the year alone would hide when it changes."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def shown(text: str) -> str:
    """A KBART date for people: "2019", "March 2019", "15 March 2019"."""
    found = _ISO.fullmatch(text.strip())
    if found is None:
        return text
    year, month, day = found.groups()
    words = [str(int(day)) if day else "", _MONTHS[int(month) - 1] if month else "", year]
    return " ".join(filter(None, words))
