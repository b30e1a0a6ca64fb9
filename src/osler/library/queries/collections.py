"""Collections a reader may see, and what they may do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Case, Count, Q, Value, When

from osler.errors import NotFound
from osler.library.models import Collection, FeedKey, Share
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
    found = (
        Collection.objects.select_related("owner")
        .filter(Q(owner=user) | Q(shares__user=user), pk=collection_id)
        .annotate(
            writes=Case(
                When(owner=user, then=Value(True)),
                When(shares__user=user, shares__can_write=True, then=Value(True)),
                default=Value(False),
            )
        )
        .order_by("-writes")
        .first()
    )
    if found is None:
        raise NotFound(_NONE)
    return Access(found, user, bool(found.writes))


def linked(token: str) -> Collection:
    """What a link leads to. Raises NotFound for a token that was revoked or never was."""
    found = Collection.objects.select_related("owner").filter(link_token=token).first() if token else None
    if found is None:
        raise NotFound("this link leads nowhere: it was revoked, or is not complete")
    return found


def shelves(user: User) -> list[Shelf]:
    """All collections a reader may see: their own first, the default at the top, then by name. Two queries."""
    own = Collection.objects.filter(owner=user).annotate(
        number=Count("papers", distinct=True), colleagues=Count("shares", distinct=True)
    )
    found = [
        Shelf(c.pk, c.name, c.number, c.is_default, "", True, c.link_token is not None, c.colleagues)
        for c in own.order_by("-is_default", "name")
    ]
    others = (
        Share.objects.filter(user=user)
        .select_related("collection__owner")
        .annotate(number=Count("collection__papers"))
        .order_by("collection__name")
    )
    found += [
        Shelf(s.collection_id, s.collection.name, s.number, False, str(s.collection.owner), s.can_write, False, 0)
        for s in others
    ]
    return found


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
