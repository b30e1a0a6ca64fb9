"""After a search that found little: a better spelling, and what to leave out. One call for every door."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from osler.engine.protocol import Engine
from osler.errors import OslerError
from osler.search.relax import Relaxation, relax
from osler.search.run import Answer, Request, read
from osler.search.spell import correct
from osler.search.vocabulary import Vocabulary

LITTLE = 5  # found up to which a spelling is looked for


@dataclass(frozen=True, slots=True)
class Meant:
    """A mended query and how many it finds, always more than the one typed."""

    text: str
    words: tuple[tuple[str, str], ...]  # (typed, meant)
    count: int


@dataclass(frozen=True, slots=True)
class Aid:
    meant: Meant | None = None
    relaxations: tuple[Relaxation, ...] = ()


def aid(engine: Engine, vocabulary: Vocabulary, request: Request, answer: Answer) -> Aid:
    """Nothing for a search that found more than LITTLE; relaxations only where nothing was found. What is not found
    out in what the search left of its time is not offered."""
    if answer.count > LITTLE:
        return Aid()
    until = time.monotonic() + request.seconds - answer.seconds
    meant = _meant(engine, vocabulary, request, answer, until)
    wider = relax(engine, vocabulary, request, answer, until=until) if answer.count == 0 else []
    return Aid(meant, tuple(wider))


def _meant(engine: Engine, vocabulary: Vocabulary, request: Request, answer: Answer, until: float) -> Meant | None:
    better = correct(engine, vocabulary, answer.tree, until=until)
    if better is None or time.monotonic() > until:
        return None
    try:
        count = engine.count(read(engine, vocabulary, replace(request, text=better.text)).explanation.expr)
    except OslerError:  # an offer that cannot be run is no offer
        return None
    return Meant(better.text, better.words, count) if count > answer.count else None
