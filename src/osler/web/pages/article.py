"""The article page's value: everything the template says, nothing it has to work out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from osler.cite import names
from osler.cite.source import shown_title
from osler.cite.source import title as cite_title
from osler.model.article import Abstract, Article, ArticleId, BookPart, Reference
from osler.web import links, markup
from osler.web.pages import citation, languages, metadata, notices, people, subjects, types


class Link(NamedTuple):
    label: str
    href: str


class Section(NamedTuple):
    label: str
    text: Markup


class AbstractBlock(NamedTuple):
    sections: tuple[Section, ...]
    copyright: str
    heading: str  # "Abstract", "Plain-language summary", "Abstract in Spanish"…
    lang: str  # for the `lang` attribute, "" for the page's own


class Cited(NamedTuple):
    text: Markup
    here: str  # our page for it, or ""
    links: tuple[Link, ...]


class Part(NamedTuple):
    label: str
    title: Markup
    href: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookBlock:
    title: Markup
    href: str
    volume: str
    collection: Markup
    editors: str
    isbns: tuple[str, ...]
    where: str  # "Chapter 3", "Section II"
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    pmid: int
    title: Markup
    plain_title: str
    vernacular: Markup
    vernacular_lang: str  # for the `lang` attribute, "" where it is not known
    title_lang: str  # likewise; "" for an English title
    languages: tuple[str, ...]
    badges: tuple[types.Badge, ...]
    banners: tuple[notices.Banner, ...]
    authors: people.People
    investigators: people.People
    journal: str
    journal_title: str
    journal_href: str
    place: str
    ids: tuple[tuple[str, str, str], ...]  # (label, value, href)
    abstract: AbstractBlock | None
    other_abstracts: tuple[AbstractBlock, ...]
    subjects: subjects.Subjects
    ties: tuple[notices.Ties, ...]
    coi: Markup
    references: tuple[Cited, ...]
    reference_count: int  # as printed where NLM gives only a number
    history: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    book: BookBlock | None
    meta: tuple[tuple[str, str], ...]
    description: str  # a line or two for search engines and link previews
    coins: str
    json_ld: Markup
    url: str


def article_page(article: Article, *, url: str, here: frozenset[int] = frozenset()) -> ArticlePage:
    """`here`: which of the cited PMIDs the mirror holds. `url`: the page's own, absolute."""
    where = citation.where(article)
    foreign = languages.foreign(article.languages)
    complete = all(group.complete for group in article.author_lists)
    return ArticlePage(
        pmid=article.pmid,
        title=markup.html(shown_title(article)) or Markup("[No title]"),
        plain_title=cite_title(article) or "[No title]",
        vernacular=markup.html(article.vernacular_title),
        vernacular_lang=foreign,
        title_lang=foreign if shown_title(article) is article.vernacular_title else "",
        languages=tuple(languages.name(code) for code in article.languages if code.lower() != "eng"),
        badges=types.badges(article.publication_types),
        banners=notices.banners(article),
        authors=people.people(names.authors(article), complete=complete),
        investigators=people.people(p for group in article.investigator_lists for p in group.people),
        journal=where.journal,
        journal_title=article.journal.title,
        journal_href=links.tagged(where.journal, "ta"),
        place=where.rest,
        ids=_ids(article),
        abstract=_abstract(article.abstract) if article.abstract else None,
        other_abstracts=tuple(_abstract(a) for a in article.other_abstracts),
        subjects=subjects.subjects(article),
        ties=notices.ties(article.corrections),
        coi=markup.html(article.coi_statement),
        references=_references(article, here),
        reference_count=article.number_of_references or 0,
        history=_history(article),
        notes=tuple(note.text for note in article.general_notes),
        book=_book(article),
        meta=metadata.tags(article, url),
        description=metadata.description(article),
        coins=metadata.coins(article),
        json_ld=metadata.json_ld(article, url),
        url=url,
    )


def _ids(article: Article) -> tuple[tuple[str, str, str], ...]:
    found = [("PMID", str(article.pmid), links.article("pubmed", str(article.pmid)))]
    if article.pmcid:
        found.append(("PMCID", article.pmcid, links.article("pmc", article.pmcid)))
    if article.doi:
        found.append(("DOI", article.doi, links.article("doi", article.doi)))
    labels = {"bookaccession": "Bookshelf", "pii": "PII", "mid": "Manuscript"}
    for type_, value in article.ids:
        if type_ in labels:
            found.append((labels[type_], value, links.article(type_, value)))
    return tuple(found)


def _abstract(abstract: Abstract) -> AbstractBlock:
    language = languages.name(abstract.language) if abstract.language else ""
    kind = "" if abstract.type.lower() in ("", "publisher") else abstract.type.replace("-", " ").capitalize()
    heading = " in ".join(filter(None, (kind or "Abstract", language if language != "English" else "")))
    sections = tuple(Section(s.heading, markup.html(s.text)) for s in abstract.sections)
    return AbstractBlock(sections, abstract.copyright, heading, languages.tag(abstract.language))


def _references(article: Article, here: frozenset[int]) -> tuple[Cited, ...]:
    listed = [_cited(r, here) for r in article.references]
    if listed:
        return tuple(listed)
    older = (c for c in article.corrections if c.type == "Cites")
    return tuple(
        _link_up(Markup.escape(c.source), c.pmid, (ArticleId("pubmed", str(c.pmid)),) if c.pmid else (), here)
        for c in older
    )


def _cited(reference: Reference, here: frozenset[int]) -> Cited:
    return _link_up(markup.html(reference.citation), reference.pmid, reference.ids, here)


def _link_up(text: Markup, pmid: int | None, ids: tuple[ArticleId, ...], here: frozenset[int]) -> Cited:
    labels = {"pubmed": "PubMed", "doi": "DOI", "pmc": "PMC"}
    ours = f"/article/{pmid}" if pmid in here else ""
    outside = (
        Link(labels[type_], links.article(type_, value))
        for type_, value in ids
        if type_ in labels and not (ours and type_ == "pubmed")
    )
    return Cited(text, ours, tuple(link for link in outside if link.href))


def _history(article: Article) -> tuple[tuple[str, str], ...]:
    labels = {
        "received": "Received",
        "revised": "Revised",
        "accepted": "Accepted",
        "epublish": "Published online",
        "retracted": "Retracted",
        "pmc-release": "Free in PMC from",
        "entrez": "Entered",
        "medline": "Indexed",
    }
    first: dict[str, str] = {}
    for entry in article.history:
        if entry.status in labels:
            first.setdefault(labels[entry.status], citation.iso(entry.date))
    if article.date_revised is not None:
        first["Record revised"] = citation.iso(article.date_revised)
    return tuple(sorted(((label, when) for label, when in first.items() if when), key=lambda entry: entry[1]))


def _book(article: Article) -> BookBlock | None:
    data = article.book_data
    if data is None:
        return None
    book = data.book
    return BookBlock(
        title=markup.html(book.title),
        href=links.bookshelf(book.anchor[0]),
        volume=" ".join(filter(None, (book.volume, book.volume_title.plain if book.volume_title else ""))),
        collection=markup.html(book.collection_title),
        editors=", ".join(names.short(p) for p in names.editors(article)),
        isbns=book.isbns,
        where=", ".join(f"{kind.capitalize()} {label}".strip() for kind, label in data.location_labels),
        parts=tuple(_part(part) for part in data.sections),
    )


def _part(part: BookPart) -> Part:
    book, chapter, _ = part.anchor
    return Part(
        part.label, markup.html(part.title), links.bookshelf(book, chapter), tuple(_part(p) for p in part.sections)
    )
