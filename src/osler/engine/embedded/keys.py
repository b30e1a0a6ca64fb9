"""The exact values an article is found by: identifiers, headings, names, and what PubMed computes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from osler.engine.embedded import schema
from osler.engine.embedded.people import editors, every_name, investigators, short_names
from osler.engine.words import fold, key
from osler.model.article import Article, Book, MeshHeading, Person

_CACHED = 1 << 17  # of each kind: headings, journals and names come again and again

_STATUS_FLAGS = {
    "MEDLINE": "medline",
    "OLDMEDLINE": "oldmedline",
    "In-Process": "inprocess",
    "In-Data-Review": "inprocess",
    "Publisher": "publisher",
    "PubMed-not-MEDLINE": "pubmednotmedline",
}


def build(article: Article) -> dict[str, object]:
    """Every keyed value where the index holds it."""
    authors = article.authors
    terms = [
        term
        for some in (_about(article), _people(article, authors), _place(article), _ids(article), _flags(article))
        for term in some
    ]
    document: dict[str, object] = {schema.KEYS: " ".join(dict.fromkeys(filter(None, terms)))}
    document["pt"] = _folded(each.name for each in article.publication_types)
    document["language"] = _folded(article.languages)
    document["author_first"] = _folded(name for person in authors[:1] for name in short_names(person))
    return document


def substances(article: Article) -> list[str]:
    return [c.name for c in article.chemicals] + [c.name for c in article.supplementary_concepts]


def _folded(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(map(key, values)) if value]


@lru_cache(_CACHED)
def _term(field: str, value: str) -> str:
    """The shared field's term for a value as printed; "" for one that folds to nothing."""
    folded = key(value)
    return schema.key_term(field, folded)[1] if folded else ""


def _rare(field: str, value: str) -> str:
    """`_term` of a value that will hardly come again: remembering it would cost more than making it."""
    folded = " ".join(fold(value).split())
    return schema.key_term(field, folded)[1] if folded else ""


def _terms(field: str, values: Iterable[str]) -> Iterator[str]:
    return (_term(field, value) for value in values if value)


def _about(article: Article) -> Iterator[str]:
    yield from chain.from_iterable(map(_of_heading, article.mesh_headings))
    yield from _terms("nm", substances(article))
    yield from _terms("rn", [c.registry_number for c in article.chemicals if c.registry_number != "0"])
    for bank in article.data_banks:
        yield from _terms("databank", (bank.name, *bank.accession_numbers))
        yield from _terms("databank", [f"{bank.name}/{accession}" for accession in bank.accession_numbers])
    for grant in article.grants:
        yield from _terms("grant", (grant.id, grant.acronym, grant.agency, grant.country))


@lru_cache(_CACHED)
def _of_heading(heading: MeshHeading) -> tuple[str, ...]:
    """The descriptor, its pairs with qualifiers, what of them is a major topic, the qualifiers alone."""
    name = heading.name
    terms = [_term("mesh", name)]
    for each in heading.qualifiers:
        pair = f"{name}/{each.name}"
        terms += [_term("mesh", pair), _term("sh", each.name)]
        if each.major:
            terms.append(_term("majr", pair))
    if heading.is_major:
        terms.append(_term("majr", name))
    return tuple(terms)


def _people(article: Article, authors: tuple[Person, ...]) -> Iterator[str]:
    every = [p for group in article.author_lists for p in group.people]  # a book's editors are searched as authors
    others = investigators(article)
    for person in every:
        yield from _of_author(person)
    if authors:
        yield from (_rare("author_last", name) for name in short_names(authors[-1]))
    yield from _terms("auid", [i.value for p in (*every, *others) for i in p.identifiers])
    yield from _terms("investigator", (name for p in others for name in every_name(p)))
    yield from _terms("subject", (name for p in article.personal_name_subjects for name in every_name(p)))
    yield from _terms("editor", (name for p in editors(article) for name in every_name(p)))


def _of_author(person: Person) -> Iterator[str]:
    for name in short_names(person):
        yield _rare("author", name)
    if person.last_name and person.fore_name:
        yield _rare("author_full", f"{person.last_name}, {person.fore_name}")
    if person.collective_name is not None:
        yield _rare("corporate", person.collective_name.plain)


def _place(article: Article) -> Iterator[str]:
    journal, pages = article.journal, article.pagination
    names = (journal.medline_ta, journal.iso_abbreviation, journal.title)
    yield from _of_journal(names, journal.nlm_unique_id, (journal.issn, journal.issn_linking), journal.country)
    yield _term("volume", journal.volume)
    yield _term("issue", journal.issue)
    yield _rare("page", pages.start or pages.medline.split("-")[0])
    yield _rare("page", pages.medline)
    if article.book_data is not None:
        yield from _of_book(article.book_data.book)
        yield from _terms("book", [i.value for i in article.ids if i.type == "bookaccession"])


@lru_cache(_CACHED)
def _of_journal(names: tuple[str, ...], jid: str, issns: tuple[str, ...], country: str) -> tuple[str, ...]:
    return (*_terms("journal", names), _term("jid", jid), *_terms("issn", issns), _term("place", country))


def _of_book(book: Book) -> Iterator[str]:
    yield _term("volume", book.volume)
    yield _term("place", book.publisher_location)
    yield from _terms("isbn", book.isbns)
    yield _term("publisher", book.publisher_name.plain)
    yield from _terms("book", (book.title.plain, book.collection_title.plain if book.collection_title else ""))


def _ids(article: Article) -> Iterator[str]:
    for each in article.ids:
        yield _rare("aid", each.value)
        if each.type in ("doi", "pmc"):
            yield _rare(each.type, each.value)
    for place in article.elocations:
        yield _rare("aid", place.value)
        if place.type == "doi":
            yield _rare("doi", place.value)
    yield from (_rare("other_id", each.value) for each in article.other_ids)


def _flags(article: Article) -> Iterator[str]:
    """Citation subsets as NLM gives them, and what PubMed computes."""
    yield from _terms("subset", article.citation_subsets)
    yield from _terms("subset", (article.status, article.owner, _STATUS_FLAGS.get(article.status, "")))
    if article.abstract is not None:
        yield _term("subset", "hasabstract")
    if article.book_data is not None:
        yield _term("subset", "booksdocs")
    if article.pmcid:
        yield from _terms("subset", ("pmc", "free full text"))
    if article.is_retracted:
        yield _term("subset", "retracted")
    for each in article.corrections:
        yield _term("subset", f"has{each.type}")
        yield _term("correction", each.type)
        if each.pmid is not None and each.type != "Cites":
            yield _rare("tie", f"{each.type} {each.pmid}")
