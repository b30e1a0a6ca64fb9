"""Three people on the made-up mirror: who owns, a colleague, and somebody else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from osler.people.models import User
from tests.web.conftest import client, home, server

__all__ = ["client", "home", "server"]


@pytest.fixture(autouse=True)
def _mirror(home: Path, settings: Settings) -> None:
    settings.OSLER = replace(settings.OSLER, home=home)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ada(db: None) -> User:
    """The owner."""
    return User.objects.create_user("ada@example.org", name="Ada")


@pytest.fixture
def ben(db: None) -> User:
    """A colleague."""
    return User.objects.create_user("ben@example.org", name="Ben")


@pytest.fixture
def eve(db: None) -> User:
    """An outsider with an account."""
    return User.objects.create_user("eve@example.org")


@pytest.fixture
def owner(ada: User) -> Client:
    return _signed_in(ada)


@pytest.fixture
def colleague(ben: User) -> Client:
    return _signed_in(ben)


@pytest.fixture
def outsider(eve: User) -> Client:
    return _signed_in(eve)
