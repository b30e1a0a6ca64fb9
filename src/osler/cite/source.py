"""The citation line: where an article appeared, as PubMed prints its source (MEDLINE's SO)."""

from __future__ import annotations

from osler.cite import dates, pages
from osler.cite.text import line, stopped
from osler.model.article import Article, BookData, PartialDate, RichText, is_no_title


def citation_line(article: Article) -> str:
    """ "Ann Rheum Dis. 2019 Mar;78(3):285-292. doi: 10.1136/… Epub 2018 Dec 8." without authors and title.

    A chapter or book: "In: GeneReviews® [Internet]. Seattle (WA): University of Washington; 1993-2026. 2009 Jun 30."
    "" where the record names neither journal nor book.
    """
    doi = f"doi: {line(article.doi)}." if article.doi else ""
    if article.book_data is not None:
        return " ".join(filter(None, (in_book(article, article.book_data), doi)))
    return " ".join(filter(None, (_issue(article), doi, _other_date(article))))


def _issue(article: Article) -> str:
    journal = article.journal
    name = line(journal.abbreviation)
    if name and line(journal.cited_medium) == "Internet" and article.pub_model == "":
        name = f"{name} [Internet]"
    volume = line(journal.volume) + (f"({line(journal.issue)})" if journal.issue else "")
    place = f"{volume}:{pages.number(article)}" if pages.number(article) else volume
    date = dates.printed(_leading_date(article))
    where = f"{date};{place}" if volume else f"{date}{place}"
    return " ".join(filter(None, (stopped(name), stopped(where))))


def _leading_date(article: Article) -> PartialDate:
    """The issue's date, but the day it went online where the issue is only a later collection or print."""
    if article.article_dates and article.pub_model in ("Electronic-eCollection", "Electronic-Print"):
        return article.article_dates[0]._replace(printed="")
    if article.journal.pub_date.year is None and article.article_dates:
        return article.article_dates[0]._replace(printed="")
    return article.journal.pub_date


def _other_date(article: Article) -> str:
    """ "Epub 2018 Dec 8.", "eCollection 2016.", "Print 2019 Mar." or "Online ahead of print."."""
    if article.publication_status == "aheadofprint":
        return "Online ahead of print."
    if not article.article_dates:
        return ""
    match article.pub_model:
        case "Print-Electronic":
            return f"Epub {dates.spelled(article.article_dates[0])}."
        case "Electronic-eCollection":
            return stopped(f"eCollection {dates.printed(article.journal.pub_date)}")
        case "Electronic-Print":
            return stopped(f"Print {dates.printed(article.journal.pub_date)}")
    return ""


def in_book(article: Article, data: BookData, *, edited_by: str = "") -> str:
    """Where a chapter, or which book: "In: ", who edited it, title, edition, imprint, the chapter's own date."""
    book = data.book
    medium = f" [{line(book.medium)}]" if book.medium else ""
    title = stopped(f"{line(book.title.plain).rstrip('.')}{medium}")
    edition = stopped(book.edition)
    place, publisher = line(book.publisher_location), line(book.publisher_name.plain)
    imprint = stopped("; ".join(filter(None, (": ".join(filter(None, (place, publisher))), _years(data)))))
    own_date = stopped(dates.printed(data.contribution_date)) if data.contribution_date else ""
    updated = f"[updated {dates.spelled(article.date_revised)}]." if own_date and article.date_revised else ""
    own_date = f"{own_date.rstrip('.')} {updated}" if updated else own_date
    lead = "In:" if is_chapter(article) else ""
    return " ".join(filter(None, (lead, edited_by, title, edition, imprint, own_date)))


def _years(data: BookData) -> str:
    book = data.book
    if book.beginning_date and book.beginning_date.year:
        last = str(book.ending_date.year) if book.ending_date and book.ending_date.year else ""
        return f"{book.beginning_date.year}-{last}"
    return dates.printed(book.pub_date)


def is_chapter(article: Article) -> bool:
    """True for a part of a book: it has a title of its own that is not the book's."""
    if article.book_data is None:
        return False
    own = line(article.title.plain).rstrip(".")
    return bool(own) and own != line(article.book_data.book.title.plain).rstrip(".")


def shown_title(article: Article) -> RichText:
    """The title to print: the article's, else the vernacular one, else the book's; empty where there is none.

    "[Not Available]." stands for a title that nobody translated: the vernacular one says what the paper is about.
    """
    own, vernacular = article.title, article.vernacular_title or RichText("")
    if own.plain.strip() and not (vernacular.plain.strip() and is_no_title(own.plain)):
        return own
    candidates = (vernacular, article.book_data.book.title if article.book_data else RichText(""))
    return next((each for each in candidates if each.plain.strip()), RichText(""))


def title(article: Article) -> str:
    """The title to cite, on one line; "" where there is none."""
    return line(shown_title(article).plain)


def retraction(article: Article) -> str:
    """ "Retraction in: J Foo. 2010;3:4. PMID: 5." or "Retracted."; "" for a paper that stands."""
    if not article.is_retracted:
        return ""
    notices = [c for c in article.corrections if c.type in ("RetractionIn", "RetractedandRepublishedIn")]
    told = [stopped(c.source) + (f" PMID: {c.pmid}." if c.pmid else "") for c in notices]
    return line(f"Retraction in: {' '.join(told)}") if any(told) else "Retracted."
