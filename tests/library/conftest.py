"""The made-up mirror of `tests.web`, opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from osler import wiring
from osler.config import Config
from osler.engine.protocol import Engine
from osler.people.models import User
from tests.web.conftest import home

__all__ = ["home"]


@pytest.fixture(scope="session")
def engine(home: Path) -> Iterator[Engine]:
    """Read only."""
    opened = wiring.open_engine(Config(home=home))
    yield opened
    opened.close()


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada@example.org", name="Ada")
