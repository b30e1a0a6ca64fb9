"""All ways to one article, in order: those known here at once; those that ask elsewhere as places to be filled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from osler.fulltext import openurl, pmc, publisher, request, subscription
from osler.fulltext.ordering import Met, order
from osler.fulltext.ways import Asked, Resolver, Way

LOCAL: tuple[Resolver, ...] = (
    pmc,
    publisher.free,
    subscription,
    openurl,
    publisher.doi,
    request.loan,
    request.author,
)
_EACH = {"subscription", "openurl", "ill", "publisher-free"}  # differ from library to library


@dataclass(frozen=True, slots=True)
class Ways:
    """`offered[0]` is the one button."""

    ways: tuple[Way, ...]

    @property
    def offered(self) -> tuple[Way, ...]:
        return tuple(way for way in self.ways if way.offered)

    @property
    def best(self) -> Way | None:
        return next((way for way in self.ways if way.offered), None)

    @property
    def refused(self) -> tuple[Way, ...]:
        """Not offered, with reasons for readers."""
        return tuple(way for way in self.ways if not way.offered and not way.quiet and not way.pending)

    @property
    def pending(self) -> tuple[Way, ...]:
        return tuple(way for way in self.ways if way.pending)


def known(
    asked: Sequence[Asked], more: Iterable[Resolver] = (), met: Met | None = None, also: Iterable[Way] = ()
) -> Ways:
    """Without asking anybody. `asked` is the same question once for each of the reader's libraries, or once without
    any; the first one's order holds. `more` are other local resolvers (an Unpaywall snapshot), `also` what remote ones
    have said, or places for them."""
    found: list[Way] = []
    for place, each in enumerate(asked):
        library = each.library.id if each.library else 0
        for resolver in (*LOCAL, *more):
            if place == 0 or resolver.name in _EACH:
                way = resolver.way(each)
                found.append(replace(way, library=library) if library else way)
    found.extend(also)
    first = asked[0].library
    return Ways(tuple(_once(order(found, first.order if first else (), met))))


def _once(ways: Iterable[Way]) -> Iterable[Way]:
    """Each address once, by the way that comes first: a free publisher's page is not listed again as the DOI."""
    seen: set[str] = set()
    for way in ways:
        if way.offered and way.url in seen:
            continue
        seen.add(way.url)
        yield way
