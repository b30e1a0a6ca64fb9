"""Threads that queries run on: for a time budget, and for a stack deep enough.

Tantivy walks a query by recursion, and a server's threads may have stacks of 2 MB, which some 200 nested
levels exhaust; it also cannot
be interrupted. The asker is told after the budget; the query itself ends when it ends, on
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
_STACK_BYTES = 64 * 1024 * 1024  # address space, not memory; enough for 5,000 levels
_running = threading.BoundedSemaphore(_THREADS)

Result = TypeVar("Result")


def within(seconds: float | None, ask: Callable[[], Result]) -> Result:
    """What `ask` returns. Raises QueryTooSlow where that takes longer than `seconds`; None waits for ever."""
    if not _running.acquire(timeout=seconds):
        raise QueryTooSlow(f"{_THREADS} slow queries are still running; try again in a moment")
    answer: Future[Result] = _pool().submit(ask)
    answer.add_done_callback(lambda _: _running.release())
    try:
        return answer.result(timeout=seconds)
    except TimeoutError:
        answer.cancel()
        raise QueryTooSlow("the query used up its time and was stopped") from None


@cache
def _pool() -> ThreadPoolExecutor:
    before = threading.stack_size(_STACK_BYTES)
    try:
        pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="query")
        everybody = threading.Barrier(_THREADS)
        for started in [pool.submit(everybody.wait) for _ in range(_THREADS)]:
            started.result()
    finally:
        threading.stack_size(before)
    return pool
