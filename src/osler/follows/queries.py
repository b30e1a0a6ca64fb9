"""All reads of follows, the feed and digests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from osler.errors import BadInput
from osler.follows.models import Choices, Fewer, Follow, Item, Mute
from osler.people.models import User

PAGE = 20


@dataclass(frozen=True, slots=True)
class Page:
    items: Sequence[Item]
    after: str  # of the next page: "2026-11-27.19"; "" where this is the last


def page(user: User, *, after: str = "", since: datetime | None = None, limit: int = PAGE) -> Page:
    """Newest day first, in the day's order, from the key `after` on. Raises BadInput for a key that is none.

    `since`: only what was brought after, best first whatever its day, and no second page. A paper of which
    fewer were wished is left out, and is back in its place when that is undone.
    """
    rows = Item.objects.filter(user=user).exclude(pmid__in=Fewer.objects.filter(user=user).values("pmid"))
    if since is not None:
        chosen = rows.filter(day__gte=since.date()).order_by("-score", "-pk")[:limit]
        return Page(list(chosen), "")
    if after:
        day, place = _key(after)
        rows = rows.filter(Q(day__lt=day) | Q(day=day, place__gt=place))
    found = list(rows.order_by("-day", "place")[: limit + 1])
    more = f"{found[limit - 1].day}.{found[limit - 1].place}" if len(found) > limit else ""
    return Page(found[:limit], more)


def follows(user: User) -> list[Follow]:
    return list(Follow.objects.filter(user=user).order_by("kind", "label"))


def mutes(user: User) -> list[Mute]:
    """Journals first, then kinds of papers."""
    return list(Mute.objects.filter(user=user).order_by("what", "value"))


def fewer(user: User) -> list[Fewer]:
    """The newest first."""
    return list(Fewer.objects.filter(user=user).order_by("-made_at", "-pk"))


def choices(user: User) -> Choices | None:
    return Choices.objects.filter(user=user).first()


def following(user: User) -> frozenset[tuple[str, str]]:
    """(kind, value as `folded`) of all a reader follows. One query, by hand: every page of a reader asks it."""
    table = connection.ops.quote_name(Follow._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, value FROM {table} WHERE user_id = %s", [user.pk])
        return frozenset((kind, folded(value)) for kind, value in cursor.fetchall())


def folded(value: str) -> str:
    """What two ways to write one value have in common."""
    return " ".join(value.split()).casefold()


def feed_owner(token: str) -> User | None:
    """Whose own feed this private address is; None where it was revoked or never was."""
    found = Choices.objects.filter(token=token, user__is_active=True).select_related("user").first()
    return found.user if found else None


def follow_by_token(token: str) -> Follow | None:
    return Follow.objects.filter(token=token, user__is_active=True).select_related("user").first()


def _key(after: str) -> tuple[date, int]:
    day, _, place = after.partition(".")
    try:
        return date.fromisoformat(day), int(place)
    except ValueError:
        raise BadInput(f"'{after}' is no place in the feed") from None
