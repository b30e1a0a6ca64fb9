"""Asking another service once, and remembering what it said for a while.

Remembered in this process' memory only, never on disk: a list of what was looked up would be a list of what was read.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from osler.errors import BadInput
from osler.fulltext.client import Answer, Busy, Client, Failed, TooMany

KEPT = timedelta(hours=24)  # an answer; open copies appear and move by the day, not by the hour
KEPT_PROBLEM = timedelta(minutes=2)
MOST = 20_000  # answers a process remembers, some 10 MB


class Outcome(NamedTuple):
    value: Any


class Told(NamedTuple):
    at: datetime  # when it was asked
    value: Any = None
    problem: str = ""  # the end of a sentence that begins with the service's name


class Asking:
    """One for each process: a client and a memory."""

    def __init__(self, client: Client, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._client = client
        self._now = now
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Told] = OrderedDict()

    def ask(
        self, key: str, url: str, read: Callable[[Answer], Outcome], headers: Mapping[str, str] | None = None
    ) -> Told:
        """What the service says; `read` turns its answer into a value, or raises Failed or BadInput."""
        kept = self.remembered(key)
        if kept is not None:
            return kept
        try:
            told = Told(self._now(), read(self._client.get(url, headers)).value)
        except (Busy, TooMany) as problem:
            return Told(self._now(), problem=str(problem))  # the client remembers until when
        except Failed as problem:
            told = Told(self._now(), problem=str(problem))
        except BadInput:
            told = Told(self._now(), problem="gave an answer that cannot be understood")
        with self._lock:
            self._kept[key] = told
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return told

    def remembered(self, key: str) -> Told | None:
        """None where it was not asked, or too long ago."""
        with self._lock:
            told = self._kept.get(key)
        if told is None or self._now() - told.at > (KEPT_PROBLEM if told.problem else KEPT):
            return None
        return told

    @staticmethod
    def json(answer: Answer) -> Any:
        """Raises Failed for what is no JSON, whatever it calls itself, and for statuses that are no answer."""
        if answer.status != 200:
            raise Failed(f"answered {answer.status}")
        if answer.content_type in ("text/html", "application/xhtml+xml"):
            raise Failed("sent a web page instead of data")
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError) as problem:
            raise Failed("sent something that is not JSON") from problem
