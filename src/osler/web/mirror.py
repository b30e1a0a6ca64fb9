"""What was opened for the pages: one engine, vocabulary, ranker and relater a process, when first asked for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from django.conf import settings

from osler import wiring

if TYPE_CHECKING:
    from osler.config import Config
    from osler.engine.protocol import Engine
    from osler.search.rank import Ranker
    from osler.search.related import Relater
    from osler.search.vocabulary import Vocabulary

_lock = threading.Lock()
_engines: dict[Config, Engine] = {}
_vocabularies: dict[Config, Vocabulary] = {}
_rankers: dict[Config, Ranker] = {}
_relaters: dict[Config, Relater] = {}


def config() -> Config:
    return settings.OSLER


def engine() -> Engine:
    """The engine of the settings in force. Raises EngineFailed (or a kind of it) where it cannot be opened;
    the next caller tries again."""
    asked = config()
    found = _engines.get(asked)
    if found is None:
        with _lock:
            found = _engines.get(asked)
            if found is None:
                found = _engines[asked] = wiring.open_engine(asked)
    return found


def vocabulary() -> Vocabulary:
    """MeSH and journal names; empty where none were loaded."""
    asked = config()
    found = _vocabularies.get(asked)
    if found is None:
        found = _vocabularies.setdefault(asked, wiring.open_vocabulary(asked))
    return found


def ranker() -> Ranker:
    asked = config()
    found = _rankers.get(asked)
    if found is None:
        found = _rankers.setdefault(asked, wiring.open_ranker(asked, engine()))
    return found


def relater() -> Relater:
    asked = config()
    found = _relaters.get(asked)
    if found is None:
        found = _relaters.setdefault(asked, wiring.open_relater(asked, engine()))
    return found
