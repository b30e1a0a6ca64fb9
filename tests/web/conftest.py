"""The mirror of `tests.web.papers`, behind Django's test client and behind the real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings
from tests.web import papers
from tests.web.server import Served, served

from osler import wiring
from osler.config import Config
from osler.engine.protocol import FileEntry


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An OSLER_HOME with the made-up mirror. Read only."""
    home = tmp_path_factory.mktemp("web")
    engine = wiring.open_engine(Config(home=home), create=True)
    found = papers.records()
    with engine.writer() as writer:
        writer.put(found, source="synthetic26n0001.xml")
        writer.commit(
            FileEntry("synthetic26n0001.xml", "0" * 32, len(found), 0, 0, 1, applied_at="2026-11-22T08:00:00+00:00")
        )
    engine.close()
    return home


@pytest.fixture
def client(client: Client, home: Path, settings: Settings, db: None) -> Client:
    """Django's client, on the made-up mirror and an empty library."""
    settings.OSLER = replace(settings.OSLER, home=home)
    return client


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Served]:
    """`osler serve` itself, in a process of its own."""
    with served(home) as running:
        yield running
