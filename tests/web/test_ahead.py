"""Similar papers found while their paper is read."""

from __future__ import annotations

import queue
import time

from osler.errors import NotFound
from osler.web import ahead
from osler.web.ahead import WAITING, Ahead


def test_the_paper_opened_last_comes_first_and_the_oldest_are_let_go() -> None:
    done: queue.Queue[int] = queue.Queue()
    works = Ahead(done.put, quiet=0.3)
    for pmid in range(1, WAITING + 3):
        works.opened(pmid)
    works.opened(5)  # opened again
    found = [done.get(timeout=20) for _ in range(WAITING)]
    assert found[:2] == [5, WAITING + 2]
    assert set(found) == set(range(3, WAITING + 3))


def test_nothing_is_done_while_pages_are_asked_for() -> None:
    done: queue.Queue[int] = queue.Queue()
    works = Ahead(done.put, quiet=1.0)
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        works.opened(7)
        time.sleep(0.02)
    assert done.empty()
    assert done.get(timeout=20) == 7


def test_a_paper_that_is_gone_stops_nothing() -> None:
    done: queue.Queue[int] = queue.Queue()

    def work(pmid: int) -> None:
        if pmid == 1:
            raise NotFound("PMID 1 is not in the mirror")
        done.put(pmid)

    works = Ahead(work, quiet=0.01)
    works.opened(1)
    time.sleep(0.1)
    works.opened(2)
    assert done.get(timeout=20) == 2


def test_it_does_nothing_where_no_server_started_it() -> None:
    assert not ahead._started
    ahead.opened(1)
