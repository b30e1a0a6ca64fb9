"""The made-up mirror with people in it: a reader, a colleague, an administrator; and a visitor."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from osler.learning import services
from osler.people.models import User
from tests.learning.conftest import POINT_OF_CARE, PROVIDER, activity, administrator, draft, filled, reader
from tests.web.conftest import client, home

__all__ = ["POINT_OF_CARE", "PROVIDER", "activity", "administrator", "client", "draft", "filled", "home", "reader"]
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def colleague(db: None) -> User:
    return User.objects.create_user("colleague@example.org", "a long enough phrase")


@pytest.fixture
def as_reader(client: Client, reader: User) -> Client:
    return _as(reader)


@pytest.fixture
def as_colleague(client: Client, colleague: User) -> Client:
    return _as(colleague)


@pytest.fixture
def as_administrator(client: Client, administrator: User) -> Client:
    return _as(administrator)


def _as(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def recorded(user: User, minutes: int = 30) -> str:
    """A claim of a self-claimed scheme, recorded; its key."""
    return services.submit(draft(user, filled(minutes=minutes)), now=NOW).key
