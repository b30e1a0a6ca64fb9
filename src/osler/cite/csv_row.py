"""CSV with the columns of PubMed's own "Save > CSV", so that what reads those reads these."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from osler.cite import dates, names, source
from osler.cite.text import line, stopped
from osler.model.article import Article

COLUMNS = (
    "PMID", "Title", "Authors", "Citation", "First Author", "Journal/Book", "Publication Year", "Create Date",
    "PMCID", "NIHMS ID", "DOI",
)  # fmt: skip


def csv_header() -> str:
    """The first line, with its line end (CRLF, RFC 4180)."""
    return _written(COLUMNS)


def csv_row(article: Article) -> str:
    """The article's line, with its line end."""
    return _written([_harmless(cell) for cell in csv_cells(article)])


def csv_cells(article: Article) -> tuple[str, ...]:
    """The values in the order of COLUMNS; "" where not known."""
    people = names.authors(article)
    data = article.book_data
    where = article.journal.abbreviation if data is None else data.book.title.plain
    created = next((h.date for status in ("entrez", "pubmed") for h in article.history if h.status == status), None)
    return (
        str(article.pmid),
        source.title(article),
        stopped(names.series(people, more=names.incomplete(article))),
        source.citation_line(article),
        names.short(people[0]) if people else "",
        line(where),
        str(article.pub_date.year or ""),
        dates.slashed(created) if created else "",
        line(article.pmcid),
        next((line(i.value) for i in article.ids if i.type == "mid"), ""),
        line(article.doi),
    )


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula, made text by an apostrophe (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _written(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
