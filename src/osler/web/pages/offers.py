"""After a search that found little: other searches that find something, as links."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from osler.search.aid import Aid
from osler.search.relax import Relaxation
from osler.web.state import State


class Offer(NamedTuple):
    says: str
    query: str
    papers: int
    href: str


class Offers(NamedTuple):
    meant: Offer | None
    wider: tuple[Offer, ...]


def _of(way: Relaxation, state: State) -> State:
    return replace(State.of(way.text, way.filters, state.sort), earlier=state.earlier)


def offers(found: Aid, state: State) -> Offers:
    meant = None
    if found.meant:
        meant = Offer("Did you mean", found.meant.text, found.meant.count, state.to(q=found.meant.text).url())
    wider = tuple(Offer(way.how, way.text, way.count, _of(way, state).url()) for way in found.relaxations)
    return Offers(meant, wider)
