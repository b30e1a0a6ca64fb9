"""Making, naming and deleting collections; letting colleagues in."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from osler.errors import BadInput, NotFound
from osler.library.models import Collection, FeedKey, Share
from osler.library.queries.collections import Access
from osler.people.models import User

NAME_LONGEST = 120
ABOUT_LONGEST = 2_000
MOST = 500  # collections of one reader
MOST_SHARES = 100
_DEFAULT = "Saved"
_TOKEN_BYTES = 24  # 192 bits: not to be guessed


def default_collection(user: User) -> Collection:
    """Where one tap saves to; made when first asked for."""
    found = Collection.objects.filter(owner=user, is_default=True).first()
    if found is not None:
        return found
    taken = Collection.objects.filter(owner=user, name=_DEFAULT).exists()
    now = timezone.now()
    made, _ = Collection.objects.get_or_create(
        owner=user,
        is_default=True,
        defaults={"name": f"{_DEFAULT} papers" if taken else _DEFAULT, "made_at": now, "changed_at": now},
    )
    return made


def make_collection(user: User, name: str) -> Collection:
    """Raises BadInput for a name that is empty, too long or taken."""
    _check_name(user, name := _clean(name), 0)
    if Collection.objects.filter(owner=user).count() >= MOST:
        raise BadInput(f"{MOST} collections are the most one reader can have; delete one first")
    now = timezone.now()
    return Collection.objects.create(owner=user, name=name, made_at=now, changed_at=now)


def describe(access: Access, name: str, about: str) -> None:
    """Rename, and say what it is about. Owners only. Raises BadInput as `make_collection` does."""
    collection = access.owned()
    _check_name(collection.owner, name := _clean(name), collection.pk)
    if len(about) > ABOUT_LONGEST:
        raise BadInput(f"the description is longer than {ABOUT_LONGEST:,} characters")
    Collection.objects.filter(pk=collection.pk).update(name=name, about=about.strip(), changed_at=timezone.now())


def delete_collection(access: Access) -> None:
    """With its notes and tags. The default collection stays: BadInput."""
    collection = access.owned()
    if collection.is_default:
        raise BadInput(f"“{collection.name}” is where one tap saves to; it can be emptied, not deleted")
    collection.delete()


def make_link(access: Access) -> str:
    """A new link for whoever has it; a link made before stops working."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    Collection.objects.filter(pk=access.owned().pk).update(link_token=token)
    return token


def revoke_link(access: Access) -> None:
    Collection.objects.filter(pk=access.owned().pk).update(link_token=None)


def share(access: Access, email: str, *, can_write: bool) -> None:
    """With a colleague's account. Raises BadInput where no active account has that address: it can only be shared
    with somebody who reads here, so the sharer has to learn it; the view counts tries against lists of addresses."""
    collection = access.owned()
    found = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None:
        raise BadInput(f"nobody here can be reached under “{email.strip()[:254]}”; ask your colleague how they sign in")
    if found.pk == collection.owner_id:
        raise BadInput("that is your own address")
    if collection.shares.count() >= MOST_SHARES:
        raise BadInput(f"a collection can be shared with {MOST_SHARES} colleagues at most; a link reaches more")
    Share.objects.update_or_create(
        collection=collection,
        user=found,
        defaults={"can_write": can_write},
        create_defaults={"can_write": can_write, "made_at": timezone.now()},
    )


def make_feed(access: Access) -> str:
    """The secret part of the reader's own address of the collection's feed; a new one ends the old."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    fresh = {"token": token, "made_at": timezone.now()}
    FeedKey.objects.update_or_create(collection=access.collection, user=access.user, defaults=fresh)
    return token


def end_feed(access: Access) -> None:
    FeedKey.objects.filter(collection=access.collection, user=access.user).delete()


def unshare(access: Access, share_id: int) -> None:
    """Their address of its feed ends too. Raises NotFound where it is not shared so."""
    row = Share.objects.filter(pk=share_id, collection=access.owned()).first()
    if row is None:
        raise NotFound("it is not shared with them any more")
    with transaction.atomic():
        FeedKey.objects.filter(collection=row.collection_id, user=row.user_id).delete()
        row.delete()


def leave(access: Access) -> None:
    """A colleague who no longer wants to see it."""
    with transaction.atomic():
        Share.objects.filter(collection=access.collection, user=access.user).delete()
        end_feed(access)


def _clean(name: str) -> str:
    return " ".join(name.replace("\0", "").split())


def _check_name(user: User, name: str, own: int) -> None:
    if not name:
        raise BadInput("give the collection a name")
    if len(name) > NAME_LONGEST:
        raise BadInput(f"the name is longer than {NAME_LONGEST} characters")
    if Collection.objects.filter(owner=user, name=name).exclude(pk=own).exists():
        raise BadInput(f"you have a collection “{name}” already")
