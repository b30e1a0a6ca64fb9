"""Which states are recognised, which are not, and which cannot be told and for want of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from osler.bedside import shown
from osler.bedside.criteria import Criterion
from osler.bedside.evaluate import View
from osler.bedside.expression import Score
from osler.bedside.pack import Pack
from osler.bedside.probe import settles
from osler.model.patient import Quantity, Truth


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a criterion for this patient."""

    text: str
    status: Truth
    because: str
    points: str = ""


@dataclass(frozen=True, slots=True)
class Decider:
    """A fact that bears on an undecided state; `alone` where one answer to it would settle the state."""

    fact: str
    label: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Recognised:
    criterion: Criterion
    status: Truth
    lines: tuple[Line, ...]
    points: Quantity | None  # the least and most points; None where none are counted
    would_decide: tuple[Decider, ...]  # () unless undecided
    overdue: bool  # its review date has passed


def recognise(pack: Pack, view: View, *, today: date) -> tuple[Recognised, ...]:
    """Every criterion of the pack, in its own order."""
    return tuple(_one(criterion, pack, view, today) for criterion in pack.criteria)


def _one(criterion: Criterion, pack: Pack, view: View, today: date) -> Recognised:
    status = view.state(criterion.id)
    lines = tuple(
        Line(
            part.text,
            view.truth(part.when),
            shown.because(part.when, view, pack.vocabulary),
            "" if part.weight is None else str(part.weight),
        )
        for part in criterion.parts
    )
    points = view.points(criterion.when) if isinstance(criterion.when, Score) else None
    deciders = _deciders(criterion, pack, view) if status is Truth.UNDECIDED else ()
    return Recognised(criterion, status, lines, points, deciders, today > criterion.review_by)


def _deciders(criterion: Criterion, pack: Pack, view: View) -> tuple[Decider, ...]:
    facts = dict.fromkeys(leaf.fact for leaf in view.wanting(criterion.when))
    found = [
        Decider(name, shown.label(name, pack.vocabulary), settles(criterion.when, name, pack, view)) for name in facts
    ]
    return tuple(sorted(found, key=lambda d: not d.alone))
