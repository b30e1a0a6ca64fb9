"""What one reader made of the papers on a page: liked, saved, and how many notices wait. One query."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Model

from osler.library.models import Collection, Notice, Reaction, SavedPaper
from osler.people.models import User

_SAVED, _UNREAD = 2, 3


@dataclass(frozen=True, slots=True)
class Kept:
    reactions: dict[int, int] = field(default_factory=dict)  # PMID -> 1 or -1
    saved: frozenset[int] = frozenset()
    unread: int = 0  # notices


def kept(user: User, pmids: Iterable[int] = ()) -> Kept:
    """Of these papers; the notices of all.

    By hand: every page of a reader asks it, and to put a union together costs Django twenty times what asking does.
    """
    wanted = list(pmids)
    with connection.cursor() as cursor:
        cursor.execute(_sql(len(wanted)), [user.pk, *wanted, user.pk, *wanted, user.pk] if wanted else [user.pk])
        rows = cursor.fetchall()
    return Kept(
        reactions={pmid: value for pmid, value in rows if value in (-1, 1)},
        saved=frozenset(pmid for pmid, value in rows if value == _SAVED),
        unread=next((number for number, value in rows if value == _UNREAD), 0),
    )


@functools.lru_cache(maxsize=256)
def _sql(papers: int) -> str:
    """(PMID or number, what) in one question; a table's or column's name is Django's own."""
    notices = f"SELECT count(*), {_UNREAD} FROM {_table(Notice)} WHERE user_id = %s AND read_at IS NULL"
    if not papers:
        return notices
    these = ", ".join(["%s"] * papers)
    return (
        f"SELECT pmid, value FROM {_table(Reaction)} WHERE user_id = %s AND pmid IN ({these})"
        f" UNION ALL SELECT paper_id, {_SAVED} FROM {_table(SavedPaper)} WHERE collection_id IN"
        f" (SELECT id FROM {_table(Collection)} WHERE owner_id = %s) AND paper_id IN ({these})"
        f" UNION ALL {notices}"
    )


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def saved_for(user: User, pmids: Iterable[int]) -> frozenset[int]:
    """Which of these the reader has in a collection of their own. One query."""
    rows = SavedPaper.objects.filter(collection__owner=user, paper__in=list(pmids))
    return frozenset(rows.values_list("paper_id", flat=True))
