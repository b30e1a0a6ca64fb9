"""What the server opened once keeps up with what happens beside it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings
from tests.web import papers

from osler import wiring
from osler.search import lexicon
from osler.web import mirror


@pytest.fixture
def own_home(home: Path, tmp_path: Path, settings: Settings) -> Path:
    """A copy of the made-up mirror that a test may change."""
    shutil.copytree(home / "corpus", tmp_path / "corpus")
    settings.OSLER = replace(settings.OSLER, home=tmp_path)
    return tmp_path


def test_what_is_learned_later_ranks_the_next_search(own_home: Path) -> None:
    before = mirror.ranker(), mirror.relater()
    assert (mirror.ranker(), mirror.relater()) == before
    lexicon.save(wiring.open_lexicon(mirror.config(), mirror.engine()), own_home / "corpus")
    assert mirror.ranker() is not before[0]
    assert mirror.ranker().lexicon is not None
    assert mirror.relater() is not before[1]


def test_a_commit_changes_the_etag_and_the_page(own_home: Path, client: Client, settings: Settings) -> None:
    settings.OSLER = replace(settings.OSLER, home=own_home)
    first = client.get(f"/article/{papers.BARE}")
    writer_engine = wiring.open_engine(mirror.config())
    with writer_engine.writer() as writer:
        writer.delete([papers.BARE])
        writer.commit()
    writer_engine.close()
    mirror.engine()._look()  # type: ignore[attr-defined]  # what a reader does by itself within a second
    again = client.get(f"/article/{papers.BARE}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 404
