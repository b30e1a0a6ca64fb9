"""Notices: what a reader has not read, what a digest has not sent."""

from __future__ import annotations

from osler.library.models import Notice
from osler.library.queries import keyset
from osler.people.models import User


def unread(user: User) -> int:
    return Notice.objects.filter(user=user, read_at=None).count()


def notices_page(user: User, *, after: str = "") -> keyset.Page[Notice]:
    """Newest first. Raises BadInput for a key not ours."""
    return keyset.newest(Notice.objects.filter(user=user), "made_at", after)


def notices_unsent(user: User) -> list[Notice]:
    """Neither read here nor sent by a digest, newest first; `services.notices_sent` marks them."""
    rows = Notice.objects.filter(user=user, sent_at=None, read_at=None)
    return list(rows.order_by("-made_at", "-id"))
