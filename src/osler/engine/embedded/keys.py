"""The exact values an article is found by: identifiers, headings, names, and what PubMed computes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from osler.engine.embedded import schema
from osler.engine.embedded.people import editors, every_name, investigators, short_names
from osler.engine.words import key
from osler.model.article import Article, Book

Values = Iterator[tuple[str, Iterable[str]]]  # (field of `osler.engine.fields.KEY`, values as printed)

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
    document: dict[str, object] = {schema.KEYS: " ".join(_terms(article))}
    document["pt"] = _folded(each.name for each in article.publication_types)
    document["language"] = _folded(article.languages)
    document["author_first"] = _folded(name for person in article.authors[:1] for name in short_names(person))
    return document


def substances(article: Article) -> list[str]:
    return [c.name for c in article.chemicals] + [c.name for c in article.supplementary_concepts]


def _terms(article: Article) -> Iterable[str]:
    """Terms of the shared field, each once."""
    terms = dict.fromkeys(
        _term(field, value)
        for values in (_about(article), _people(article), _place(article), _ids(article), _more(article))
        for field, some in values
        for value in some
        if value
    )
    terms.pop("", None)
    return terms


@lru_cache(maxsize=262_144)
def _term(field: str, value: str) -> str:
    folded = key(value)
    return schema.key_term(field, folded)[1] if folded else ""


def _folded(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(map(key, values)) if value]


def _about(article: Article) -> Values:
    headings = article.mesh_headings
    if headings:
        yield "mesh", [h.name for h in headings]
        yield "mesh", [f"{h.name}/{q.name}" for h in headings for q in h.qualifiers]
        yield "majr", [h.name for h in headings if h.is_major]
        yield "majr", [f"{h.name}/{q.name}" for h in headings for q in h.qualifiers if q.major]
        yield "sh", [q.name for h in headings for q in h.qualifiers]
    yield "nm", substances(article)
    yield "rn", [c.registry_number for c in article.chemicals if c.registry_number != "0"]
    for bank in article.data_banks:
        yield "databank", (bank.name, *bank.accession_numbers)
        yield "databank", [f"{bank.name}/{accession}" for accession in bank.accession_numbers]
    for grant in article.grants:
        yield "grant", (grant.id, grant.acronym, grant.agency, grant.country)


def _people(article: Article) -> Values:
    every = [p for group in article.author_lists for p in group.people]  # a book's editors are searched as authors
    others = investigators(article)
    yield "author", (name for p in every for name in short_names(p))
    yield "author_last", (name for p in article.authors[-1:] for name in short_names(p))
    yield "author_full", [f"{p.last_name}, {p.fore_name}" for p in every if p.last_name and p.fore_name]
    yield "auid", [i.value for p in (*every, *others) for i in p.identifiers]
    yield "corporate", [p.collective_name.plain for p in every if p.collective_name]
    yield "investigator", (name for p in others for name in every_name(p))
    yield "subject", (name for p in article.personal_name_subjects for name in every_name(p))
    yield "editor", (name for p in editors(article) for name in every_name(p))


def _place(article: Article) -> Values:
    journal, pages = article.journal, article.pagination
    yield "journal", (journal.medline_ta, journal.iso_abbreviation, journal.title)
    yield "jid", (journal.nlm_unique_id,)
    yield "issn", (journal.issn, journal.issn_linking)
    yield "volume", (journal.volume,)
    yield "issue", (journal.issue,)
    yield "page", (pages.start or pages.medline.split("-")[0], pages.medline)
    yield "place", (journal.country,)
    if article.book_data is not None:
        yield from _book(article.book_data.book)
        yield "book", [i.value for i in article.ids if i.type == "bookaccession"]


def _book(book: Book) -> Values:
    yield "volume", (book.volume,)
    yield "place", (book.publisher_location,)
    yield "isbn", book.isbns
    yield "publisher", (book.publisher_name.plain,)
    yield "book", (book.title.plain, book.collection_title.plain if book.collection_title else "")


def _ids(article: Article) -> Values:
    for each in article.ids:
        yield "aid", (each.value,)
        if each.type in ("doi", "pmc"):
            yield each.type, (each.value,)
    for place in article.elocations:
        yield "aid", (place.value,)
        if place.type == "doi":
            yield "doi", (place.value,)
    yield "other_id", [each.value for each in article.other_ids]


def _more(article: Article) -> Values:
    """Citation subsets as NLM gives them, and the flags PubMed computes."""
    yield "subset", article.citation_subsets
    yield "subset", (article.status, article.owner, _STATUS_FLAGS.get(article.status, ""))
    if article.abstract is not None:
        yield "subset", ("hasabstract",)
    if article.book_data is not None:
        yield "subset", ("booksdocs",)
    if article.pmcid:
        yield "subset", ("pmc", "free full text")
    if article.is_retracted:
        yield "subset", ("retracted",)
    yield "subset", [f"has{each.type}" for each in article.corrections]
    yield "correction", [each.type for each in article.corrections]
