"""One article as an index document: which value of it goes to which field. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache

from osler.engine.embedded import schema
from osler.engine.fields import BEST
from osler.engine.words import key, spaced
from osler.model.article import Article, HistoryDate, PartialDate, Person

Document = dict[str, object]  # field -> text, number, or list of them
Keys = dict[str, list[str]]  # field of `osler.engine.fields.KEY` -> folded values

_GAP = f" {' '.join(schema.GAP_WORD * schema.GAP)} "
_STATUS_FLAGS = {
    "MEDLINE": "medline",
    "OLDMEDLINE": "oldmedline",
    "In-Process": "inprocess",
    "In-Data-Review": "inprocess",
    "Publisher": "publisher",
    "PubMed-not-MEDLINE": "pubmednotmedline",
}


def to_json(article: Article) -> str:
    """The document as Tantivy takes it: empty fields left out."""
    return json.dumps({name: value for name, value in build(article).items() if value not in ("", [])})


def build(article: Article) -> Document:
    """Every field of `osler.engine.fields`, and the engine's own orders."""
    document = _texts(article)
    document.update(_placed(_keys(article) | _people(article)))
    document.update(_numbers(article))
    document[BEST] = _best(document, article)
    return document


def labels(article: Article) -> Iterator[tuple[str, str, str]]:
    """(facet, key, how it is printed) of what a reader will see counted."""
    for each in article.publication_types:
        yield "publication_type", key(each.name), each.name
    yield "journal", key(article.journal.abbreviation), article.journal.abbreviation


def _texts(article: Article) -> Document:
    titles = [article.title.plain]
    if article.book_data is not None:
        book = article.book_data.book
        titles += [book.title.plain, book.collection_title.plain if book.collection_title else ""]
    abstracts = ([article.abstract] if article.abstract else []) + list(article.other_abstracts)
    people = [*article.authors, *_investigators(article)]
    return {
        "title": _apart(titles),
        "vernacular": spaced(article.vernacular_title.plain) if article.vernacular_title else "",
        "abstract": _apart(" ".join(f"{s.label} {s.text.plain}" for s in a.sections) for a in abstracts),
        "keyword": _apart(k.text.plain for group in article.keyword_lists for k in group.keywords),
        "term": list(map(_spaced_term, _terms(article))),
        "affiliation": _apart(_unique(a.text.plain for person in people for a in person.affiliations)),
        "coi": spaced(article.coi_statement.plain) if article.coi_statement else "",
        "people": _spaced(_unique([*map(_full_name, people), *_published_in(article)])),
    }


def _published_in(article: Article) -> list[str]:
    journal, book = article.journal, article.book_data.book if article.book_data else None
    return [journal.title, journal.iso_abbreviation, journal.medline_ta, book.publisher_name.plain if book else ""]


def _terms(article: Article) -> list[str]:
    """Words of the controlled vocabularies, each term once: a heading's qualifiers count as terms of their own."""
    terms = [h.name for h in article.mesh_headings]
    terms += [q.name for h in article.mesh_headings for q in h.qualifiers]
    terms += _substances(article)
    terms += [t.name for t in article.publication_types]
    terms += [_full_name(p) for p in article.personal_name_subjects]
    terms += [p.collective_name.plain for p in article.authors if p.collective_name]
    terms += [" ".join((bank.name, *bank.accession_numbers)) for bank in article.data_banks]
    return _unique([*terms, *article.gene_symbols, *article.space_flight_missions])


def _best(document: Document, article: Article) -> str:
    """Field weights as repetition: one posting a term instead of one a field (BM25F's sum of weighted counts)."""
    headings = " ".join(_spaced_term(h.name) for h in article.mesh_headings)
    substances = " ".join(_spaced_term(name) for name in _unique(c.name for c in article.chemicals))
    title, abstract, keyword = (str(document[name]) for name in ("title", "abstract", "keyword"))
    vernacular = str(document["vernacular"])
    text = " ".join((title, title, title, vernacular, headings, headings, substances, abstract, keyword))
    return text.replace(schema.GAP_WORD, "")


def _placed(keys: Keys) -> Document:
    """Keyed values where the index holds them."""
    document: Document = {name: keys.pop(name) for name in schema.OWN_KEYS}
    document[schema.KEYS] = [f"{name}:{value}" for name, values in keys.items() for value in values]
    return document


def _keys(article: Article) -> Keys:
    journal, book = article.journal, article.book_data.book if article.book_data else None
    ids, pages = article.ids, article.pagination
    return {
        "mesh": _folded(_headings(article)),
        "majr": _folded(_major_headings(article)),
        "sh": _folded(q.name for h in article.mesh_headings for q in h.qualifiers),
        "pt": _folded(t.name for t in article.publication_types),
        "nm": _folded(_substances(article)),
        "rn": _folded(c.registry_number for c in article.chemicals if c.registry_number != "0"),
        "journal": _folded((journal.medline_ta, journal.iso_abbreviation, journal.title)),
        "jid": _folded((journal.nlm_unique_id,)),
        "issn": _folded((journal.issn, journal.issn_linking)),
        "volume": _folded((journal.volume, book.volume if book else "")),
        "issue": _folded((journal.issue,)),
        "page": _folded((pages.start or pages.medline.split("-")[0], pages.medline)),
        "language": _folded(article.languages),
        "place": _folded((journal.country, book.publisher_location if book else "")),
        "doi": _folded(
            [i.value for i in ids if i.type == "doi"] + [e.value for e in article.elocations if e.type == "doi"]
        ),
        "pmc": _folded(i.value for i in ids if i.type == "pmc"),
        "aid": _folded([i.value for i in ids] + [e.value for e in article.elocations]),
        "grant": _folded(part for g in article.grants for part in (g.id, g.acronym, g.agency, g.country)),
        "databank": _folded(_databanks(article)),
        "subset": _folded(_subsets(article)),
        "correction": _folded(c.type for c in article.corrections),
        "other_id": _folded(i.value for i in article.other_ids),
        "isbn": _folded(book.isbns if book else ()),
        "publisher": _folded((book.publisher_name.plain if book else "",)),
        "book": _folded(_book_names(article)),
    }


def _book_names(article: Article) -> Iterator[str]:
    if article.book_data is not None:
        book = article.book_data.book
        yield book.title.plain
        yield book.collection_title.plain if book.collection_title else ""
        yield from (i.value for i in article.ids if i.type == "bookaccession")


def _substances(article: Article) -> list[str]:
    return [c.name for c in article.chemicals] + [c.name for c in article.supplementary_concepts]


def _headings(article: Article) -> Iterator[str]:
    for heading in article.mesh_headings:
        yield heading.name
        for qualifier in heading.qualifiers:
            yield f"{heading.name}/{qualifier.name}"


def _major_headings(article: Article) -> Iterator[str]:
    for heading in article.mesh_headings:
        if heading.is_major:
            yield heading.name
        for qualifier in heading.qualifiers:
            if qualifier.major:
                yield f"{heading.name}/{qualifier.name}"


def _databanks(article: Article) -> Iterator[str]:
    for bank in article.data_banks:
        yield bank.name
        for accession in bank.accession_numbers:
            yield f"{bank.name}/{accession}"
            yield accession


def _subsets(article: Article) -> Iterator[str]:
    """Citation subsets as NLM gives them, and the flags PubMed computes."""
    yield from article.citation_subsets
    yield article.status
    yield article.owner
    yield _STATUS_FLAGS.get(article.status, "")
    if article.abstract is not None:
        yield "hasabstract"
    if article.book_data is not None:
        yield "booksdocs"
    if article.pmcid:
        yield "pmc"
        yield "free full text"
    if article.is_retracted:
        yield "retracted"
    for correction in article.corrections:
        yield f"has{correction.type}"


def _people(article: Article) -> Keys:
    authors, investigators = article.authors, _investigators(article)
    every = [p for group in article.author_lists for p in group.people]  # a book's editors are searched as authors
    first = authors[:1]
    return {
        "author": _folded(name for p in every for name in _short_names(p)),
        "author_first": _folded(name for p in first for name in _short_names(p)),
        "author_last": _folded(name for p in authors[-1:] for name in _short_names(p)),
        "author_full": _folded(f"{p.last_name}, {p.fore_name}" for p in every if p.last_name and p.fore_name),
        "auid": _folded(i.value for p in (*every, *investigators) for i in p.identifiers),
        "corporate": _folded(p.collective_name.plain for p in every if p.collective_name),
        "editor": _folded(name for p in _editors(article) for name in (*_short_names(p), *_long_names(p))),
        "investigator": _folded(name for p in investigators for name in (*_short_names(p), *_long_names(p))),
        "subject": _folded(
            name for p in article.personal_name_subjects for name in (*_short_names(p), *_long_names(p))
        ),
    }


def _editors(article: Article) -> tuple[Person, ...]:
    lists = article.author_lists + (article.book_data.book.author_lists if article.book_data else ())
    return tuple(p for group in lists if group.type == "editors" for p in group.people)


def _investigators(article: Article) -> tuple[Person, ...]:
    return tuple(p for group in article.investigator_lists for p in group.people)


def _short_names(person: Person) -> Iterator[str]:
    """ "Smith JA", and "Smith JA Jr" where there is a suffix; a group's name."""
    if person.collective_name is not None:
        yield person.collective_name.plain
    if person.last_name:
        yield f"{person.last_name} {person.initials}"
        if person.suffix:
            yield f"{person.last_name} {person.initials} {person.suffix}"


def _long_names(person: Person) -> Iterator[str]:
    if person.last_name and person.fore_name:
        yield f"{person.last_name}, {person.fore_name}"


def _full_name(person: Person) -> str:
    if person.collective_name is not None:
        return person.collective_name.plain
    return f"{person.fore_name} {person.last_name} {person.initials} {person.suffix}"


def _numbers(article: Article) -> Document:
    entrez = _history(article.history, "pubmed", "entrez")
    electronic = article.article_dates[0].sortable if article.article_dates else 0
    dates = {
        "electronic_date": electronic or _history(article.history, "epublish"),
        "create_date": _history(article.history, "entrez", "pubmed"),
        "mesh_date": _history(article.history, "medline", "pubmed", "entrez"),
        "completion_date": _sortable(article.date_completed),
        "revision_date": _sortable(article.date_revised),
    }
    document: Document = {name: date for name, date in dates.items() if date}
    document[schema.JOURNAL_ORDER] = key(article.journal.abbreviation)
    document["pmid"] = article.pmid
    document[schema.BUCKET] = schema.bucket(article.pmid)
    document[schema.DATE_ORDER] = article.pub_date.sortable * schema.ORDER_STEP + article.pmid
    document[schema.ENTREZ_ORDER] = entrez * schema.ORDER_STEP + article.pmid
    document["cites"] = list(article.cited_pmids)
    return document


def _history(history: tuple[HistoryDate, ...], *statuses: str) -> int:
    """The date of the first of `statuses` that the record has; 0 where it has none."""
    for status in statuses:
        for each in history:
            if each.status == status and each.date.sortable:
                return each.date.sortable
    return 0


def _sortable(date: PartialDate | None) -> int:
    return date.sortable if date else 0


def _apart(texts: Iterable[str]) -> str:
    return _GAP.join(each for each in map(spaced, texts) if each.strip())


def _spaced(texts: Iterable[str]) -> list[str]:
    return [each for each in map(spaced, texts) if each.strip()]


@lru_cache(maxsize=262_144)
def _spaced_term(text: str) -> str:
    return spaced(text)


def _folded(values: Iterable[str]) -> list[str]:
    return _unique(map(key, values))


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, values)))
