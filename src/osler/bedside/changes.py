"""What would change the answer: the single facts that would move a study in, or out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from osler.bedside import probe, shown
from osler.bedside import truth as logic
from osler.bedside.applicability import NOT_READ, Applied, Applies
from osler.bedside.evaluate import View
from osler.bedside.expression import Expression
from osler.bedside.pack import Pack
from osler.model.patient import Truth

_AS = {Truth.MET: Applies.INSIDE, Truth.NOT_MET: Applies.OUTSIDE, Truth.UNDECIDED: Applies.UNDECIDED}
_TRUTH = {applies: truth for truth, applies in _AS.items()}


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
    supposed = _Supposed(pack, view)
    for each in applied:
        for fact, move in _moves(each, pack, supposed):
            moves.setdefault(fact, {}).setdefault((move.study, move.to), move)
    found = [
        Change(fact, shown.label(fact, pack.vocabulary), _now(fact, pack, view), tuple(by_study.values()))
        for fact, by_study in moves.items()
    ]
    return tuple(sorted(found, key=lambda c: (-_brought_in(c), -len(c.moves), c.fact)))


def _brought_in(change: Change) -> int:
    return sum(move.to is Applies.INSIDE for move in change.moves)


class _Supposed:
    """Views under one answer each; studies that ask the same share them, and the criteria they evaluated."""

    def __init__(self, pack: Pack, view: View) -> None:
        self.pack, self.view = pack, view
        self._views: dict[tuple[tuple[Expression, Truth], ...], View] = {}

    def under(self, fact: str, assumed: probe.Assumed) -> View:
        key = tuple(assumed.items())
        if key not in self._views:
            self._views[key] = self.view.supposing(assumed, self.pack.touched(fact))
        return self._views[key]


def _moves(applied: Applied, pack: Pack, supposed: _Supposed) -> Iterator[tuple[str, Move]]:
    clauses = [c for c in applied.clauses if c.clause is not NOT_READ]
    trees = [pack.clause(c.clause) for c in clauses]
    known = [_TRUTH[c.status] for c in clauses]
    unread = [_TRUTH[c.status] for c in applied.clauses if c.clause is NOT_READ]
    resting = [pack.rests_on[id(tree)] for tree in trees]
    if applied.applies is Applies.OUTSIDE:
        failing = [facts for facts, c in zip(resting, clauses, strict=True) if c.status is Applies.OUTSIDE]
        candidates = frozenset.intersection(*failing)
    else:
        candidates = frozenset().union(*resting)
    for fact in sorted(candidates):
        about = [tree for tree, facts in zip(trees, resting, strict=True) if fact in facts]
        others = unread + [truth for truth, facts in zip(known, resting, strict=True) if fact not in facts]
        for answer, assumed in probe.own_answers(applied.evidence.id, fact, pack):
            then = supposed.under(fact, assumed)
            to = _AS[logic.all_of([*others, *(then.truth(tree) for tree in about)])]
            if to not in (applied.applies, Applies.UNDECIDED):
                yield fact, Move(applied.evidence.id, answer, to)


def _now(fact: str, pack: Pack, view: View) -> str:
    known = view.patient.latest(fact)
    return shown.dated(known, pack.vocabulary) if known is not None else "not known"
