"""All writes about people."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from osler.errors import BadInput
from osler.people.models import Invitation, Notice, Role, User


@transaction.atomic
def add(email: str, password: str | None = None, *, role: str = Role.READER, name: str = "") -> User:
    """A new account whose address counts as confirmed: who may use the command vouches for it.

    Without a password the reader sets one by "forgotten password", or comes by single sign-on. Raises BadInput.
    """
    address = _address(email)
    if User.objects.filter(email__iexact=address).exists():
        raise BadInput(f"there is an account for {address} already")
    if password is not None:
        _check(password, User(email=address, name=name))
    make = User.objects.create_superuser if role == Role.ADMINISTRATOR else User.objects.create_user
    user = make(address, password, **({} if role == Role.ADMINISTRATOR else {"role": role}), name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def the_one() -> User:
    """The reader of an Osler without sign-in, made on first use; where there are accounts, the first administrator."""
    user = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk").first()
    if user is None:
        user, _ = User.objects.get_or_create(
            email="reader@localhost", defaults={"role": Role.ADMINISTRATOR, "password": make_password(None)}
        )
    return user


def set_role(user: User, role: str) -> None:
    """Raises BadInput where nobody would be left to administer."""
    leaves = user.is_administrator and role != Role.ADMINISTRATOR
    if leaves and not User.objects.filter(role=Role.ADMINISTRATOR).exclude(pk=user.pk).exists():
        raise BadInput(f"{user.email} is the only administrator: make another one first")
    user.role = role
    user.is_staff = user.is_superuser = role == Role.ADMINISTRATOR
    user.save(update_fields=["role", "is_staff", "is_superuser"])


def rename(user: User, name: str) -> None:
    """How they want to be called; "" shows the address."""
    user.name = name.strip()
    user.save(update_fields=["name"])


def set_password(user: User, password: str) -> None:
    """Raises BadInput for one that is too easily guessed."""
    _check(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])


def invite(email: str = "", *, role: str = Role.READER, by: User | None = None) -> Invitation:
    """Raises BadInput for an address that is none, or that has an account."""
    address = _address(email) if email else ""
    if address and User.objects.filter(email__iexact=address).exists():
        raise BadInput(f"there is an account for {address} already")
    return Invitation.objects.create(email=address, role=role, made_by=by)


def mailed(invitation: Invitation) -> None:
    invitation.mailed = True
    invitation.save(update_fields=["mailed"])


def take_back(invitation: Invitation) -> None:
    invitation.delete()


def accept(invitation: Invitation, user: User) -> None:
    """The invitation is used up, once however many try at the same time; the account gets its role."""
    taken = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=timezone.now(), used_by=user)
    if taken != 1:
        raise BadInput("this invitation has been used")
    if invitation.role != user.role:
        set_role(user, invitation.role)


def write(name: str, text: str, *, by: User) -> Notice:
    """The administrator's terms or privacy notice; "" goes back to Osler's own words."""
    return Notice.objects.update_or_create(name=name, defaults={"text": text.strip(), "edited_by": by})[0]


def choose(user: User, *, history_on: bool, history_days: int | None, personalised: bool) -> None:
    """What they want kept and learned. `history_days` None: until they delete it."""
    user.history_on, user.history_days, user.personalised = history_on, history_days, personalised
    user.save(update_fields=["history_on", "history_days", "personalised"])


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadInput(f"{email!r} is not an e-mail address") from error
    return address


def _check(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages)) from error
