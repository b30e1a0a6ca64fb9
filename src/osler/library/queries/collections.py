"""Collections a reader may see, and what they may do there."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from osler.errors import NotFound
from osler.library.models import Collection, FeedKey, SavedPaper, Share
from osler.people.models import User


@dataclass(frozen=True, slots=True)
class Access:
    """A collection as one reader has it."""

    collection: Collection
    user: User
    can_write: bool

    @property
    def is_owner(self) -> bool:
        return self.collection.owner_id == self.user.pk

    def owned(self) -> Collection:
        """The collection, for what only its owner may do. Raises NotFound for others."""
        if not self.is_owner:
            raise NotFound(_NONE)
        return self.collection

    def writable(self) -> Collection:
        """The collection, for changing what is in it. Raises NotFound for those who may only read."""
        if not self.can_write:
            raise NotFound(_NONE)
        return self.collection


class Shelf(NamedTuple):
    """A collection in a list."""

    id: int
    name: str
    papers: int
    is_default: bool
    owner: str  # "" where it is the reader's own
    can_write: bool
    linked: bool
    shares: int


_NONE = "there is no such collection, or it is not shared with you"


def access(user: User, collection_id: int) -> Access:
    """Raises NotFound for a collection that is not there and for one that is none of the reader's business: whoever
    counts numbers up does not learn which exist."""
    found = Collection.objects.select_related("owner").filter(pk=collection_id).first()
    if found is None:
        raise NotFound(_NONE)
    if found.owner_id == user.pk:
        return Access(found, user, True)
    writes = Share.objects.filter(collection=found, user=user).values_list("can_write", flat=True)
    if not writes:
        raise NotFound(_NONE)
    return Access(found, user, any(writes))


def linked(token: str) -> Collection:
    """What a link leads to. Raises NotFound for a token that was revoked or never was."""
    found = Collection.objects.select_related("owner").filter(link_token=token).first() if token else None
    if found is None:
        raise NotFound("this link leads nowhere: it was revoked, or is not complete")
    return found


def shelves(user: User) -> list[Shelf]:
    """All collections a reader may see: their own first, the default at the top, then by name. One query, by hand:
    every page of a collection asks it."""
    with connection.cursor() as cursor:
        cursor.execute(_shelves_sql(), [user.pk, user.pk])
        rows = cursor.fetchall()
    return [
        Shelf(id, name, papers, bool(default), owner, bool(write), bool(linked), shares)
        for _, id, name, papers, default, owner, write, linked, shares in rows
    ]


@functools.cache
def _shelves_sql() -> str:
    collection, saved, share, user = (
        connection.ops.quote_name(model._meta.db_table) for model in (Collection, SavedPaper, Share, User)
    )
    papers = f"(SELECT count(*) FROM {saved} p WHERE p.collection_id = c.id)"
    return (
        f"SELECT 0, c.id, c.name, {papers}, c.is_default, '', TRUE, c.link_token IS NOT NULL,"
        f" (SELECT count(*) FROM {share} s WHERE s.collection_id = c.id) FROM {collection} c WHERE c.owner_id = %s"
        f" UNION ALL SELECT 1, c.id, c.name, {papers}, FALSE, coalesce(nullif(u.name, ''), u.email), s.can_write,"
        f" FALSE, 0 FROM {share} s JOIN {collection} c ON c.id = s.collection_id JOIN {user} u ON u.id = c.owner_id"
        f" WHERE s.user_id = %s ORDER BY 1, 5 DESC, 3"
    )


def shares(collection: Collection) -> list[Share]:
    return list(Share.objects.filter(collection=collection).select_related("user").order_by("user__email"))


def feed_token(access: Access) -> str | None:
    """Of the reader's own address of this collection's feed; None where they made none."""
    return (
        FeedKey.objects.filter(collection=access.collection, user=access.user).values_list("token", flat=True).first()
    )


def by_feed_token(token: str) -> Access:
    """The collection as whose address this is may see it now. Raises NotFound for an address that was ended, and for
    one of somebody who may not see the collection any more."""
    found = FeedKey.objects.filter(token=token, user__is_active=True).select_related("user").first()
    if found is None:
        raise NotFound("there is no such feed; its address may have been ended")
    return access(found.user, found.collection_id)
