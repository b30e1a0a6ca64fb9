"""The names of a person under which a search finds them."""

from __future__ import annotations

from collections.abc import Iterator

from osler.model.article import Article, Person


def short_names(person: Person) -> Iterator[str]:
    """ "Smith JA", and "Smith JA Jr" where there is a suffix; a group's name."""
    if person.collective_name is not None:
        yield person.collective_name.plain
    if person.last_name:
        yield f"{person.last_name} {person.initials}"
        if person.suffix:
            yield f"{person.last_name} {person.initials} {person.suffix}"


def every_name(person: Person) -> Iterator[str]:
    """The short names, and "Smith, Jane A"."""
    yield from short_names(person)
    if person.last_name and person.fore_name:
        yield f"{person.last_name}, {person.fore_name}"


def full_name(person: Person) -> str:
    if person.collective_name is not None:
        return person.collective_name.plain
    return f"{person.fore_name} {person.last_name} {person.initials} {person.suffix}"


def editors(article: Article) -> tuple[Person, ...]:
    lists = article.author_lists + (article.book_data.book.author_lists if article.book_data else ())
    return tuple(p for group in lists if group.type == "editors" for p in group.people)


def investigators(article: Article) -> tuple[Person, ...]:
    groups = article.investigator_lists
    return tuple(p for group in groups for p in group.people) if groups else ()
