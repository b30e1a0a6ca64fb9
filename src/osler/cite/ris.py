"""RIS, as Zotero, EndNote, Mendeley and screening tools read it. One tag a line, UTF-8, CRLF-free."""

from __future__ import annotations

from collections.abc import Iterator

from osler.cite import dates, names, pages, source
from osler.cite.subject import abstract, keywords
from osler.cite.text import line, without_stop
from osler.model.article import Article, BookData


def ris(article: Article) -> str:
    """One reference from `TY  - ` to `ER  - `, ending in a newline; references can simply be joined."""
    return "".join(f"{tag}  - {value}\n" for tag, value in _tags(article) if value) + "ER  - \n"


def _tags(article: Article) -> Iterator[tuple[str, str]]:
    data = article.book_data
    chapter = source.is_chapter(article)
    yield "TY", "JOUR" if data is None else "CHAP" if chapter else "BOOK"
    yield "ID", str(article.pmid)
    yield "AN", str(article.pmid)  # before the issue: JabRef takes the last of the two for it
    yield from (("AU", names.inverted(person)) for person in names.authors(article))
    yield "TI", without_stop(source.title(article))
    if article.vernacular_title is not None and source.shown_title(article) is not article.vernacular_title:
        yield "TT", without_stop(article.vernacular_title.plain)
    yield from _journal(article) if data is None else _book(article, data, chapter)
    yield from _date(article)
    yield from _identifiers(article)
    yield "AB", abstract(article)
    yield from (("KW", word) for word in keywords(article))
    yield from (("LA", line(code)) for code in article.languages)
    yield "N1", source.retraction(article)
    yield "DB", "PubMed"


def _journal(article: Article) -> Iterator[tuple[str, str]]:
    journal = article.journal
    first, last = pages.span(article.pagination)
    yield "T2", line(journal.title or journal.abbreviation)
    yield "J2", line(journal.abbreviation)
    yield "VL", line(journal.volume)
    yield "IS", line(journal.issue)
    yield "SP", first or pages.number(article)
    yield "EP", last
    yield "SN", line(journal.issn or journal.issn_linking)


def _book(article: Article, data: BookData, chapter: bool) -> Iterator[tuple[str, str]]:
    """A2 of a chapter are the editors, of a book the editors of its series: a book's own are A3. So with T2 and T3."""
    book = data.book
    if chapter:
        yield "T2", without_stop(book.title.plain)
    if book.collection_title is not None:
        yield "T3" if chapter else "T2", without_stop(book.collection_title.plain)
    yield from (("A2" if chapter else "A3", names.inverted(person)) for person in names.editors(article))
    yield "PB", line(book.publisher_name.plain)
    yield "CY", line(book.publisher_location)
    yield "ET", line(book.edition)
    yield "VL", line(book.volume)
    yield "SN", line(book.isbns[0]) if book.isbns else ""


def _date(article: Article) -> Iterator[tuple[str, str]]:
    date = article.pub_date
    yield "PY", f"{date.year:04}" if date.year else ""
    yield "DA", dates.slashed(date)


def _identifiers(article: Article) -> Iterator[tuple[str, str]]:
    yield "DO", line(article.doi)
    yield "C2", line(article.pmcid) if article.book_data is None else ""  # a chapter's C2 is a book's author
    yield "UR", f"https://pubmed.ncbi.nlm.nih.gov/{article.pmid}/"
