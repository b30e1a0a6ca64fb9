"""OpenURL 1.0 (Z39.88-2004) by value, as key/encoded-value pairs: journals and books."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote_plus

from osler.cite import names
from osler.cite.source import is_chapter, title
from osler.fulltext.ways import Asked, Way
from osler.model.article import Article, PartialDate, Person

name = "openurl"
remote = False
REFERRER = "info:sid/osler"
_NOT_SET_UP = Way(name, "Link resolver", "No link resolver is set up.", quiet=True)
_MOST_AUTHORS = 10  # link resolvers read the first; addresses have an end


def way(asked: Asked) -> Way:
    library = asked.library
    if library is None or not library.resolver:
        return _NOT_SET_UP
    reason = f"{library.name}’s link resolver looks where the text may be had."
    return Way(name, f"Link resolver of {library.name}", reason, joined(library.resolver, kev(asked.article)))


def joined(base: str, query: str) -> str:
    """A resolver's address, which may have a query of its own, and ours."""
    base = base.partition("#")[0]
    return f"{base}{'' if base.endswith(('?', '&')) else '&' if '?' in base else '?'}{query}"


def kev(article: Article) -> str:
    """The context object as a query string, UTF-8."""
    return "&".join(f"{key}={quote_plus(value)}" for key, value in pairs(article) if value)  # keys need no quoting


def pairs(article: Article) -> Iterator[tuple[str, str]]:
    """Key and value, "" where the record says nothing; `rft_id` and `rft.au` may come more than once."""
    is_book = article.book_data is not None
    yield "url_ver", "Z39.88-2004"
    yield "url_ctx_fmt", "info:ofi/fmt:kev:mtx:ctx"
    yield "ctx_ver", "Z39.88-2004"
    yield "ctx_enc", "info:ofi/enc:UTF-8"
    yield "rfr_id", REFERRER
    yield "rft_id", f"info:doi/{article.doi}" if article.doi else ""
    yield "rft_id", f"info:pmid/{article.pmid}"
    yield "rft_val_fmt", f"info:ofi/fmt:kev:mtx:{'book' if is_book else 'journal'}"
    yield from _book(article) if is_book else _journal(article)
    yield "rft.date", _iso(article.pub_date)
    yield from _authors(article)


def _journal(article: Article) -> Iterator[tuple[str, str]]:
    journal, pages = article.journal, article.pagination
    yield "rft.genre", "article"
    yield "rft.atitle", title(article)
    yield "rft.jtitle", journal.title
    yield "rft.stitle", journal.abbreviation
    yield "rft.issn", journal.issn if journal.issn_type != "Electronic" else ""
    yield "rft.eissn", journal.issn if journal.issn_type == "Electronic" else ""
    yield "rft.volume", journal.volume
    yield "rft.issue", journal.issue
    yield "rft.spage", pages.start or pages.medline.partition("-")[0]
    yield "rft.epage", pages.end
    yield "rft.pages", pages.medline


def _book(article: Article) -> Iterator[tuple[str, str]]:
    assert article.book_data is not None
    book = article.book_data.book
    part = is_chapter(article)
    yield "rft.genre", "bookitem" if part else "book"
    yield "rft.atitle", title(article) if part else ""
    yield "rft.btitle", book.title.plain
    yield "rft.pub", book.publisher_name.plain
    yield "rft.place", book.publisher_location
    yield "rft.edition", book.edition
    yield "rft.series", book.collection_title.plain if book.collection_title else ""
    for isbn in book.isbns[:1]:
        yield "rft.isbn", isbn


def _authors(article: Article) -> Iterator[tuple[str, str]]:
    people = list(names.authors(article))
    first = next((person for person in people if person.last_name), None)
    if first is not None:
        yield "rft.aulast", first.last_name
        yield "rft.aufirst", first.fore_name
        yield "rft.auinit", first.initials
        yield "rft.ausuffix", first.suffix
    for person in people[:_MOST_AUTHORS]:
        yield ("rft.aucorp", _group(person)) if _group(person) else ("rft.au", _name(person))


def _group(person: Person) -> str:
    return person.collective_name.plain if person.collective_name is not None and not person.last_name else ""


def _name(person: Person) -> str:
    return ", ".join(filter(None, (person.last_name, person.fore_name or person.initials)))


def _iso(date: PartialDate) -> str:
    """As exact as known: "2019", "2019-03", "2019-03-05"."""
    if date.year is None:
        return ""
    parts = [f"{date.year:04}", f"{date.month:02}" if date.month else "", f"{date.day:02}" if date.day else ""]
    return "-".join(parts[: 3 if all(parts) else 2 if parts[1] else 1])
