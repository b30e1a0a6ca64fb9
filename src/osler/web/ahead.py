"""Similar papers found while their paper is read: whoever scrolls down to them does not wait.

One thread, and only in quiet: while pages are asked for it waits, so that nothing is slower for it. Started by
the server (`osler.web.warm`); elsewhere `opened` does nothing.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable

from osler.errors import OslerError
from osler.web import mirror

QUIET = 0.1  # seconds in which no page was opened
WAITING = 20  # papers at most, the last opened first; older ones are found when they are asked for
log = logging.getLogger(__name__)


class Ahead:
    """Does `work` for the papers opened last, once it is quiet."""

    def __init__(self, work: Callable[[int], object], *, quiet: float = QUIET) -> None:
        self._work = work
        self._quiet = quiet
        self._waiting: OrderedDict[int, None] = OrderedDict()
        self._changed = threading.Condition()
        threading.Thread(target=self._run, name="similar papers ahead", daemon=True).start()

    def opened(self, pmid: int) -> None:
        with self._changed:
            self._waiting[pmid] = None
            self._waiting.move_to_end(pmid)
            if len(self._waiting) > WAITING:
                self._waiting.popitem(last=False)
            self._changed.notify()

    def _run(self) -> None:
        while True:
            pmid = self._next()
            try:
                self._work(pmid)
            except OslerError as error:  # whoever asks for the list is told
                log.info("similar papers of %d are not there yet: %s", pmid, error)

    def _next(self) -> int:
        """The last paper opened, when no other was for a while."""
        with self._changed:
            while True:
                if not self._waiting:
                    self._changed.wait()
                elif not self._changed.wait(self._quiet):
                    return self._waiting.popitem()[0]


_started: list[Ahead] = []  # at most one


def start() -> None:
    """From now on, in this process."""
    if not _started:
        _started.append(Ahead(_find))


def _find(pmid: int) -> None:
    mirror.relater()(pmid)  # of this moment: a lexicon learned anew brings another


def opened(pmid: int) -> None:
    """A paper's page was asked for."""
    for each in _started:
        each.opened(pmid)
