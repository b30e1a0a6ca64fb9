"""The mirror as the feed reads it, from what the pages have open."""

from __future__ import annotations

import threading

from osler.feed.preference import Space
from osler.follows.mirror import Mirror
from osler.search.related import Relater
from osler.web import mirror

_lock = threading.Lock()
_made: dict[int, tuple[Relater, Mirror]] = {}


def for_feed() -> Mirror:
    """One a process, made anew when the mirror's words were learned anew."""
    engine, relater = mirror.engine(), mirror.relater()
    found = _made.get(id(engine))
    if found is None or found[0] is not relater:
        with _lock:
            space = Space.of(relater.lexicon)
            found = _made[id(engine)] = relater, Mirror(engine, mirror.vocabulary(), relater, space, relater.read)
    return found[1]
