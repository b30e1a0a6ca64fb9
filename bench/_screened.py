"""Screened reviews as CSV files, whatever their columns are called, as records the product's own reader has read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench import _tables as tables
from bench._collections import Document, Heading, paper_xml
from osler.engine import words
from osler.errors import BadInput
from osler.search.terms import Terms, read


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
    files = tables.found_in(folder)
    if not files:
        raise BadInput(f"{folder} holds no CSV files")
    reviewed = {path.name.partition(".")[0]: _rows(path) for path in files}
    shared = _shared(reviewed.values())
    number = 0
    reviews = []
    for name, rows in reviewed.items():
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
    found = []
    for row in tables.rows(path):
        said = row.said
        parts = [part.strip() for part in said["headings"].split(";")]
        document = Document(
            "",
            said["title"],
            said["abstract"],
            tuple(Heading(part, major=False) for part in parts if part),
            authors=tuple(_authors(said["authors"])),
        )
        found.append(_Row(said["pmid"], document, row.included))
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


def _names(row: _Row) -> set[str]:
    """What a record may be known by in two reviews."""
    title = "".join(words.words(row.document.title))
    return {name for name in (f"pmid {row.pmid}" if row.pmid else "", title) if name}


def _shared(reviewed: Iterable[Sequence[_Row]]) -> set[str]:
    met: set[str] = set()
    shared: set[str] = set()
    for rows in reviewed:
        own = set().union(*(_names(row) for row in rows)) if rows else set()
        shared |= own & met
        met |= own
    return shared
