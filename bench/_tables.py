"""Screened reviews as tables (CSV by comma, semicolon or tab), whatever their columns and answers are called."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import _files as files
from osler.errors import BadInput

COLUMNS: Mapping[str, Sequence[str]] = {  # in the order of preference
    "title": ("title", "primarytitle", "articletitle", "ti"),
    "abstract": ("abstract", "notesabstract", "abstracttext", "summary", "ab", "text"),
    "headings": ("keywords", "mesh", "meshterms", "meshheadings", "subjects"),
    "authors": ("authors", "author", "authornames"),
    "pmid": ("pubmedid", "pmid", "pubmed", "openalexpmid"),
    "year": ("year", "publicationyear", "pubdate", "date"),
    # what was kept in the end before what was kept on its abstract
    "included": (
        "labelincluded", "included", "finallabel", "labelfinal", "finalincluded", "finalinclusion", "finaldecision",
        "include", "inclusion", "fulltextdecision", "includedfulltext", "label", "asreviewlabel", "relevant",
        "decision", "screeningdecision", "labelabstractincluded", "labelabstractscreening", "abstractscreening",
    ),
}  # fmt: skip
_YES = frozenset(("1", "1.0", "yes", "y", "true", "t", "include", "included", "i", "relevant"))
_NO = frozenset(
    ("", "0", "0.0", "no", "n", "false", "f", "exclude", "excluded", "e", "irrelevant", "not relevant", "-1", "-1.0")
) | frozenset(("maybe", "unclear", "unknown", "pending", "na", "n/a", "nan", "none", "?"))
_KINDS = (".csv", ".csv.gz", ".tsv", ".tsv.gz")


@dataclass(frozen=True)
class Row:
    """One record: what each column of `COLUMNS` says of it, "" where there is none, and whether it was kept."""

    said: Mapping[str, str]
    included: bool


def found_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.lower().endswith(_KINDS) and path.is_file())


def rows(path: Path) -> list[Row]:
    """Raises BadInput naming the file and what it lacks, or the line whose answer is neither yes nor no."""
    text = files.text(path)
    csv.field_size_limit(1 << 28)  # an abstract with a stray quotation mark before it can be long
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        columns = _columns(path, table.fieldnames or ())
        return list(_rows(path, table, columns))
    except csv.Error as problem:
        raise BadInput(f"{path}, line {table.line_num}: {problem}") from None


def _rows(path: Path, table: csv.DictReader[str], columns: Mapping[str, str]) -> Iterator[Row]:
    for row in table:
        said = {what: (row.get(columns.get(what, "")) or "").strip() for what in COLUMNS}
        answer = said["included"].lower()
        if answer not in _YES and answer not in _NO:
            raise BadInput(
                f"{path}, line {table.line_num}: {columns['included']} is {answer[:40]!r}, neither yes nor no"
            )
        yield Row(said, answer in _YES)


def _columns(path: Path, header: Sequence[str]) -> dict[str, str]:
    """What is wanted -> the name of its column."""
    plain = {re.sub(r"[^a-z]", "", name.lower()): name for name in reversed(header) if name}
    found = {
        what: plain[next(name for name in names if name in plain)]
        for what, names in COLUMNS.items()
        if any(name in plain for name in names)
    }
    missing = [] if "included" in found else [f"what was included ({', '.join(COLUMNS['included'][:5])}, …)"]
    if not found.keys() & {"title", "abstract"}:
        missing.append("title or abstract")
    if missing:
        named = ", ".join(name[:40] for name in header[:12]) or "none at all"
        raise BadInput(f"{path}, line 1: no column says {' or '.join(missing)}; its columns: {named}")
    return found


def _delimiter(text: str) -> str:
    header = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    return max(",;\t", key=header.count)
