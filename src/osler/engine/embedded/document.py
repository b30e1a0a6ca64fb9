"""One article as an index document: which value of it goes to which field. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from json.encoder import encode_basestring_ascii

from osler.engine.embedded import keys, schema
from osler.engine.embedded.people import full_name, investigators
from osler.engine.fields import BEST, TEXT
from osler.engine.words import key, spaced
from osler.model.article import Article, HistoryDate, PartialDate, is_no_title

Document = dict[str, object]  # field -> text, number, or list of them

_PLAIN = frozenset((*TEXT, BEST))  # fields whose text is `spaced`, or stems
_GAP = f" {' '.join(schema.GAP_WORD * schema.GAP)} "  # between texts that proximity must not join
_NEXT = f" {schema.GAP_WORD} "  # between terms that a phrase must not join


def to_json(article: Article) -> str:
    """The document as Tantivy takes it: empty fields left out. Most of it are words and spaces, which JSON has as they
    are; walking through them again would cost as much as finding them."""
    parts = []
    for name, value in build(article).items():
        if isinstance(value, int):
            parts.append(f'"{name}":{value}')
        elif value:
            parts.append(f'"{name}":"{value}"' if name in _PLAIN else f'"{name}":{_json(value)}')
    return f"{{{','.join(parts)}}}"


def _json(value: object) -> str:
    """Of what came from XML, which has no control characters, and has lost its line breaks."""
    if isinstance(value, str):
        return encode_basestring_ascii(value) if '"' in value or "\\" in value else f'"{value}"'
    return f"[{','.join(map(_json, value))}]" if isinstance(value, list) else str(value)


def build(article: Article) -> Document:
    """Every field of `osler.engine.fields`, and the engine's own orders."""
    document = _texts(article)
    document.update(keys.build(article))
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
    people = [*article.authors, *investigators(article)]
    return {
        "title": _apart(titles),
        "vernacular": spaced(article.vernacular_title.plain) if article.vernacular_title else "",
        "abstract": _apart(" ".join(f"{s.label} {s.text.plain}" for s in a.sections) for a in abstracts),
        "keyword": _apart(k.text.plain for group in article.keyword_lists for k in group.keywords),
        "term": _NEXT.join(map(_spaced_term, _terms(article))),
        "affiliation": _apart(_unique(a.text.plain for person in people for a in person.affiliations)),
        "coi": spaced(article.coi_statement.plain) if article.coi_statement else "",
        "people": _NEXT.join(
            [*map(spaced, _unique(map(full_name, people))), *map(_spaced_term, _unique(_published_in(article)))]
        ),
    }


def _published_in(article: Article) -> list[str]:
    journal, book = article.journal, article.book_data.book if article.book_data else None
    return [journal.title, journal.iso_abbreviation, journal.medline_ta, book.publisher_name.plain if book else ""]


def _terms(article: Article) -> list[str]:
    """Words of the controlled vocabularies, each term once: a heading's qualifiers count as terms of their own."""
    terms = [h.name for h in article.mesh_headings]
    terms += [q.name for h in article.mesh_headings for q in h.qualifiers]
    terms += keys.substances(article)
    terms += [t.name for t in article.publication_types]
    if article.personal_name_subjects:
        terms += [full_name(p) for p in article.personal_name_subjects]
    terms += [p.collective_name.plain for p in article.authors if p.collective_name]
    if article.data_banks:
        terms += [" ".join((bank.name, *bank.accession_numbers)) for bank in article.data_banks]
    return _unique([*terms, *article.gene_symbols, *article.space_flight_missions])


def _best(document: Document, article: Article) -> str:
    """Field weights as repetition: one posting a term instead of one a field (BM25F's sum of weighted counts)."""
    headings = " ".join([_stemmed_term(h.name) for h in article.mesh_headings])
    substances = " ".join([_stemmed_term(name) for name in _unique([c.name for c in article.chemicals])])
    title, abstract, keyword, vernacular = (
        schema.stems(str(document[name])) for name in ("title", "abstract", "keyword", "vernacular")
    )
    if is_no_title(article.title.plain):
        title = vernacular  # "[Not Available]." are words of no paper
    return " ".join((title, title, title, vernacular, headings, headings, substances, abstract, keyword))


def _numbers(article: Article) -> Document:
    on = _history(article.history)
    pubmed, entrez = on.get("pubmed", 0), on.get("entrez", 0)
    electronic = article.article_dates[0].sortable if article.article_dates else 0
    dates = {
        "electronic_date": electronic or on.get("epublish", 0),
        "create_date": entrez or pubmed,
        "mesh_date": on.get("medline", 0) or pubmed or entrez,
        "completion_date": _sortable(article.date_completed),
        "revision_date": _sortable(article.date_revised),
    }
    document: Document = {name: date for name, date in dates.items() if date}
    document[schema.JOURNAL_ORDER] = key(article.journal.abbreviation)
    document["pmid"] = article.pmid
    document[schema.BUCKET] = schema.bucket(article.pmid)
    document[schema.DATE_ORDER] = article.pub_date.sortable * schema.ORDER_STEP + article.pmid
    document[schema.ENTREZ_ORDER] = (pubmed or entrez) * schema.ORDER_STEP + article.pmid
    document["cites"] = list(article.cited_pmids)
    return document


def _history(history: tuple[HistoryDate, ...]) -> dict[str, int]:
    """status -> its first known date."""
    return {each.status: date for each in reversed(history) if (date := each.date.sortable)}


def _sortable(date: PartialDate | None) -> int:
    return date.sortable if date else 0


def _apart(texts: Iterable[str]) -> str:
    return _GAP.join(each for each in map(spaced, texts) if each.strip())


@lru_cache(maxsize=262_144)
def _spaced_term(text: str) -> str:
    return spaced(text)


@lru_cache(maxsize=262_144)
def _stemmed_term(text: str) -> str:
    return schema.stems(spaced(text))


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, values)))
