"""Dates the ways formats print them."""

from __future__ import annotations

from osler.cite.text import line
from osler.model.article import PartialDate

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def printed(date: PartialDate) -> str:
    """ "2019 Mar 5"; what NLM printed ("2019 Spring") where it is known."""
    if date.printed:
        return line(date.printed)
    if date.year is None:
        return ""
    month = MONTHS[date.month - 1] if date.month else ""
    return line(f"{date.year} {month} {date.day or '' if month else ''}")


def spelled(date: PartialDate) -> str:
    """ "2019 Mar 5" from the numbers, whatever NLM printed; for electronic dates."""
    return printed(date._replace(printed=""))


def compact(date: PartialDate | None) -> str:
    """YYYYMMDD as MEDLINE writes it, parts not known left out; "" for None."""
    if date is None or date.year is None:
        return ""
    month = f"{date.month:02}" if date.month else ""
    return f"{date.year:04}{month}{f'{date.day:02}' if month and date.day else ''}"


def slashed(date: PartialDate) -> str:
    """YYYY/MM/DD, parts not known left empty as RIS wants them: "2019/03/"."""
    if date.year is None:
        return ""
    return f"{date.year:04}/{f'{date.month:02}' if date.month else ''}/{f'{date.day:02}' if date.day else ''}"
