"""A time budget for one query.

Tantivy cannot be interrupted. The asker is told after the budget; the query itself ends when it ends, on
a thread of its own, and while too many of those still run the next one is refused at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from osler.errors import QueryTooSlow

_THREADS = 16
_running = threading.BoundedSemaphore(_THREADS)

Result = TypeVar("Result")


def within(seconds: float | None, ask: Callable[[], Result]) -> Result:
    """What `ask` returns. Raises QueryTooSlow where that takes longer than `seconds`; None asks at once, here."""
    if seconds is None:
        return ask()
    if not _running.acquire(timeout=seconds):
        raise QueryTooSlow(f"{_THREADS} slow queries are still running; try again in a moment")
    answer: Future[Result] = _pool().submit(ask)
    answer.add_done_callback(lambda _: _running.release())
    try:
        return answer.result(timeout=seconds)
    except TimeoutError:
        answer.cancel()
        raise QueryTooSlow(f"the query took longer than {seconds:g} seconds and was stopped") from None


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="query")
