"""What a reader liked and disliked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count

from osler.library.models import Reaction
from osler.library.queries import keyset
from osler.people.models import User


class Reacted(NamedTuple):
    pmid: int
    value: int  # 1: like, -1: dislike
    at: datetime


def reactions(user: User) -> list[Reacted]:
    """All of them, newest first."""
    rows = Reaction.objects.filter(user=user).order_by("-made_at", "-id").values_list("pmid", "value", "made_at")
    return [Reacted(*row) for row in rows]


def reacted_since(user: User, at: datetime) -> bool:
    return Reaction.objects.filter(user=user, made_at__gt=at).exists()


def reactions_for(user: User, pmids: Iterable[int]) -> dict[int, int]:
    """{PMID: 1 or -1}; those without a reaction are left out. One query."""
    return dict(Reaction.objects.filter(user=user, pmid__in=list(pmids)).values_list("pmid", "value"))


def reactions_page(user: User, *, value: int = 0, after: str = "") -> keyset.Page[Reaction]:
    """Newest first; only likes (1) or dislikes (-1) where `value` says so. Raises BadInput for a key not ours."""
    rows = Reaction.objects.filter(user=user)
    return keyset.newest(rows.filter(value=value) if value else rows, "made_at", after)


def reaction_counts(user: User) -> dict[int, int]:
    """{1: likes, -1: dislikes}."""
    rows = Reaction.objects.filter(user=user).order_by().values_list("value").annotate(number=Count("id"))
    return {1: 0, -1: 0} | dict(rows)
