"""Liking, disliking, and taking it back."""

from __future__ import annotations

from django.utils import timezone

from osler.library.models import Reaction
from osler.people.models import User


def react(user: User, pmid: int, value: int | None) -> None:
    """Make the reader's reaction `value` (1, -1; None or 0: none). Said twice it changes nothing, nor its time.

    Raises ValueError for any other value.
    """
    if not value:
        Reaction.objects.filter(user=user, pmid=pmid).delete()
        return
    if value not in (-1, 1):
        raise ValueError(f"a reaction is 1, -1 or None, not {value}")
    now = timezone.now()
    row, made = Reaction.objects.get_or_create(user=user, pmid=pmid, defaults={"value": value, "made_at": now})
    if not made and row.value != value:
        Reaction.objects.filter(pk=row.pk).update(value=value, made_at=now)
