"""All reads about people."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from osler.errors import NotFound
from osler.people.models import Invitation, Notice, Role, User


def anyone() -> bool:
    """Whether there is an account at all."""
    return User.objects.exists()


def by_email(address: str) -> User:
    """Raises NotFound."""
    user = User.objects.filter(email__iexact=address.strip()).first()
    if user is None:
        raise NotFound(f"there is no account for {address}")
    return user


def everyone(match: str = "") -> Iterator[User]:
    """Accounts in the order of their addresses; `match` looks in address and name."""
    found = User.objects.order_by("email")
    if match:
        found = found.filter(Q(email__icontains=match) | Q(name__icontains=match))
    return found.iterator(chunk_size=500)


def invitation(token: str) -> Invitation | None:
    """The invitation while it is good: not used, not past its day."""
    if not token:
        return None
    return Invitation.objects.filter(token=token, used_at=None, until__gt=timezone.now()).first()


def open_invitations() -> list[Invitation]:
    """Newest first."""
    return list(
        Invitation.objects.filter(used_at=None, until__gt=timezone.now()).select_related("made_by").order_by("-made_at")
    )


def notice(name: str) -> Notice | None:
    """None where the administrator wrote nothing."""
    return Notice.objects.filter(name=name).exclude(text="").select_related("edited_by").first()


def is_only_administrator(user: User) -> bool:
    """Whether others would be left with nobody to look after the service."""
    others = User.objects.exclude(pk=user.pk)
    return user.is_administrator and others.exists() and not others.filter(role=Role.ADMINISTRATOR).exists()


def page_of_people(match: str, after: str, size: int) -> list[User]:
    """At most `size` + 1 accounts whose addresses come after `after`: the one too many says that there are more."""
    found = User.objects.filter(email__gt=after).order_by("email")
    if match:
        found = found.filter(Q(email__icontains=match) | Q(name__icontains=match))
    return list(found[: size + 1])
