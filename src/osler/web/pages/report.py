"""A search report, ready to print: one value for the page and for the PDF."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib import resources

import typst

from osler.model.query import Sort
from osler.search.explain import Counted
from osler.search.report import Report
from osler.search.syntax import Note

_ORDERS = {
    Sort.BEST: "best match",
    Sort.DATE: "newest first",
    Sort.ENTREZ: "last added first",
    Sort.AUTHOR: "by first author",
    Sort.JOURNAL: "by journal",
}


@dataclass(frozen=True, slots=True)
class ReportPage:
    searched: str
    software: str
    facts: tuple[tuple[str, str], ...]
    query: str
    history: tuple[tuple[str, str], ...]
    translation: str
    filters: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, int, str], ...]  # (count, depth, what it says)
    notes: tuple[tuple[str, tuple[str, ...]], ...]


def report_page(made: Report) -> ReportPage:
    searched = f"{made.searched_at:%Y-%m-%d %H:%M} UTC"
    updated = f", last updated {made.last_update[:10]}" if made.last_update else ""
    facts = [
        ("Database", f"PubMed, own mirror of {made.records:,} records, revision {made.revision}{updated}"),
        ("Platform", made.software),
        ("Searched", searched),
        ("Found", f"{made.count:,} records"),
        ("Order", _ORDERS[Sort(made.sort)]),
        *(("Limit", limit) for limit in made.limits),
        *(("Vocabulary", f"{name}, {records:,} entries{_loaded(at)}") for name, records, at in made.vocabulary),
    ]
    return ReportPage(
        searched=searched,
        software=made.software,
        facts=tuple(facts),
        query=made.query or "(none: only filters)",
        history=tuple((str(number), text) for number, text in made.history),
        translation=made.translation,
        filters=tuple((f.name, f"{f.source} ({f.date})") for f in made.published_filters),
        parts=tuple((_count(p), p.depth, _says(p)) for p in made.parts),
        notes=(("Not taken literally", _told(made.ignored)), ("Warnings", _told(made.warnings))),
    )


def _loaded(at: str) -> str:
    """A day for a file; for what was learned from the mirror, its revision."""
    return f", revision {at}" if at.isdecimal() else f", {at[:10]}"


def pdf(page: ReportPage) -> bytes:
    """The report on A4. The text goes in as data, so that no query can be a command of the typesetter."""
    template = resources.files("osler.web").joinpath("typst/report.typ").read_bytes()
    made = typst.compile(template, format="pdf", sys_inputs={"data": json.dumps(asdict(page))})
    assert isinstance(made, bytes)
    return made


def _count(part: Counted) -> str:
    return "?" if part.count is None else f"{part.count:,}"


def _says(part: Counted) -> str:
    """A group is its operator, since its parts follow."""
    return part.node.op if part.node.op and part.node.children else part.node.translation


def _told(notes: tuple[Note, ...]) -> tuple[str, ...]:
    return tuple(f"{note.message} ({note.hint})" if note.hint else note.message for note in notes)
