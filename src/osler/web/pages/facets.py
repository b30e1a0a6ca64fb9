"""What narrows a result: each value a link that adds or takes away one choice."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from osler.model.query import Facet
from osler.search import filters
from osler.web.pages import languages
from osler.web.state import NAMES, State

SHOWN, MORE = 8, 24  # values in sight, and on demand
_BACK = (1, 4, 9)  # years before this one: the last two, five, ten
_LEGENDS = {"publication_type": "Publication type", "journal": "Journal", "language": "Language"}


class Value(NamedTuple):
    label: str
    papers: int | None  # None where not counted: chosen and not found here, or a published filter
    href: str
    chosen: bool
    about: str = ""


class Group(NamedTuple):
    legend: str
    values: tuple[Value, ...]
    more: tuple[Value, ...]
    exact: bool


class Estimate(NamedTuple):
    """What counts of a broad result were estimated from."""

    papers: int
    error: float  # standard error of a count at most, in percent of the whole result
    exactly: str  # the address that counts all of it


class Chip(NamedTuple):
    """A choice in force, and the address without it."""

    label: str
    href: str


# Types a clinician narrows by, before whatever else is frequent.
_FIRST = {
    name: place
    for place, name in enumerate(
        (
            "Practice Guideline",
            "Meta-Analysis",
            "Systematic Review",
            "Randomized Controlled Trial",
            "Clinical Trial",
            "Review",
            "Observational Study",
            "Case Reports",
        )
    )
}


def _silent(value: str) -> bool:
    """Types that narrow to nothing a reader wants: nearly every paper, or who paid."""
    return value in ("Journal Article", "English Abstract") or value.startswith("Research Support")


def groups(facets: Mapping[str, Facet], state: State) -> tuple[Group, ...]:
    made = [_free(facets["free_full_text"], state)] if "free_full_text" in facets else []
    made += [_group(facet, facets[facet], state) for facet in NAMES if facet in facets]
    return tuple(group for group in made if group.values)


def as_precise(facets: Mapping[str, Facet]) -> dict[str, Facet]:
    """Estimated counts with two digits, which is about what a sample knows of them; exact ones as they are."""
    return {
        name: facet
        if facet.exact
        else replace(facet, counts=tuple((value, round(count, 2 - len(str(count)))) for value, count in facet.counts))
        for name, facet in facets.items()
    }


def estimate(facets: Mapping[str, Facet], state: State) -> Estimate | None:
    """Of the smallest sample; None where everything was counted."""
    seen = min((facet.sampled for facet in facets.values() if not facet.exact), default=0)
    return Estimate(seen, 50 / math.sqrt(seen), state.to(exact=True, page=state.page).url()) if seen else None


def recent(state: State, now: int) -> list[tuple[str, str, bool]]:
    """(label, address, chosen) of the last years; what is chosen is taken back by its address."""
    years = [f"{now - back}-" for back in _BACK]
    return [
        (f"since {year[:-1]}", state.to(year="" if year == state.year else year).url(), year == state.year)
        for year in years
    ]


def clinical(state: State) -> tuple[tuple[str, tuple[Value, ...]], ...]:
    """Published search filters by group, each a click."""
    found: dict[str, list[Value]] = {}
    for each in filters.every().values():
        chosen = each.id in state.filter
        value = Value(each.name, None, state.toggled("filter", each.id).url(), chosen, each.source)
        found.setdefault(each.group, []).append(value)
    return tuple((group, tuple(values)) for group, values in found.items())


def chips(state: State) -> tuple[Chip, ...]:
    found = [Chip(state.year.replace("-", "–"), state.to(year="").url())] if state.year else []
    for name in NAMES.values():
        found += [Chip(_label(name, v), state.toggled(name, v).url()) for v in getattr(state, name)]
    if state.free:
        found.append(Chip("Free full text", state.to(free=False).url()))
    for value in state.filter:
        known = filters.every().get(value)
        found.append(Chip(known.name if known else value, state.toggled("filter", value).url()))
    return tuple(found)


def _free(counted: Facet, state: State) -> Group:
    """The free-full-text switch, without a value where it would change nothing."""
    count = sum(number for _, number in counted.counts)
    value = Value("Free full text", count, state.to(free=not state.free).url(), state.free)
    return Group("Availability", (value,) if count or state.free else (), (), counted.exact)


def _group(facet: str, counted: Facet, state: State) -> Group:
    name = NAMES[facet]
    chosen = {value.casefold(): value for value in getattr(state, name)}
    ordered = sorted(
        (value.casefold() not in chosen, _FIRST.get(value, len(_FIRST)), -count, value)
        for value, count in counted.counts
        if value.casefold() in chosen or not _silent(value)
    )
    offered = [(chosen.pop(value.casefold(), value), -count) for _, _, count, value in ordered[: SHOWN + MORE]]
    asked = getattr(state, name)
    # What is chosen and finds nothing here must still be there to be taken back.
    values = [Value(_label(name, v), None, state.toggled(name, v).url(), True) for v in chosen.values()]
    values += [Value(_label(name, v), count, state.toggled(name, v).url(), v in asked) for v, count in offered]
    return Group(_LEGENDS[facet], tuple(values[:SHOWN]), tuple(values[SHOWN:]), counted.exact)


def _label(name: str, value: str) -> str:
    return languages.name(value) if name == "language" else value
