"""People's names the ways formats print them; NLM keeps particles ("van der Berg") in the last name."""

from __future__ import annotations

from collections.abc import Iterable

from osler.cite.text import line
from osler.model.article import Article, Person


def cited(people: Iterable[Person]) -> tuple[Person, ...]:
    """Those a citation names: NLM's `ValidYN="N"` entries are the misspelt twins of others."""
    return tuple(p for p in people if p.valid and (p.last_name or p.collective_name))


def authors(article: Article) -> tuple[Person, ...]:
    """The cited authors; for a chapter its own, for a whole book the book's."""
    own = cited(article.authors)
    if own or article.book_data is None:
        return own
    return tuple(
        p for group in article.book_data.book.author_lists if group.type != "editors" for p in cited(group.people)
    )


def incomplete(article: Article) -> bool:
    """True where NLM left authors out (`CompleteYN="N"`, its limits of 1984 to 1999): citations end in "et al"."""
    return any(not group.complete for group in article.author_lists if group.type != "editors")


def editors(article: Article) -> tuple[Person, ...]:
    """Editors of the book; () for a journal article."""
    if article.book_data is None:
        return ()
    lists = (*article.author_lists, *article.book_data.book.author_lists)
    return tuple(p for group in lists if group.type == "editors" for p in cited(group.people))


def collective(person: Person) -> str:
    """A group's name, "" for a person."""
    return line(person.collective_name.plain).rstrip(".") if person.collective_name else ""


def short(person: Person) -> str:
    """ "Hellinger FR Jr", or the group's name."""
    return collective(person) or line(f"{person.last_name} {person.initials or ''} {person.suffix}")


def full(person: Person) -> str:
    """ "Hellinger, Frank R Jr", or the group's name; initials stand in for a forename not given."""
    if person.collective_name:
        return collective(person)
    fore = line(f"{person.fore_name or person.initials} {person.suffix}")
    last = line(person.last_name)
    return f"{last}, {fore}" if fore else last


def inverted(person: Person) -> str:
    """ "Hellinger, Frank R, Jr": last name, forename and suffix each between commas, as RIS wants them."""
    if person.collective_name:
        return collective(person)
    return ", ".join(filter(None, map(line, (person.last_name, person.fore_name or person.initials, person.suffix))))


def series(people: Iterable[Person], *, more: bool = False) -> str:
    """ "Khanna D, Lin CJF; focuSSced investigators": groups are set off by semicolons; `more` adds "et al"."""
    text = ""
    group_before = False
    for person in people:
        group = person.collective_name is not None
        text += ("; " if group or group_before else ", ") if text else ""
        text += short(person)
        group_before = group
    return f"{text}, et al" if text and more else text
