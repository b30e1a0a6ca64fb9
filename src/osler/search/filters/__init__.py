"""Clinical and record filters as data: each a query in PubMed's notation, with its source and date."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from osler.engine import words


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter. `names` are what [sb] and [filter] accept, folded."""

    id: str
    name: str
    group: str
    query: str
    source: str
    date: str  # of the source, ISO 8601 as exact as known
    names: tuple[str, ...] = ()
    about: str = ""


@cache
def every() -> dict[str, Filter]:
    """All filters by id, in the order of the files."""
    found: dict[str, Filter] = {}
    for file in sorted(resources.files(__package__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for entry in tomllib.loads(file.read_text("utf-8"))["filter"]:
                names = tuple(words.key(n) for n in (entry["id"], entry["name"], *entry.pop("names", ())))
                filter_ = Filter(names=tuple(dict.fromkeys(names)), **entry)
                if filter_.id in found:
                    raise ValueError(f"two filters are called {filter_.id}")
                found[filter_.id] = filter_
    return found


@cache
def _by_name() -> dict[str, Filter]:
    found = {name: filter_ for filter_ in every().values() for name in filter_.names}
    return {name.replace(" ", ""): filter_ for name, filter_ in found.items()} | found


def named(text: str) -> Filter | None:
    """The filter of that id, name or [sb] name, or None."""
    return _by_name().get(words.key(text))


def names() -> list[str]:
    """Everything `named` understands."""
    return sorted(_by_name())
