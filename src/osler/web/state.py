"""Everything a search page shows is in its address: read from there, and written back with one thing changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from osler.errors import BadInput
from osler.model.query import Sort
from osler.search.choices import Choice
from osler.search.syntax import numbers, written_out
from osler.web.whole import whole

PER_PAGE = 20
EARLIER = re.compile(r"\s*#?(\d{1,5})\s+(\S.*)", re.DOTALL)  # 3 cough[ti]: what #3 stands for
SIZES = (10, PER_PAGE, 50, 100, 200)  # papers a page, as PubMed offers
DEEPEST = 500  # pages of PER_PAGE; 10,000 papers, as PubMed: beyond that one exports or narrows

# Facet -> its name in the address.
NAMES = {"publication_type": "type", "journal": "journal", "language": "language"}


@dataclass(frozen=True, slots=True)
class State:
    q: str = ""
    sort: Sort = Sort.BEST
    page: int = 1
    year: str = ""  # 2019, 2019-2023, 2019-, -2023
    type: tuple[str, ...] = ()
    journal: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    free: bool = False
    filter: tuple[str, ...] = ()  # ids of clinical filters
    size: int = PER_PAGE  # one of SIZES
    exact: bool = False  # facets of a broad result are counted, not estimated
    earlier: tuple[tuple[int, str], ...] = ()  # what #n in `q` stands for: the browser knows, and sends it along

    @classmethod
    def read(cls, given: QueryDict) -> Self:
        """Raises BadInput for a sort, page, size of a page or earlier search that is none."""
        size = size_of(given.get("size", ""))
        found = cls(
            q=given.get("q", "").strip(),
            sort=_sort(given.get("sort", "")),
            page=page_of(given.get("page", ""), size),
            size=size,
            year=_year(given),
            type=_several(given, "type"),
            journal=_several(given, "journal"),
            language=_several(given, "language"),
            free=given.get("free", "") in ("1", "on", "true"),
            filter=_several(given, "filter"),
            exact=given.get("counts", "") == "exact",
            earlier=_earlier(given),
        )
        return replace(found, earlier=found._named()) if found.earlier else found

    @classmethod
    def of(cls, q: str, choices: Iterable[Choice], sort: Sort = Sort.BEST) -> Self:
        """The other way round: from what `osler.search` takes."""
        chosen: dict[str, list[str]] = {}
        for kind, value in choices:
            chosen.setdefault(kind, []).append(value)
        return cls(
            q=q,
            sort=sort,
            year=next(iter(chosen.get("year", ())), ""),
            type=tuple(chosen.get("publication_type", ())),
            journal=tuple(chosen.get("journal", ())),
            language=tuple(chosen.get("language", ())),
            free="free_full_text" in chosen,
            filter=tuple(chosen.get("filter", ())),
        )

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What is chosen beside the box, as `osler.search` takes it."""
        found: list[Choice] = [("year", self.year)] if self.year else []
        for facet, name in NAMES.items():
            found.extend((facet, value) for value in getattr(self, name))
        if self.free:
            found.append(("free_full_text", "1"))
        found.extend(("filter", value) for value in self.filter)
        return tuple(found)

    def to(self, **changes: Any) -> Self:
        """The same search with something changed; from its first page unless the page is what changes."""
        return replace(self, **({"page": 1} | changes))

    def toggled(self, name: str, value: str) -> Self:
        """With one value of a facet added, or taken away where it was chosen."""
        chosen: tuple[str, ...] = getattr(self, name)
        return self.to(**{name: tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)})

    def _named(self) -> tuple[tuple[int, str], ...]:
        """Those of `earlier` that the query names, and those that they name."""
        known, todo, found = dict(self.earlier), [self.q], set[int]()
        while todo:
            new = numbers(todo.pop()) & known.keys() - found
            found |= new
            todo += (known[number] for number in new)
        return tuple((number, known[number]) for number in sorted(found))

    @property
    def meaning(self) -> str:
        """The query without numbers of earlier searches. Raises BadQuery for one that cannot be read."""
        return written_out(self.q, dict(self.earlier))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What stands in the address, defaults left out."""
        pairs = [("q", self.q)] if self.q else []
        if "#" in self.q:
            pairs.extend(("earlier", f"{number} {text}") for number, text in self.earlier)
        if self.sort is not Sort.BEST:
            pairs.append(("sort", self.sort.value))
        if self.year:
            pairs.append(("year", self.year))
        for name in ("type", "journal", "language", "filter"):
            pairs.extend((name, value) for value in getattr(self, name))
        if self.free:
            pairs.append(("free", "1"))
        if self.exact:
            pairs.append(("counts", "exact"))
        if self.size != PER_PAGE:
            pairs.append(("size", str(self.size)))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def url(self, path: str = "/search") -> str:
        return f"{path}?{urlencode(self.pairs)}"


def _sort(text: str) -> Sort:
    try:
        return Sort(text) if text else Sort.BEST
    except ValueError:
        raise BadInput(f"there is no sort '{text}'; there are {', '.join(Sort)}") from None


def deepest(size: int) -> int:
    """The last page there is with so many papers on each."""
    return DEEPEST * PER_PAGE // size


def size_of(text: str) -> int:
    """Papers a page; the usual where nothing is said. Raises BadInput for a number that is not offered."""
    size = whole(text) if text else PER_PAGE
    if size not in SIZES:
        raise BadInput(f"there are no pages of '{text[:40]}' papers; there are {', '.join(map(str, SIZES))}")
    return size


def page_of(text: str, size: int = PER_PAGE) -> int:
    """Raises BadInput for a page that does not exist."""
    if not text:
        return 1
    number = whole(text)
    if not number:
        raise BadInput(f"'{text[:40]}' is no page")
    if number > deepest(size):
        raise BadInput(f"pages end at {deepest(size)}; narrow the search or export it")
    return number


def _year(given: QueryDict) -> str:
    """`year`, or the two boxes of the form where scripts do not join them."""
    low, high = given.get("from", "").strip(), given.get("to", "").strip()
    if low.isdecimal() and high.isdecimal() and len(low) == len(high) and low > high:
        low, high = high, low  # typed the other way round, the same years are meant
    if low or high:
        return low if low == high else f"{low}-{high}"
    return given.get("year", "").strip()


def _earlier(given: QueryDict) -> tuple[tuple[int, str], ...]:
    found = []
    for text in given.getlist("earlier"):
        match = EARLIER.fullmatch(text)
        if not match:
            raise BadInput(f"'{text[:40]}' is no earlier search; write its number and its text: 3 cough[ti]")
        found.append((int(match[1]), match[2].strip()))
    return tuple(dict(found).items())


def _several(given: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in given.getlist(name) if value.strip()))
