"""What one reader made of the papers on a page: liked, saved, and how many notices wait. One query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, IntegerField, Value
from django.db.models.functions import Cast

from osler.library.models import Notice, Reaction, SavedPaper
from osler.people.models import User

_SAVED, _UNREAD = 2, 3


@dataclass(frozen=True, slots=True)
class Kept:
    reactions: dict[int, int] = field(default_factory=dict)  # PMID -> 1 or -1
    saved: frozenset[int] = frozenset()
    unread: int = 0  # notices


def kept(user: User, pmids: Iterable[int] = ()) -> Kept:
    """Of these papers; the notices of all."""
    wanted = list(pmids)
    unread = (
        Notice.objects.filter(user=user, read_at=None)
        .order_by()
        .values("user")
        .annotate(number=Count("id"), what=Value(_UNREAD, IntegerField()))
        .values_list("number", "what")
    )
    rows = list(_of(user, wanted).union(unread, all=True) if wanted else unread)
    return Kept(
        reactions={pmid: value for pmid, value in rows if value in (-1, 1)},
        saved=frozenset(pmid for pmid, value in rows if value == _SAVED),
        unread=next((number for number, value in rows if value == _UNREAD), 0),
    )


def _of(user: User, pmids: list[int]):  # type: ignore[no-untyped-def]  # a union has no type of its own
    reacted = Reaction.objects.filter(user=user, pmid__in=pmids).values_list("pmid", Cast("value", IntegerField()))
    saved = SavedPaper.objects.filter(collection__owner=user, paper__in=pmids)
    return reacted.union(saved.values_list("paper_id", Value(_SAVED, IntegerField())), all=True)


def saved_for(user: User, pmids: Iterable[int]) -> frozenset[int]:
    """Which of these the reader has in a collection of their own. One query."""
    rows = SavedPaper.objects.filter(collection__owner=user, paper__in=list(pmids))
    return frozenset(rows.values_list("paper_id", flat=True))
