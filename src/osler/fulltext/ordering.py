"""Which way comes first: the institution's order, corrected by what readers met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from osler.fulltext.ways import Access, Way

# Free before paid, known before unknown, at once before on request.
DEFAULT = ("pmc", "unpaywall", "publisher-free", "subscription", "libkey", "openurl", "doi", "ill", "author")
NAMES = {
    "pmc": "PubMed Central, Bookshelf",
    "unpaywall": "Unpaywall",
    "publisher-free": "Publisher, where known to be free",
    "subscription": "Your holdings, through your proxy",
    "libkey": "LibKey",
    "openurl": "Link resolver",
    "doi": "Publisher, by DOI",
    "ill": "Interlibrary loan",
    "author": "Letter to the author",
}


class Outcomes(NamedTuple):
    """What readers of one institution said of one way to one journal."""

    worked: int = 0
    failed: int = 0  # a paywall, or another paper


Met = Mapping[tuple[int, str], Outcomes]  # (library, resolver) -> what was met there, for one journal


def fails(outcomes: Outcomes) -> bool:
    """True where failures outnumber what worked by two at least: one reader's bad day moves nothing, and as many
    successes bring the way back. (As the mean of a Beta(2, 1) prior, it falls below a half.)"""
    return outcomes.failed >= outcomes.worked + 2


def order(ways: Iterable[Way], preferred: Iterable[str] = (), met: Met | None = None) -> list[Way]:
    """What is offered first, then what has to be asked elsewhere, then what is not offered. Among what is offered:
    ways that fail for this journal behind those that do not, requests last; then as preferred, then by DEFAULT."""
    places = {name: place for place, name in enumerate(dict.fromkeys((*preferred, *DEFAULT)))}
    met = met or {}

    def place(way: Way) -> tuple[int, bool, bool, int]:
        group = 0 if way.offered else 1 if way.pending else 2
        failing = way.offered and fails(met.get((way.library, way.resolver), Outcomes()))
        return (group, way.access is Access.REQUEST, failing, places.get(way.resolver, len(places)))

    return sorted(ways, key=place)
