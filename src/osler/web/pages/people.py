"""Authors as a page prints them: names that are links, affiliations numbered once each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from osler.cite import names
from osler.model.article import Person
from osler.web import links, markup

LINE = 6  # names a result line carries before it says how many follow


class Author(NamedTuple):
    name: Markup
    href: str  # our search for this name
    affiliations: tuple[int, ...]  # numbers into `People.affiliations`, from 1
    orcid: str
    equal: bool
    follow: str = ""  # the name to follow them by, "Doe JQ"; "" for a group


class People(NamedTuple):
    authors: tuple[Author, ...]
    affiliations: tuple[Markup, ...]
    complete: bool  # False where NLM's list is cut short ("et al.")

    @property
    def any_equal(self) -> bool:
        return any(a.equal for a in self.authors)


def people(persons: Iterable[Person], *, complete: bool = True) -> People:
    numbers: dict[str, int] = {}
    texts: list[Markup] = []
    authors = []
    for person in persons:
        if not person.valid:
            continue
        mine = []
        for affiliation in person.affiliations:
            plain = affiliation.text.plain
            if plain not in numbers:
                numbers[plain] = len(numbers) + 1
                texts.append(markup.html(affiliation.text))
            mine.append(numbers[plain])
        authors.append(
            Author(
                *_named(person), tuple(sorted(set(mine))), _orcid(person), person.equal_contribution, _followed(person)
            )
        )
    return People(tuple(authors), tuple(texts), complete)


def line(persons: tuple[Person, ...]) -> str:
    """Authors as a result prints them: "Shima Y, Kuwana M, …, Denton CP (14 authors)"."""
    listed = [names.short(p) for p in persons if p.valid]
    if len(listed) <= LINE:
        return ", ".join(listed)
    return f"{', '.join(listed[: LINE - 2])}, …, {listed[-1]} ({len(listed)} authors)"


def _named(person: Person) -> tuple[Markup, str]:
    if person.collective_name is not None and not person.last_name:
        return markup.html(person.collective_name), links.tagged(person.collective_name.plain, "cn")
    full = " ".join(filter(None, (person.fore_name or person.initials, person.last_name, person.suffix)))
    searched = " ".join(filter(None, (person.last_name, person.initials)))
    return Markup.escape(full), links.tagged(searched, "au")


def _followed(person: Person) -> str:
    return " ".join(filter(None, (person.last_name, person.initials))) if person.last_name else ""


def _orcid(person: Person) -> str:
    return next(filter(None, (links.orcid(i.value) for i in person.identifiers if i.source.upper() == "ORCID")), "")
