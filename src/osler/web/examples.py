"""Searches a newcomer can try, only ones that find something in this mirror."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from typing import NamedTuple

from osler.engine.protocol import Engine
from osler.search.run import Request, run
from osler.web import mirror

SHOWN = 5
_LEAST = 3  # citations an example of ours finds, at least
_CANDIDATES = (
    "systemic sclerosis interstitial lung disease",
    "heart failure AND randomized controlled trial[pt]",
    "asthma children",
    "type 2 diabetes systematic[sb]",
    "hypertension pregnancy",
    "breast cancer screening",
    '"myocardial infarction"[mh] AND aspirin',
    "antibiotic resistance",
    "stroke rehabilitation",
    "schizophrenia",
    "case reports[pt] AND pneumonia",
    "rats",
)


class Example(NamedTuple):
    query: str
    papers: int


@functools.lru_cache(maxsize=4)
def found(revision: int) -> tuple[Example, ...]:
    """A few searches with what they find; whatever the mirror holds most of where none of ours does.
    `revision`, the engine's, is there to forget them when the mirror changes."""
    return tuple(itertools.islice(_good(mirror.engine()), SHOWN))


def _good(engine: Engine) -> Iterator[Example]:
    yield from (example for example in map(_example, _CANDIDATES) if example.papers >= _LEAST)
    for name, papers in engine.terms("mesh", "", limit=SHOWN):
        yield Example(f'"{name}"[mh]', papers)


def _example(query: str) -> Example:
    return Example(query, run(mirror.engine(), mirror.vocabulary(), Request(text=query, limit=1)).count)
