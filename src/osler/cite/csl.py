"""CSL-JSON (citation style language data 1.0), as Zotero, pandoc and citeproc read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from osler.cite import names, pages, source
from osler.cite.subject import abstract, keywords
from osler.cite.text import line, styled, without_stop
from osler.model.article import Article, BookData, PartialDate, Person, RichText

# CSL asks for ISO 639-1; MEDLINE writes ISO 639-2/B. Those not here are given as MEDLINE writes them.
_LANGUAGES = {
    "afr": "af", "alb": "sq", "ara": "ar", "arm": "hy", "aze": "az", "bos": "bs", "bul": "bg", "cat": "ca",
    "chi": "zh", "cze": "cs", "dan": "da", "dut": "nl", "eng": "en", "epo": "eo", "est": "et", "fin": "fi",
    "fre": "fr", "geo": "ka", "ger": "de", "gle": "ga", "gre": "el", "heb": "he", "hin": "hi", "hrv": "hr",
    "hun": "hu", "ice": "is", "ind": "id", "ita": "it", "jpn": "ja", "kin": "rw", "kor": "ko", "lat": "la",
    "lav": "lv", "lit": "lt", "mac": "mk", "mal": "ml", "mao": "mi", "may": "ms", "nor": "no", "per": "fa",
    "pol": "pl", "por": "pt", "pus": "ps", "rum": "ro", "rus": "ru", "san": "sa", "slo": "sk", "slv": "sl",
    "spa": "es", "srp": "sr", "swe": "sv", "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "vie": "vi",
    "wel": "cy",
}  # fmt: skip
_STYLES = {"i": ("<i>", "</i>"), "b": ("<b>", "</b>"), "sup": ("<sup>", "</sup>"), "sub": ("<sub>", "</sub>")}


def csl(article: Article) -> dict[str, Any]:
    """One item, ready for `json.dumps`; keys without a value are left out."""
    data = article.book_data
    item: dict[str, Any] = {
        "id": f"pmid:{article.pmid}",
        "type": _type(article),
        "title": _title(article),
        "author": _people(names.authors(article)),
        "issued": _date(article.pub_date),
        "language": _LANGUAGES.get(article.languages[0], line(article.languages[0])) if article.languages else "",
        "abstract": abstract(article),
        "keyword": ", ".join(keywords(article)),
        "DOI": line(article.doi),
        "PMID": str(article.pmid),
        "PMCID": line(article.pmcid),
        "URL": f"https://pubmed.ncbi.nlm.nih.gov/{article.pmid}/",
        "source": "PubMed",
        "note": source.retraction(article),
        "status": "Retracted" if article.is_retracted else "",
    }
    item |= _journal(article) if data is None else _book(article, data)
    return {key: value for key, value in item.items() if value}


def _type(article: Article) -> str:
    if article.book_data is not None:
        return "chapter" if source.is_chapter(article) else "book"
    return "article" if any(t.name == "Preprint" for t in article.publication_types) else "article-journal"


def _title(article: Article) -> str:
    return without_stop(styled(source.shown_title(article), _STYLES, {}))


def _journal(article: Article) -> dict[str, Any]:
    journal = article.journal
    return {
        "container-title": line(journal.title or journal.abbreviation),
        "container-title-short": line(journal.abbreviation),
        "volume": line(journal.volume),
        "issue": line(journal.issue),
        "page": pages.full(article.pagination) or pages.number(article),
        "page-first": pages.span(article.pagination)[0] or pages.number(article),
        "ISSN": line(journal.issn or journal.issn_linking),
    }


def _book(article: Article, data: BookData) -> dict[str, Any]:
    book = data.book
    return {
        "container-title": without_stop(book.title.plain) if source.is_chapter(article) else "",
        "collection-title": without_stop((book.collection_title or RichText("")).plain),
        "editor": _people(names.editors(article)),
        "publisher": line(book.publisher_name.plain),
        "publisher-place": line(book.publisher_location),
        "edition": line(book.edition),
        "volume": line(book.volume),
        "ISBN": line(book.isbns[0]) if book.isbns else "",
        "medium": line(book.medium),
    }


def _people(people: Sequence[Person]) -> list[dict[str, str]]:
    return [_person(person) for person in people]


def _person(person: Person) -> dict[str, str]:
    if person.collective_name is not None:
        return {"literal": names.collective(person)}
    parts = {
        "family": line(person.last_name),
        "given": line(person.fore_name or person.initials),
        "suffix": line(person.suffix),
    }
    return {key: value for key, value in parts.items() if value}


def _date(date: PartialDate) -> dict[str, Any]:
    if date.year is None:
        return {}
    parts = [date.year]
    if date.month:
        parts += [date.month, date.day] if date.day else [date.month]
    return {"date-parts": [parts]}
