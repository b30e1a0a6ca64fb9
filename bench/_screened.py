"""Screened reviews as CSV files, whatever their columns are called, as records the product's own reader has read."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from bench._collections import Document, Heading, delimiter, paper_xml
from osler.engine import words
from osler.search.terms import Terms, read

TITLE = ("title", "primarytitle", "articletitle")
ABSTRACT = ("abstract", "notesabstract", "abstracttext", "summary")
HEADINGS = ("keywords", "mesh", "meshterms", "meshheadings", "subjects")
AUTHORS = ("authors", "author", "authornames")
PMID = ("pubmedid", "pmid", "pubmed", "openalexpmid")
LABEL = (
    "labelincluded",
    "included",
    "finallabel",
    "labelfinal",
    "include",
    "inclusion",
    "label",
    "relevant",
    "decision",
)
_YES = frozenset(("1", "1.0", "true", "yes", "y", "included", "include", "relevant", "i"))


@dataclass(frozen=True)
class Screened:
    """One review; arrays stand beside `records`."""

    name: str
    titles: tuple[str, ...]
    abstracts: tuple[str, ...]
    records: tuple[Terms, ...]
    included: NDArray[np.bool_]


def read_reviews(folder: Path) -> list[Screened]:
    """Every CSV of a folder (by comma, semicolon or tab) without the records that two share by PMID or title."""
    files = sorted([*folder.glob("*.csv"), *folder.glob("*.csv.gz")])
    if not files:
        raise click.ClickException(f"{folder} holds no CSV files")
    tables = {path.name.partition(".csv")[0]: _rows(path) for path in files}
    shared = _shared(tables.values())
    number = 0
    reviews = []
    for name, rows in tables.items():
        own = [row for row in rows if not (_names(row) & shared)]
        records = []
        for row in own:
            number += 1
            records.append(read(number, paper_xml(number, row.document)))
        reviews.append(
            Screened(
                name,
                tuple(row.document.title for row in own),
                tuple(row.document.text for row in own),
                tuple(records),
                np.array([row.included for row in own], bool),
            )
        )
    return reviews


@dataclass(frozen=True)
class _Row:
    pmid: str
    document: Document
    included: bool


def _rows(path: Path) -> list[_Row]:
    csv.field_size_limit(1 << 28)
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = raw.decode("utf-8-sig", "replace")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    names = {re.sub(r"[^a-z]", "", name.lower()): name for name in reader.fieldnames or () if name}
    title, label = _column(names, TITLE), _column(names, LABEL)
    if not title or not label:
        raise click.ClickException(f"{path.name}: no column is called title, or none says what was included")
    abstract, headings, pmid = _column(names, ABSTRACT), _column(names, HEADINGS), _column(names, PMID)
    authors = _column(names, AUTHORS)
    found = []
    for row in reader:
        parts = [part.strip() for part in (row.get(headings) or "").split(";")] if headings else []
        document = Document(
            "",
            row.get(title) or "",
            (row.get(abstract) or "") if abstract else "",
            tuple(Heading(part, major=False) for part in parts if part),
            authors=tuple(_authors((row.get(authors) or "") if authors else "")),
        )
        number = (row.get(pmid) or "").strip() if pmid else ""
        found.append(_Row(number, document, (row.get(label) or "").strip().lower() in _YES))
    return found


def _authors(text: str) -> Iterator[tuple[str, str]]:
    """(last name, initials) of "Osler, William; Cushing, H W" or "W. Osler and H. W. Cushing"."""
    for each in re.split(r"\s*;\s*|\s+and\s+", text.strip()):
        last, comma, first = each.partition(",")
        if not comma:
            first, _, last = each.rpartition(" ")
        initials = "".join(part[0] for part in re.findall(r"\w+", first)).upper()
        if last.strip() and initials:
            yield last.strip(), initials


def _column(names: Mapping[str, str], wanted: Sequence[str]) -> str:
    return next((names[name] for name in wanted if name in names), "")


def _names(row: _Row) -> set[str]:
    """What a record may be known by in two reviews."""
    title = "".join(words.words(row.document.title))
    return {name for name in (f"pmid {row.pmid}" if row.pmid else "", title) if name}


def _shared(tables: Iterable[Sequence[_Row]]) -> set[str]:
    met: set[str] = set()
    shared: set[str] = set()
    for rows in tables:
        own = set().union(*(_names(row) for row in rows)) if rows else set()
        shared |= own & met
        met |= own
    return shared
