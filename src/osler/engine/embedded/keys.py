"""The exact values an article is found by: identifiers, headings, names, and what PubMed computes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from osler.engine.embedded import schema
from osler.engine.embedded.people import editors, every_name, investigators, short_names
from osler.engine.words import fold, key
from osler.model.article import Article, Book, MeshHeading, Person, Qualifier

_CACHED = 1 << 17  # of each kind: headings, journals and names come again and again

_PARTS = (
    ("hasabstract",),
    ("hasstructuredabstract",),
    ("hasnonenglishabstract",),
    ("haskeyword",),
    ("hascois",),
    ("hasdatabanklist",),
    ("hasnihmsid",),
    ("booksdocs", "pmcbook", "pmcbooktitle"),
    ("booksdocs", "pmcbook", "pmcbookchapter"),  # a record of a book's part has a title of its own
    ("pmc", "free full text"),
    ("retracted",),
)
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
    # Lists, not generators: sixty terms a record, and each hand-over of a generator costs as much as a term.
    terms = _about(article) + _people(article, authors) + _place(article) + _ids(article) + _flags(article)
    found = dict.fromkeys(terms)
    found.pop("", None)
    document: dict[str, object] = {schema.KEYS: " ".join(found)}
    document["pt"] = _folded([each.name for each in article.publication_types])
    document["language"] = _folded(article.languages)
    document["author_first"] = [schema.unpacked(name) for name in _names(authors[0])] if authors else []
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
    packed = schema.packed(fold(value))
    return f"{field}:{packed}" if packed else ""


def _terms(field: str, values: Iterable[str]) -> list[str]:
    return [_term(field, value) for value in values if value]


def _about(article: Article) -> list[str]:
    terms: list[str] = []
    for heading in article.mesh_headings:
        terms += _of_heading(heading)
    for chemical in article.chemicals:
        terms.append(_term("nm", chemical.name))
        if chemical.registry_number != "0":
            terms.append(_term("rn", chemical.registry_number))
    terms += _terms("nm", [c.name for c in article.supplementary_concepts])
    for bank in article.data_banks:
        terms += _terms("databank", (bank.name, *bank.accession_numbers))
        terms += _terms("databank", [f"{bank.name}/{accession}" for accession in bank.accession_numbers])
    for grant in article.grants:
        terms += _terms("grant", (grant.id, grant.acronym, grant.country))
        terms += _of_project(grant.id)
        terms += _of_agency(grant.agency)
    return terms


def _of_project(number: str) -> list[str]:
    """'R01 AI057653' is found by its kind and by its number alone, too."""
    parts = number.split()
    return _terms("grant", parts) if len(parts) == 2 and parts[1][-1:].isdigit() else []


@lru_cache(_CACHED)
def _of_agency(agency: str) -> list[str]:
    """'NCI NIH HHS' is found as each of its agencies, 'Intramural NIH HHS' as 'intramural nih'."""
    parts = agency.split() if agency.endswith(" HHS") else []
    runs = [" ".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)]
    return _terms("grant", dict.fromkeys((agency, *runs)))


def _of_heading(heading: MeshHeading) -> list[str]:
    """The descriptor, its pairs with qualifiers, what of them is a major topic, the qualifiers alone.

    Put together from two halves that are remembered: of most pairs not met before, both halves were.
    """
    if not heading.qualifiers:
        return _of_descriptor(heading.name, heading.major)
    name = _packed(heading.name)
    terms = [f"mesh:{name}"] if name else []
    major = heading.major
    for ending, alone, is_major in _of_qualifiers(heading.qualifiers):
        terms += (f"mesh:{name}{ending}", alone)
        if is_major:
            major = True
            terms.append(f"majr:{name}{ending}")
    if major and name:
        terms.append(f"majr:{name}")
    return terms


@lru_cache(_CACHED)
def _of_descriptor(name: str, major: bool) -> list[str]:
    packed = _packed(name)
    return [f"mesh:{packed}", f"majr:{packed}"][: 1 + major] if packed else []


@lru_cache(_CACHED)
def _packed(text: str) -> str:
    return schema.packed(fold(text))


@lru_cache(_CACHED)
def _of_qualifiers(qualifiers: tuple[Qualifier, ...]) -> list[tuple[str, str, bool]]:
    """Of each: how a pair with it ends, its own term, whether it is a major topic."""
    return [(f"/{_packed(each.name)}", _term("sh", each.name), each.major) for each in qualifiers]


def _people(article: Article, authors: tuple[Person, ...]) -> list[str]:
    every = [p for group in article.author_lists for p in group.people]  # a book's editors are searched as authors
    others = investigators(article)
    terms: list[str] = []
    names: list[str] = []
    for person in every:
        names = _names(person)
        for name in names:
            terms.append(f"author:{name}")
        if person.last_name and person.fore_name:
            terms.append(_rare("author_full", f"{person.last_name}, {person.fore_name}"))
        if person.collective_name is not None:
            terms.append(_rare("corporate", person.collective_name.plain))
    if authors:
        last = names if every and authors[-1] is every[-1] else _names(authors[-1])
        terms += [f"author_last:{name}" for name in last]
    terms += _terms("auid", [i.value for p in (*every, *others) for i in p.identifiers])
    rare = (("investigator", others), ("subject", article.personal_name_subjects), ("editor", editors(article)))
    for field, people in rare:
        if people:
            terms += _terms(field, [name for p in people for name in every_name(p)])
    return terms


def _names(person: Person) -> list[str]:
    """The short names as terms end: of most people one, without the detour."""
    if person.last_name and person.collective_name is None and not person.suffix:
        name = schema.packed(fold(f"{person.last_name} {person.initials}"))
        return [name] if name else []
    return list(filter(None, map(schema.packed, map(fold, short_names(person)))))


def _place(article: Article) -> list[str]:
    journal, pages = article.journal, article.pagination
    names = (journal.medline_ta, journal.iso_abbreviation, journal.title)
    issns = (journal.issn, journal.issn_linking)
    terms = [
        *_of_journal(names, journal.nlm_unique_id, issns, journal.country),
        _term("volume", journal.volume),
        _term("issue", journal.issue),
        _rare("page", pages.start or pages.medline.split("-")[0]),
        _rare("page", pages.medline),
    ]
    if article.book_data is not None:
        terms += _of_book(article.book_data.book)
        terms += _terms("book", [i.value for i in article.ids if i.type == "bookaccession"])
    return terms


@lru_cache(_CACHED)
def _of_journal(names: tuple[str, ...], jid: str, issns: tuple[str, ...], country: str) -> tuple[str, ...]:
    return (*_terms("journal", names), _term("jid", jid), *_terms("issn", issns), _term("place", country))


def _of_book(book: Book) -> list[str]:
    titles = (book.title.plain, book.collection_title.plain if book.collection_title else "")
    return [
        _term("volume", book.volume),
        _term("place", book.publisher_location),
        *_terms("isbn", book.isbns),
        _term("publisher", book.publisher_name.plain),
        *_terms("book", titles),
    ]


def _ids(article: Article) -> list[str]:
    terms: list[str] = []
    for each in article.ids:
        terms.append(_rare("aid", each.value))
        if each.type in ("doi", "pmc"):
            terms.append(_rare(each.type, each.value))
    for place in article.elocations:
        terms.append(_rare("aid", place.value))
        if place.type == "doi":
            terms.append(_rare("doi", place.value))
    terms += [_rare("other_id", each.value) for each in article.other_ids]
    return terms


def _flags(article: Article) -> list[str]:
    """Citation subsets as NLM gives them, and what PubMed computes."""
    abstract, book = article.abstract, article.book_data
    sections = abstract.sections if abstract else ()
    has = (
        abstract is not None,
        bool(sections) and bool(sections[0].label or sections[-1].label),
        bool(article.other_abstracts) and any(a.language not in ("", "eng") for a in article.other_abstracts),
        bool(article.keyword_lists),
        article.coi_statement is not None,
        bool(article.data_banks),
        "mid" in [each.type for each in article.ids],
        book is not None and article.title.plain in ("", book.book.title.plain),
        book is not None and article.title.plain not in ("", book.book.title.plain),
        bool(article.pmcid),
        article.is_retracted,
    )
    known = _of_status(article.citation_subsets, article.status, article.owner, article.publication_status)
    terms = [*known, *_of_parts(has, article.indexing_method)]
    for each in article.corrections:
        terms += [_term("subset", f"has{each.type}"), _term("correction", each.type)]
        if each.pmid is not None and each.type != "Cites":
            terms.append(_rare("tie", f"{each.type} {each.pmid}"))
    return terms


@lru_cache(_CACHED)
def _of_parts(has: tuple[bool, ...], indexing: str) -> list[str]:
    """What a record has, in PubMed's words for it."""
    found = [name for names, there in zip(_PARTS, has, strict=True) if there for name in names]
    return _terms("subset", [*found, f"indexingmethod_{indexing}" if indexing else ""])


@lru_cache(_CACHED)
def _of_status(subsets: tuple[str, ...], status: str, owner: str, published: str) -> list[str]:
    flag = f"pubstatus{published}" if published else ""  # pubstatusaheadofprint, as PubMed's users write it
    return _terms("subset", (*subsets, status, owner, _STATUS_FLAGS.get(status, ""), flag))
