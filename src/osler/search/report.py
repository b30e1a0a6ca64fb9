"""A search report in the manner of PRISMA-S: everything another librarian needs to repeat the search.

Items: Rethlefsen ML et al., "PRISMA-S: an extension to the PRISMA Statement for Reporting Literature
Searches in Systematic Reviews", Syst Rev 2021;10:39, doi:10.1186/s13643-020-01542-z.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from osler import __version__
from osler.engine.protocol import Engine
from osler.search import filters
from osler.search.explain import Counted, as_lines, counted
from osler.search.mapping import Node, walk
from osler.search.run import Answer, Request
from osler.search.syntax import History, Note, NoteKind, leaves, parse
from osler.search.vocabulary import Vocabulary

PARTS = 2_000  # parts of a strategy that are counted
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Report:
    """What the report says; a page, a PDF and Markdown are made from it."""

    searched_at: datetime  # UTC
    query: str  # exactly as typed (PRISMA-S 8)
    translation: str
    count: int
    sort: str
    limits: tuple[str, ...]  # choices beside the box (PRISMA-S 9)
    published_filters: tuple[filters.Filter, ...]  # with their sources (PRISMA-S 10)
    history: tuple[tuple[int, str], ...]  # searches the query refers to
    parts: tuple[Counted, ...]
    ignored: tuple[Note, ...]  # everything not taken literally
    warnings: tuple[Note, ...]
    records: int  # in the mirror (PRISMA-S 1)
    revision: int
    last_update: str  # ISO 8601, UTC
    vocabulary: tuple[tuple[str, int, str], ...]  # (file, records, loaded at)
    software: str


def report(engine: Engine, vocabulary: Vocabulary, request: Request, answer: Answer) -> Report:
    """The report of an answer, as of now."""
    status = engine.status()
    return Report(
        searched_at=datetime.now(UTC),
        query=request.text,
        translation=answer.translation,
        count=answer.count,
        sort=request.sort.value,
        limits=tuple(f"{kind}: {value}" for kind, value in request.filters),
        published_filters=tuple(dict.fromkeys(_filters(answer.explanation))),
        history=tuple(_referred(request, answer)),
        parts=tuple(counted(engine, answer.explanation, parts=PARTS, seconds=SECONDS)),
        ignored=tuple(n for n in answer.notes if n.kind is not NoteKind.WARNING),
        warnings=tuple(n for n in answer.notes if n.kind is NoteKind.WARNING),
        records=status.records,
        revision=status.revision,
        last_update=status.last_update,
        vocabulary=tuple(vocabulary.sources()),
        software=f"Osler {__version__}",
    )


def _filters(explanation: Node) -> Iterator[filters.Filter]:
    for node in walk(explanation):
        found = filters.named(node.text.partition("[")[0].strip('"')) if node.tag == "Filter" else None
        if found:
            yield found


def _referred(request: Request, answer: Answer) -> Iterator[tuple[int, str]]:
    """Earlier searches that the query refers to, and those that they refer to."""
    todo = [leaf.number for leaf in leaves(answer.tree) if isinstance(leaf, History)]
    seen: set[int] = set()
    while todo:
        number = todo.pop()
        if number not in seen and number in request.history:
            seen.add(number)
            text = request.history[number]
            if isinstance(text, str):
                todo += [leaf.number for leaf in leaves(parse(text)) if isinstance(leaf, History)]
    yield from ((number, _told(request.history[number])) for number in sorted(seen))


def _told(search: str | tuple[int, ...]) -> str:
    return search if isinstance(search, str) else f"a set of {len(search):,} PMIDs"


def as_markdown(made: Report) -> str:
    """The report as a text to keep with the review."""
    lines = [
        "# Search report",
        "",
        f"- Database: PubMed, own mirror of {made.records:,} records, revision {made.revision}, "
        f"last updated {made.last_update or 'never'}",
        f"- Platform: {made.software}",
        f"- Searched: {made.searched_at:%Y-%m-%d %H:%M} UTC",
        f"- Found: {made.count:,}",
        f"- Order: {made.sort}",
        *(f"- Limit: {limit}" for limit in made.limits),
        *(f"- Filter: {f.name}. {f.source} ({f.date})" for f in made.published_filters),
        *(f"- Vocabulary: {name}, {records:,} records, {at}" for name, records, at in made.vocabulary),
        "",
        "## Query as typed",
        "",
        *_code(made.query),
        *(line for number, text in made.history for line in (f"Search #{number}:", "", *_code(text))),
        "## As searched",
        "",
        *_code(made.translation),
        "## Counts by block",
        "",
        *_code("\n".join(as_lines(list(made.parts)))),
    ]
    for title, notes in (("Not taken literally", made.ignored), ("Warnings", made.warnings)):
        if notes:
            lines += [f"## {title}", "", *(f"- {n.message}{f' ({n.hint})' if n.hint else ''}" for n in notes), ""]
    return "\n".join(lines)


def _code(text: str) -> list[str]:
    """A fenced block; the fence is longer than any run of backquotes inside."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence, text, fence, ""]
