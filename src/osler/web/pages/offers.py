"""After a search that found little: other searches that find something, as links."""

from __future__ import annotations

from typing import NamedTuple

from osler.search.aid import Aid
from osler.web.state import State


class Offer(NamedTuple):
    says: str
    query: str
    papers: int
    href: str


class Offers(NamedTuple):
    meant: Offer | None
    wider: tuple[Offer, ...]


def offers(found: Aid, state: State) -> Offers:
    meant = None
    if found.meant:
        meant = Offer("Did you mean", found.meant.text, found.meant.count, state.to(q=found.meant.text).url())
    wider = tuple(
        Offer(way.how, way.text, way.count, State.of(way.text, way.filters, state.sort).url())
        for way in found.relaxations
    )
    return Offers(meant, wider)
