"""What was opened for the pages: one engine, vocabulary, ranker and relater a process, when first asked for."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from osler import wiring
from osler.search import lexicon
from osler.search.vocabulary import schema

if TYPE_CHECKING:
    from osler.config import Config
    from osler.engine.protocol import Engine
    from osler.search.rank import Ranker
    from osler.search.related import Relater
    from osler.search.vocabulary import Vocabulary

_lock = threading.Lock()
_engines: dict[Config, Engine] = {}
_vocabularies: dict[Config, Vocabulary] = {}
_issns: dict[tuple[Path, int], dict[str, tuple[str, ...]]] = {}
_rankers: dict[tuple[Config, int], Ranker] = {}
_relaters: dict[tuple[Config, int], Relater] = {}


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


def issns(nlm_id: str) -> tuple[str, ...]:
    """Every ISSN the vocabulary knows of a journal; kept until the vocabulary's file changes."""
    path = config().corpus / schema.NAME
    try:
        asked = (path, path.stat().st_mtime_ns)
    except OSError:
        return ()
    found = _issns.get(asked)
    if found is None:
        found = vocabulary().journal_issns()
        _issns.clear()
        _issns[asked] = found
    return found.get(nlm_id, ())


def ranker() -> Ranker:
    """Best match, with what was learned of the mirror by now."""
    asked = (config(), _learned())
    found = _rankers.get(asked)
    if found is None:
        with _lock:
            found = _rankers.get(asked) or wiring.open_ranker(asked[0], _engines[asked[0]])
            _rankers.clear()  # what was learned before is out of date
            _rankers[asked] = found
    return found


def relater() -> Relater:
    """Related papers, likewise."""
    asked = (config(), _learned())
    found = _relaters.get(asked)
    if found is None:
        dense = ranker().dense
        with _lock:
            found = _relaters.get(asked) or wiring.open_relater(asked[0], _engines[asked[0]], dense)
            _relaters.clear()
            _relaters[asked] = found
    return found


def _learned() -> int:
    """When the mirror's words were last learned; 0 where never, so that a server need not be told that they were."""
    engine()
    try:
        return (config().corpus / lexicon.NAME).stat().st_mtime_ns
    except OSError:
        return 0
