"""A person with an account. They sign in by e-mail address; there are no user names to forget."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils import timezone


class Role(models.TextChoices):
    READER = "reader", "Reader"
    LIBRARIAN = "librarian", "Librarian"  # holdings, institutions, link tester
    ADMINISTRATOR = "administrator", "Administrator"  # all of that, people and settings


class Users(UserManager["User"]):
    """Makes users without user names."""

    def create_user(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)  # None: no password fits
        user.save(using=self._db)
        return user

    def create_superuser(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        fields |= {"role": Role.ADMINISTRATOR, "is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)


class User(AbstractUser):
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=200, blank=True)  # as they want to be called; "" shows the address
    role = models.CharField(max_length=16, choices=Role, default=Role.READER)
    # What they chose on "Your privacy choices"; whoever keeps or learns reads these first.
    history_on = models.BooleanField(default=True)  # papers opened and searches made are kept
    history_days = models.PositiveIntegerField(null=True, blank=True, default=365)  # days kept; None: until deleted
    personalised = models.BooleanField(default=True)  # the feed learns from reactions; False: it goes by follows alone

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name or self.email.partition("@")[0]

    @property
    def is_librarian(self) -> bool:
        """May edit institutions and holdings: librarians, and administrators too."""
        return self.role in (Role.LIBRARIAN, Role.ADMINISTRATOR)

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR


INVITATION_DAYS = 14


def _token() -> str:
    return secrets.token_urlsafe(24)


def _until() -> datetime:
    return timezone.now() + timedelta(days=INVITATION_DAYS)


class Invitation(models.Model):
    """A link that lets one person make an account where sign-up is not open."""

    token = models.CharField(max_length=64, unique=True, default=_token, editable=False)
    email = models.EmailField(blank=True)  # "": whoever holds the link
    role = models.CharField(max_length=16, choices=Role, default=Role.READER)
    mailed = models.BooleanField(default=False)  # sent to `email` by us: who holds the link reads that address
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey("people.User", on_delete=models.SET_NULL, null=True, related_name="+")  # None: command
    until = models.DateTimeField(default=_until)
    used_at = models.DateTimeField(null=True)  # None: still good
    used_by = models.ForeignKey("people.User", on_delete=models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return self.email or "anyone with the link"


class Notice(models.Model):
    """What the administrator writes for everyone: terms and the privacy notice, in Markdown."""

    class Name(models.TextChoices):
        TERMS = "terms", "Terms of use"
        PRIVACY = "privacy-notice", "Privacy notice"

    name = models.CharField(max_length=32, choices=Name, unique=True)
    text = models.TextField(blank=True)  # Markdown; "": what Osler says by itself
    edited_at = models.DateTimeField(auto_now=True)
    edited_by = models.ForeignKey("people.User", on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.get_name_display())
