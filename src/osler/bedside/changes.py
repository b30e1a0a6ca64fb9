"""What would change the answer: the single facts that would move a study in, or out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from osler.bedside import probe, shown
from osler.bedside.applicability import Applied, Applies
from osler.bedside.evaluate import View
from osler.bedside.expression import AllOf
from osler.bedside.pack import Pack
from osler.model.patient import Truth

_AS = {Truth.MET: Applies.INSIDE, Truth.NOT_MET: Applies.OUTSIDE, Truth.UNDECIDED: Applies.UNDECIDED}


@dataclass(frozen=True, slots=True)
class Move:
    """With this answer instead of what is known, the study would stand there."""

    study: str
    answer: str
    to: Applies


@dataclass(frozen=True, slots=True)
class Change:
    fact: str
    label: str
    now: str  # "not known" where it is not
    moves: tuple[Move, ...]


def changes(applied: tuple[Applied, ...], pack: Pack, view: View) -> tuple[Change, ...]:
    """Per fact, the studies it alone would move in or out; facts that bring most studies in come first."""
    moves: dict[str, dict[tuple[str, Applies], Move]] = {}
    for each in applied:
        for fact, move in _moves(each, pack, view):
            moves.setdefault(fact, {}).setdefault((move.study, move.to), move)
    found = [
        Change(fact, shown.label(fact, pack.vocabulary), _now(fact, pack, view), tuple(by_study.values()))
        for fact, by_study in moves.items()
    ]
    return tuple(sorted(found, key=lambda c: (-_brought_in(c), -len(c.moves), c.fact)))


def _brought_in(change: Change) -> int:
    return sum(move.to is Applies.INSIDE for move in change.moves)


def _moves(applied: Applied, pack: Pack, view: View) -> Iterator[tuple[str, Move]]:
    trees = [pack.clause(c.clause) for c in applied.clauses]
    whole = AllOf(tuple(trees))
    if applied.applies is Applies.OUTSIDE:
        failing = [t for t, c in zip(trees, applied.clauses, strict=True) if c.status is Applies.OUTSIDE]
        candidates = set.intersection(*({_fact(x) for x in probe.leaves(t, view)} for t in failing))
    else:
        candidates = {_fact(x) for x in probe.leaves(whole, view)}
    leaves = list(dict.fromkeys(probe.leaves(whole, view)))
    for fact in sorted(candidates):
        for answer, assumed in probe.answers(fact, leaves, pack):
            to = _AS[View(view.patient, view.criteria, assumed).truth(whole)]
            if to not in (applied.applies, Applies.UNDECIDED):
                yield fact, Move(applied.evidence.id, answer, to)


def _fact(leaf: object) -> str:
    return str(getattr(leaf, "fact", ""))


def _now(fact: str, pack: Pack, view: View) -> str:
    known = view.patient.latest(fact)
    return shown.dated(known, pack.vocabulary) if known is not None else "not known"
