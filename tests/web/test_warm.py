"""A worker that is about to answer."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from osler.web import warm


@pytest.fixture
def collector() -> Iterator[None]:
    """The garbage collector, and afterwards as it was."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("collector")
def test_what_stays_is_set_aside_and_the_rest_is_still_collected() -> None:
    warm.up()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold() == warm.GARBAGE
    before = gc.get_stats()[0]["collected"]
    for _ in range(5_000):
        ring: list[object] = []
        ring.append(ring)
    assert gc.get_stats()[0]["collected"] > before
