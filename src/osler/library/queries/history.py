"""Papers a reader opened."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from osler.library.models import Opened
from osler.library.queries import keyset
from osler.people.models import User


def opened_page(user: User, *, after: str = "") -> keyset.Page[Opened]:
    """Newest first, none older than the reader lets be kept. Raises BadInput for a key not ours."""
    rows = Opened.objects.filter(user=user)
    if user.history_days:
        rows = rows.filter(at__gte=timezone.now() - timedelta(days=user.history_days))
    return keyset.newest(rows, "at", after)
