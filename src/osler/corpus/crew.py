"""Processes that understand records while this one stores them.

They speak by pipe (`osler.corpus.hand`) and end when their input does, so none outlives its loader, however
that ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle, islice
from types import TracebackType
from typing import BinaryIO, cast

from osler.corpus.hand import receive, send
from osler.corpus.parcel import Batch, answered, wrap
from osler.corpus.understand import Prepare, Understood
from osler.errors import EngineFailed

_START = "import sys; from osler.corpus.hand import serve; serve(*sys.argv[1:])"
MOST = 8  # beyond, the one process that stores cannot keep up
_AHEAD = 3  # batches a process has before it: one in hand, the others waiting, so that a commit does not halt it


class Crew:
    """Use in `with`. The processes start with the first batch."""

    def __init__(self, prepare: Prepare, size: int | None = None) -> None:
        self._function = (prepare.__module__, prepare.__qualname__)
        self._size = size or min(MOST, _cores())
        self._hands: list[_Hand] = []

    @property
    def at_work(self) -> bool:
        """True once the processes run: from then on they are worth using for the smallest file."""
        return bool(self._hands)

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for hand in self._hands:
            hand.dismiss()

    def understand(self, batches: Iterable[Batch]) -> Iterator[Understood]:
        """Each batch understood, in the order given; only a few are held at once. The first are handed out now."""
        if not self._hands:
            self._hands = [_Hand(self._function) for _ in range(self._size)]
        given = (hand.give(batch) for hand, batch in zip(cycle(self._hands), batches, strict=False))
        waiting = deque(islice(given, _AHEAD * self._size))
        return _in_order(waiting, given)


def _in_order(waiting: deque[Future[Understood]], given: Iterator[Future[Understood]]) -> Iterator[Understood]:
    while waiting:
        yield waiting.popleft().result()
        waiting.extend(islice(given, 1))


class _Hand:
    """One process, and the thread that talks with it."""

    def __init__(self, function: tuple[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, *function], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._to = cast(BinaryIO, self._process.stdin)
        self._from = cast(BinaryIO, self._process.stdout)
        self._thread = ThreadPoolExecutor(1)

    def give(self, batch: Batch) -> Future[Understood]:
        return self._thread.submit(self._exchange, batch)

    def dismiss(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._process.kill()
        self._process.wait()
        with suppress(OSError):
            self._to.close()
        self._from.close()

    def _exchange(self, batch: Batch) -> Understood:
        try:
            for part in wrap(batch):
                send(self._to, part)
            message = receive(self._from)
        except (OSError, ValueError) as error:
            raise EngineFailed(f"a process that reads records has ended: {error}") from error
        if message is None:
            raise EngineFailed(f"a process that reads records has ended with status {self._process.wait()}")
        return answered(message, batch)


def _cores() -> int:
    """Those this process may use, where the system says; else all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
