"""Keeping what a reader opened, where they let it be kept, and forgetting it."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from osler.library.models import Opened
from osler.people.models import User


def opened(user: User, pmid: int, title: str = "") -> None:
    """Now. Nothing where the reader's history is off."""
    if not user.history_on:
        return
    table = connection.ops.quote_name(Opened._meta.db_table)
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    with (
        connection.cursor() as cursor
    ):  # one statement, both databases' own: a transaction around it costs as much again
        cursor.execute(
            f"INSERT INTO {table} (user_id, pmid, title, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (user_id, pmid) DO UPDATE SET at = excluded.at, title = excluded.title",
            [user.pk, pmid, title, at],
        )


def forget_opened(user: User, pmid: int | None = None) -> None:
    """One paper, or everything."""
    rows = Opened.objects.filter(user=user)
    (rows if pmid is None else rows.filter(pmid=pmid)).delete()


def prune_history() -> int:
    """What is older than its reader lets be kept, of everybody; returns how many entries. The worker calls it daily."""
    now, count = timezone.now(), 0
    days = User.objects.exclude(history_days=None).order_by().values_list("history_days", flat=True).distinct()
    for number in list(days):
        old = Opened.objects.filter(user__history_days=number, at__lt=now - timedelta(days=number or 0))
        count += old.delete()[0]
    return count
