"""Papers by year as bars, drawn on the server."""

from __future__ import annotations

from typing import NamedTuple

from osler.model.query import Facet

HEIGHT = 100
_LEAST = 2  # of HEIGHT: a single paper beside ten thousand is still seen


class Bar(NamedTuple):
    year: int
    papers: int
    x: int  # years from `low`
    height: float
    chosen: bool


class Histogram(NamedTuple):
    low: int
    high: int
    bars: tuple[Bar, ...]
    peak: Bar
    exact: bool

    @property
    def span(self) -> int:
        return self.high - self.low + 1


def histogram(facet: Facet | None, chosen: str = "") -> Histogram | None:
    """None where no year is known. `chosen` as in the address: 2019, 2019-2023, 2019-, -2023."""
    counts = [
        (int(value), count) for value, count in (facet.counts if facet else ()) if value.isdecimal() and int(value)
    ]
    if not counts or facet is None:
        return None
    low, high = bounds(chosen)
    most = max(count for _, count in counts)
    first = counts[0][0]
    bars = tuple(
        Bar(year, count, year - first, max(HEIGHT * count / most, _LEAST), low <= year <= high)
        for year, count in counts
    )
    return Histogram(first, counts[-1][0], bars, max(bars, key=lambda b: b.papers), facet.exact)


def bounds(chosen: str) -> tuple[int, int]:
    """The first and last year of a choice; 0 and 9999 where open."""
    first, dash, last = chosen.partition("-")
    low = int(first) if first.isdecimal() else 0
    high = int(last) if last.isdecimal() else (9999 if dash or not low else low)
    return low, high
