"""Was a study about patients like this one? Clause by clause inside, outside or undecided, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from osler.bedside import expression, shown
from osler.bedside.evaluate import View
from osler.bedside.pack import Pack
from osler.model.evidence import DESIGNS, Clause, Evidence, Subgroup
from osler.model.patient import Truth


class Applies(StrEnum):
    INSIDE = "inside"
    OUTSIDE = "outside"
    UNDECIDED = "undecided"


_APPLIES = {Truth.MET: Applies.INSIDE, Truth.NOT_MET: Applies.OUTSIDE, Truth.UNDECIDED: Applies.UNDECIDED}
NOT_READ = Clause("not-read", "Eligibility beyond these lines", "")
_ORDER = {Applies.INSIDE: 0, Applies.UNDECIDED: 1, Applies.OUTSIDE: 2}
APART = ("guideline", "regulator's decision", "review")  # they weigh studies, and are listed after them


@dataclass(frozen=True, slots=True)
class Judged:
    """One clause for one patient."""

    clause: Clause
    status: Applies
    because: str
    wants: tuple[str, ...]  # facts that would decide it; () unless undecided


@dataclass(frozen=True, slots=True)
class Applied:
    """A study for one patient."""

    evidence: Evidence
    applies: Applies
    clauses: tuple[Judged, ...]
    subgroups: tuple[tuple[Subgroup, Applies], ...]  # subgroups with a condition of their own
    overdue: bool
    missed_first: tuple[str, ...]  # missed primary endpoints, its own or its parent trial's, to be stated first

    @property
    def outside_by(self) -> int:
        return sum(c.status is Applies.OUTSIDE for c in self.clauses)


def apply(record: Evidence, pack: Pack, view: View, *, today: date) -> Applied:
    """Outside as soon as one clause is, whatever is unknown; inside when all clauses are."""
    clauses = tuple(_judged(clause, pack, view) for clause in record.clauses)
    if record.partly_read:
        clauses += (Judged(NOT_READ, Applies.UNDECIDED, "not read at a source, so nobody is told to be inside", ()),)
    statuses = {c.status for c in clauses}
    applies = next((s for s in (Applies.OUTSIDE, Applies.UNDECIDED) if s in statuses), Applies.INSIDE)
    subgroups = tuple(
        (sub, _APPLIES[view.truth(expression.parse(sub.when))])
        for result in record.results
        for sub in result.subgroups
        if sub.when
    )
    return Applied(record, applies, clauses, subgroups, today > record.review_by, _missed(record, pack.evidence))


def _judged(clause: Clause, pack: Pack, view: View) -> Judged:
    tree = pack.clause(clause)
    truth = view.truth(tree)
    reason = shown.because(tree, view, pack.vocabulary)
    wants = tuple(dict.fromkeys(leaf.fact for leaf in view.wanting(tree)))
    return Judged(clause, _APPLIES[truth], reason, wants)


def _missed(record: Evidence, all_: Mapping[str, Evidence]) -> tuple[str, ...]:
    found = [f"Primary endpoint not met: {r.says}." for r in record.results if r.role == "primary" and r.met is False]
    parent = all_.get(record.of_trial)
    if parent is not None:
        found += [
            f"Drawn from {parent.title.split(':')[0]}, whose primary endpoint was not met: {r.says}."
            for r in parent.results
            if r.role == "primary" and r.met is False
        ]
    return tuple(found)


def ordered(applied: list[Applied]) -> list[Applied]:
    """By directness, then design, then newest: guidelines and reviews after the studies of the same directness."""
    return sorted(
        applied,
        key=lambda a: (
            _ORDER[a.applies],
            a.evidence.design in APART,
            a.outside_by,
            DESIGNS.index(a.evidence.design),
            -a.evidence.year,
            a.evidence.id,
        ),
    )
