"""The citation line of a page: the journal apart from the rest, because it is a link."""

from __future__ import annotations

from typing import NamedTuple

from osler.cite import citation_line
from osler.model.article import Article, PartialDate


class Where(NamedTuple):
    journal: str  # abbreviation as cited; "" for books
    rest: str  # "2019 Mar;29(2):294-301. Epub 2018 Dec 18."


def where(article: Article) -> Where:
    """PubMed's citation line without the DOI, which a page lists among the ids."""
    text = citation_line(article)
    if article.doi:
        text = text.replace(f"doi: {article.doi}.", "").replace("  ", " ").strip()
    journal = article.journal.abbreviation
    if article.book_data is None and journal and text.startswith(journal):
        return Where(journal, text.removeprefix(journal).lstrip(". "))
    return Where("", text)


def iso(date: PartialDate | None) -> str:
    """2019, 2019-03 or 2019-03-14: as exact as it is known; "" for None or no year."""
    if date is None or date.year is None:
        return ""
    parts = [f"{date.year:04}"]
    if date.month:
        parts.append(f"{date.month:02}")
        if date.day:
            parts.append(f"{date.day:02}")
    return "-".join(parts)
