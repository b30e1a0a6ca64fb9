"""A transcript as CSV, JSON and PDF; a certificate as PDF; the provider's report."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from importlib import resources
from typing import Any

import typst

from osler.errors import BadInput
from osler.learning.models import Claim, Provider
from osler.learning.scheme import shown
from osler.learning.transcript import name

COLUMNS = ("date", "scheme_title", "credit", "unit", "minutes", "question", "sources", "learned", "practice", "state")
# What a provider's report may hold; learner.id.KIND beside these.
FIELDS: dict[str, Callable[[Claim], str]] = {
    "learner.name": lambda c: name(c.user),
    "learner.email": lambda c: c.user.email,
    "learner.pseudonym": lambda c: c.user.learner.pseudonym,
    "claim.key": lambda c: c.key,
    "claim.date": lambda c: c.happened_on.isoformat() if c.happened_on else "",
    "claim.approved": lambda c: c.decided_at.date().isoformat() if c.decided_at else "",
    "claim.credits": lambda c: shown(c.credit),
    "claim.minutes": lambda c: str(c.minutes),
    "claim.question": lambda c: c.question,
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(said: dict[str, Any], marks: dict[int, str]) -> str:
    """One row a claim; sources as PMIDs with what became of them."""
    rows = [
        {column: each[column] for column in COLUMNS if column != "sources"}
        | {"sources": "; ".join(_source(source, marks) for source in each["sources"])}
        for each in said["claims"]
    ]
    return _table(COLUMNS, [[str(row[column]) for column in COLUMNS] for row in rows])


def _source(source: dict[str, Any], marks: dict[int, str]) -> str:
    mark = marks.get(source["pmid"])
    return f"{source['pmid']} ({mark})" if mark else str(source["pmid"])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: str) -> str:
    """A spreadsheet would run what begins like a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def columns(provider: Provider) -> list[tuple[str, str]]:
    """(heading, field). Raises BadInput naming the line that cannot be read."""
    found = []
    for number, line in enumerate(provider.columns.splitlines(), 1):
        if not line.strip():
            continue
        heading, equals, field = (part.strip() for part in line.partition("="))
        if not equals or not heading or (field not in FIELDS and not field.startswith("learner.id.")):
            raise BadInput(
                f"line {number} of the columns: '{line.strip()}' is not 'Heading = field'; fields are "
                f"{', '.join(FIELDS)}, learner.id.KIND"
            )
        found.append((heading, field))
    return found


def report(provider: Provider, claims: Sequence[Claim]) -> str:
    """The provider's CSV, in its own columns."""
    wanted = columns(provider)
    rows = []
    for claim in claims:
        ids = {each.kind: each.value for each in claim.user.learner.ids.all()}
        rows.append(
            [FIELDS[f](claim) if f in FIELDS else ids.get(f.removeprefix("learner.id."), "") for _, f in wanted]
        )
    return _table([heading for heading, _ in wanted], rows)


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """A4, tagged, fonts embedded. Text goes in as data: nothing a reader wrote is a command of the typesetter."""
    source = resources.files("osler.credit").joinpath(f"typst/{template}.typ").read_bytes()
    made = typst.compile(source, format="pdf", sys_inputs={"data": json.dumps(data)})
    assert isinstance(made, bytes)
    return made
