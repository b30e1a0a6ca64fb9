"""The page for machines: `citation_*` tags (Zotero, Google Scholar), COinS, JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import shorten
from urllib.parse import quote_plus

from markupsafe import Markup

from osler.cite import names
from osler.cite.source import is_chapter, title
from osler.model.article import Article, Person
from osler.web.pages import citation, languages, people

_DESCRIBED = 300  # characters: what link previews show


def tags(article: Article, url: str) -> tuple[tuple[str, str], ...]:
    """(name, content) of the `citation_*` meta tags, only those that say something."""
    return tuple((name, content) for name, content in _tags(article, url) if content)


def _tags(article: Article, url: str) -> Iterator[tuple[str, str]]:
    journal = article.journal
    yield "citation_title", title(article)
    for person in names.authors(article):
        yield "citation_author", _name(person)
        for affiliation in person.affiliations:
            yield "citation_author_institution", affiliation.text.plain
    yield "citation_publication_date", citation.iso(article.pub_date).replace("-", "/")
    if article.book_data is None:
        yield "citation_journal_title", journal.title
        yield "citation_journal_abbrev", journal.abbreviation
        yield "citation_issn", journal.issn
        yield "citation_volume", journal.volume
        yield "citation_issue", journal.issue
        yield "citation_firstpage", article.pagination.start or article.pagination.medline
        yield "citation_lastpage", article.pagination.end
    else:
        book = article.book_data.book
        yield "citation_inbook_title", book.title.plain if is_chapter(article) else ""
        yield "citation_publisher", book.publisher_name.plain
        for isbn in book.isbns:
            yield "citation_isbn", isbn
    yield "citation_doi", article.doi
    yield "citation_pmid", str(article.pmid)
    for language in article.languages:
        yield "citation_language", languages.bcp47(language)
    for keyword in _keywords(article):
        yield "citation_keywords", keyword
    yield "citation_abstract_html_url", url


def description(article: Article) -> str:
    """Who, where, and how the abstract begins."""
    where = citation.where(article)
    said = next((s.text.plain for s in article.abstract.sections if s.text.plain), "") if article.abstract else ""
    parts = (
        people.line(names.authors(article)),
        f"{where.journal}. {where.rest}" if where.journal else where.rest,
        said,
    )
    return shorten(
        " ".join(part if part.endswith(".") else f"{part}." for part in parts if part), _DESCRIBED, placeholder=" …"
    )


def coins(article: Article) -> str:
    """The `title` of a COinS span: an OpenURL 1.0 context object (Z39.88-2004)."""
    journal, pages = article.journal, article.pagination
    book = article.book_data
    pairs: list[tuple[str, str]] = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{'book' if book else 'journal'}"),
        ("rft.genre", "bookitem" if is_chapter(article) else "book" if book else "article"),
        ("rft.atitle", title(article)),
        ("rft.btitle", book.book.title.plain if book else ""),
        ("rft.jtitle", journal.title),
        ("rft.stitle", journal.abbreviation),
        ("rft.issn", journal.issn),
        ("rft.volume", journal.volume),
        ("rft.issue", journal.issue),
        ("rft.spage", pages.start),
        ("rft.epage", pages.end),
        ("rft.date", citation.iso(article.pub_date)),
        *(("rft.au", _name(person)) for person in names.authors(article)[:10]),
        ("rft_id", f"info:doi/{article.doi}" if article.doi else ""),
        ("rft_id", f"info:pmid/{article.pmid}"),
    ]
    return "&".join([f"{key}={quote_plus(value)}" for key, value in pairs if value])  # keys need no quoting


def json_ld(article: Article, url: str) -> Markup:
    """schema.org's view, as the body of a data script: `<`, `>` and `&` are escaped, so nothing can close it."""
    text = json.dumps(_described(article, url), ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _described(article: Article, url: str) -> dict[str, object]:
    book = article.book_data
    described: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle" if book is None else "Chapter" if is_chapter(article) else "Book",
        "@id": url,
        "headline": title(article)[:250],
        "name": title(article),
        "datePublished": citation.iso(article.pub_date),
        "author": [_author(person) for person in names.authors(article)],
        "identifier": [{"@type": "PropertyValue", "propertyID": t, "value": v} for t, v in _ids(article)],
        "sameAs": [f"https://doi.org/{article.doi}"] if article.doi else [],
        "inLanguage": [languages.bcp47(code) for code in article.languages],
        "keywords": list(_keywords(article)),
        "pagination": article.pagination.medline,
        "isPartOf": _container(article),
    }
    return {key: value for key, value in described.items() if value}


def _container(article: Article) -> dict[str, object]:
    if article.book_data is not None:
        book = article.book_data.book
        return {"@type": "Book", "name": book.title.plain, "publisher": book.publisher_name.plain}
    journal = article.journal
    periodical = {"@type": "Periodical", "name": journal.title or journal.abbreviation, "issn": journal.issn}
    volume = {"@type": "PublicationVolume", "volumeNumber": journal.volume, "isPartOf": periodical}
    return {"@type": "PublicationIssue", "issueNumber": journal.issue, "isPartOf": volume}


def _author(person: Person) -> dict[str, object]:
    if person.collective_name is not None and not person.last_name:
        return {"@type": "Organization", "name": person.collective_name.plain}
    made: dict[str, object] = {"@type": "Person", "familyName": person.last_name, "givenName": person.fore_name}
    if person.affiliations:
        made["affiliation"] = [a.text.plain for a in person.affiliations]
    return made


def _ids(article: Article) -> Iterator[tuple[str, str]]:
    yield "pmid", str(article.pmid)
    if article.doi:
        yield "doi", article.doi
    if article.pmcid:
        yield "pmcid", article.pmcid


def _keywords(article: Article) -> tuple[str, ...]:
    listed = [k.text.plain for group in article.keyword_lists for k in group.keywords]
    return tuple(dict.fromkeys(listed + [heading.name for heading in article.mesh_headings]))


def _name(person: Person) -> str:
    if person.collective_name is not None and not person.last_name:
        return person.collective_name.plain
    return ", ".join(filter(None, (person.last_name, person.fore_name or person.initials)))
