"""After a search that found little: a better spelling, and what to leave out. One call for every door."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from osler.engine.protocol import Engine
from osler.errors import OslerError
from osler.search.mapping import Node
from osler.search.relax import Relaxation, relax
from osler.search.run import Answer, Request, read
from osler.search.spell import Correction, correct
from osler.search.syntax import Tree
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
    better = correct(engine, vocabulary, answer.tree, until=until)
    mended = _mended(engine, vocabulary, request, better) if better and time.monotonic() < until else None
    meant = None
    if better and mended and mended.count > answer.count:
        meant = Meant(better.text, better.words, mended.count)
    if answer.count:
        return Aid(meant)
    # What finds nothing even when it is spelt right is widened as it was meant.
    spelt = mended if mended and not mended.count else _Mended(request, answer.tree, answer.explanation)
    found = relax(engine, vocabulary, spelt.request, spelt, until=until)
    if not found and spelt.request is not request:
        found = relax(engine, vocabulary, request, answer, until=until)
    return Aid(meant, tuple(found))


@dataclass(frozen=True, slots=True)
class _Mended:
    """A query understood, and how many it finds."""

    request: Request
    tree: Tree
    explanation: Node
    count: int = 0


def _mended(engine: Engine, vocabulary: Vocabulary, request: Request, better: Correction) -> _Mended | None:
    spelt = replace(request, text=better.text)
    try:
        understood = read(engine, vocabulary, spelt)
        count = engine.count(understood.explanation.expr)
    except OslerError:  # an offer that cannot be run is no offer
        return None
    return _Mended(spelt, understood.tree, understood.explanation, count)
