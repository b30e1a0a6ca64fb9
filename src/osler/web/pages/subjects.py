"""What a paper is about, every term a search: MeSH, substances, keywords, trials, money."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from markupsafe import Markup, escape

from osler.model.article import Article, MeshHeading
from osler.web import links, markup
from osler.web.pages import types


class Term(NamedTuple):
    name: Markup
    href: str
    major: bool = False
    follow: str = ""  # the MeSH heading it is followed by; "" where that stands beside an earlier term


class Registration(NamedTuple):
    bank: str
    accession: str
    href: str  # the registry's page, or ""
    search: str


class Subjects(NamedTuple):
    mesh: tuple[Term, ...]
    keywords: tuple[Term, ...]
    substances: tuple[Term, ...]
    concepts: tuple[Term, ...]
    trials: tuple[Registration, ...]
    people: tuple[Term, ...]  # whom the paper is about
    grants: tuple[Term, ...]
    support: tuple[str, ...]

    @property
    def any(self) -> bool:
        return any((self.mesh, self.keywords, self.substances, self.concepts, self.people))


def subjects(article: Article) -> Subjects:
    return Subjects(
        mesh=tuple(_mesh(article)),
        keywords=tuple(
            Term(markup.html(k.text), links.tagged(k.text.plain, "ot"), k.major)
            for group in article.keyword_lists
            for k in group.keywords
        ),
        substances=tuple(_term(name, "nm") for name in dict.fromkeys(c.name for c in article.chemicals)),
        concepts=tuple(_term(concept.name, "nm") for concept in article.supplementary_concepts),
        trials=tuple(
            Registration(bank.name, number, links.data_bank(bank.name, number), links.tagged(number, "si"))
            for bank in article.data_banks
            for number in bank.accession_numbers
        ),
        people=tuple(
            _term(" ".join(filter(None, (p.last_name, p.initials))), "ps") for p in article.personal_name_subjects
        ),
        grants=tuple(_grants(article)),
        support=types.support(article.publication_types),
    )


def _mesh(article: Article) -> Iterator[Term]:
    """A heading, then each of its qualifiers as a pair, as PubMed lists them."""
    return chain.from_iterable(map(_of_heading, article.mesh_headings))


@lru_cache(maxsize=8_192)
def _of_heading(heading: MeshHeading) -> tuple[Term, ...]:
    if not heading.qualifiers:
        return (_term(heading.name, "mh", heading.major)._replace(follow=heading.name),)
    return tuple(
        Term(
            Markup(f"{escape(heading.name)} / {escape(qualifier.name)}"),
            links.tagged(f"{heading.name}/{qualifier.name}", "mh"),
            heading.major or qualifier.major,
            "" if place else heading.name,
        )
        for place, qualifier in enumerate(heading.qualifiers)
    )


def _grants(article: Article) -> Iterator[Term]:
    for grant in article.grants:
        who = ", ".join(filter(None, (grant.agency, grant.country)))
        if grant.id:
            yield Term(Markup(f"{escape(grant.id)} ({escape(who)})"), links.tagged(grant.id, "gr"))
        else:
            yield Term(Markup.escape(who), links.tagged(grant.agency, "gr"))


def _term(name: str, tag: str, major: bool = False) -> Term:
    return Term(Markup.escape(name), links.tagged(name, tag), major)
