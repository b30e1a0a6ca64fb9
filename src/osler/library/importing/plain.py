"""Lists: a PMID, DOI or PMCID a line; tables with such columns; PubMed's own XML for its PMIDs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from osler.library.importing.entry import Entry, Trouble, entry

_PARTS = re.compile(r"[\s,;|]+")
_CITATION_PMID = re.compile(r"<(?:MedlineCitation|BookDocument)\b[^>]*>\s*<PMID[^>]*>\s*(\d{1,8})\s*</PMID>")
_COLUMNS = {
    "pmid": ("pmid", "pubmed id", "pubmed_id", "pubmedid", "medline pmid"),
    "doi": ("doi", "digital object identifier (doi)"),
    "pmcid": ("pmcid", "pmc", "pmc id"),
    "title": ("title", "primary_title", "article title", "titles"),
    "date": ("year", "publication year", "publication_year", "date", "py"),
    "journal": ("journal", "journal/book", "source title", "source", "journal title", "publication title"),
}
csv.field_size_limit(10_000_000)


def listed(text: str) -> Iterator[Entry | Trouble]:
    """One paper a line; a line of nothing but identifiers may hold several."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"line {number}"
        parts = [part for part in _PARTS.split(line.strip()) if part]
        if all(part.isascii() and part.isdigit() for part in parts):
            for part in parts:
                yield entry(where, pmid=part) if len(part) <= 8 else Trouble(where, f"“{part[:20]}” is no PMID")
            continue
        found = entry(where, ids=(line,), pmcid=line if line.strip().upper().startswith("PMC") else "")
        if found.empty:
            yield Trouble(where, f"neither PMID nor DOI nor PMCID: “{line.strip()[:60]}”")
        else:
            yield found


def table(text: str) -> Iterator[Entry | Trouble]:
    """Comma, semicolon or tab; columns by their names."""
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(text.split("\n"), delimiter=delimiter)
    try:
        names = [name.strip().strip('"').lower() for name in next(rows)]
        places = {
            field: next((names.index(name) for name in wanted if name in names), None)
            for field, wanted in _COLUMNS.items()
        }
        for row in rows:
            if any(cell.strip() for cell in row):
                cells = {f: row[at] for f, at in places.items() if at is not None and at < len(row)}
                yield entry(
                    f"line {rows.line_num}",
                    title=cells.get("title", ""),
                    date=cells.get("date", ""),
                    journal=cells.get("journal", ""),
                    pmid=cells.get("pmid", ""),
                    doi=cells.get("doi", ""),
                    pmcid=cells.get("pmcid", ""),
                )
    except csv.Error as error:
        yield Trouble(f"line {rows.line_num}", f"the table cannot be read from here ({error})")


def pubmed_xml(text: str) -> Iterator[Entry | Trouble]:
    for found in _CITATION_PMID.finditer(text):
        yield entry(f"line {text.count(chr(10), 0, found.start()) + 1}", pmid=found[1])


def is_table(text: str) -> bool:
    """True where the first line names a column of ours among others."""
    head = text.split("\n", 1)[0]
    names = {name.strip().strip('"').lower() for name in re.split(r"[,;\t]", head)}
    known = {name for wanted in _COLUMNS.values() for name in wanted}
    return len(names) > 1 and bool(names & known) and not names & {""}
