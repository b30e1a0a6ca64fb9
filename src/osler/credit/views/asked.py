"""What views take from a request."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from osler.errors import BadInput
from osler.learning import queries
from osler.people.models import User
from osler.web.whole import whole


def user(request: HttpRequest) -> User:
    """Who is signed in; guards have seen to it that somebody is."""
    assert isinstance(request.user, User)
    return request.user


def page(request: HttpRequest) -> int:
    """From 1. Raises BadInput."""
    text = request.GET.get("page", "") or "1"
    number = whole(text, below=10**6)
    if not number:
        raise BadInput(f"'{text[:40]}' is no page")
    return number


def day(text: str, name: str) -> date:
    """Raises BadInput."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{name}: '{text}' is no date like 2026-11-27") from None


def today(user: User) -> date:
    """Where the reader is."""
    return datetime.now(UTC).astimezone(ZoneInfo(queries.learner(user).time_zone)).date()


def period(request: HttpRequest) -> tuple[date, date]:
    """`from` and `to`, or `year`, or this year. Raises BadInput."""
    reader = user(request)
    given = request.GET
    if given.get("from") or given.get("to"):
        now = today(reader)
        first = day(given.get("from", ""), "from") if given.get("from") else date(now.year, 1, 1)
        last = day(given.get("to", ""), "to") if given.get("to") else date(now.year, 12, 31)
        if last < first:
            raise BadInput("the period ends before it begins")
        return first, last
    text = given.get("year", "") or str(today(reader).year)
    year = whole(text, below=3000)
    if year is None or year < 1900:
        raise BadInput(f"'{text[:40]}' is no year")
    return date(year, 1, 1), date(year, 12, 31)


def moment(text: str, zone: ZoneInfo) -> datetime:
    """A form's date and time, where the reader is, in UTC. Raises BadInput."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(f"when: '{text}' is no date and time") from None
