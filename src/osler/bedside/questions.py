"""Which fact to ask for next: the one whose answer, on average, settles most of what is undecided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from osler.bedside import probe
from osler.bedside import truth as logic
from osler.bedside.evaluate import View
from osler.bedside.expression import Change, Expression
from osler.bedside.pack import Pack
from osler.bedside.vocabulary import Term
from osler.model.patient import Truth

_Parts = tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact not known, or not known well enough."""

    term: Term
    settles: Fraction  # undecided states and studies settled by an answer, averaged over the answers it can have
    bears_on: tuple[str, ...]  # ids of the undecided states and studies that want it
    text: str  # the question, or what more is wanted of a fact already given


def ask(pack: Pack, view: View) -> tuple[Question, ...]:
    """Every question worth asking, most deciding first; of equals the easiest to answer."""
    wanting: dict[str, dict[str, _Parts]] = {}
    leaves: dict[str, dict[Expression, None]] = {}
    for id_, parts in _items(pack):
        truths = [view.truth(part) for part in parts]
        if logic.all_of(truths) is not Truth.UNDECIDED:
            continue
        for part, known in zip(parts, truths, strict=True):
            for leaf in view.wanting(part) if known is Truth.UNDECIDED else ():
                wanting.setdefault(leaf.fact, {})[id_] = parts
                leaves.setdefault(leaf.fact, {})[leaf] = None
    found = [
        Question(
            pack.vocabulary.terms[name],
            _settled(name, list(leaves[name]), list(items.values()), pack, view),
            tuple(items),
            _text(pack.vocabulary.terms[name], leaves[name], view),
        )
        for name, items in wanting.items()
    ]
    order = list(pack.vocabulary.terms)
    return tuple(sorted(found, key=lambda q: (-q.settles, -len(q.bears_on), q.term.effort, order.index(q.term.name))))


def _text(term: Term, leaves: Iterable[Expression], view: View) -> str:
    if view.patient.latest(term.name) is None:
        return term.question
    earlier = all(isinstance(leaf, Change) for leaf in leaves)
    wanted = "An earlier measurement, each with its date" if earlier else "More exactly"
    return f"{wanted}: {term.question[0].lower()}{term.question[1:]}"


def _items(pack: Pack) -> list[tuple[str, _Parts]]:
    """Everything that can be undecided, as conditions that must all be met."""
    states: list[tuple[str, _Parts]] = [(f"state {c.id}", (c.when,)) for c in pack.criteria]
    studies = [(r.id, tuple(pack.clause(c) for c in r.clauses)) for r in pack.evidence.values()]
    return [*states, *studies]


def _settled(name: str, leaves: Sequence[Expression], items: Sequence[_Parts], pack: Pack, view: View) -> Fraction:
    touched = pack.touched(name)
    counts = []
    for _, assumed in probe.answers(name, leaves, pack):
        then = view.supposing(assumed, touched)
        counts.append(sum(_together(parts, name, pack, view, then) is not Truth.UNDECIDED for parts in items))
    return Fraction(sum(counts), len(counts)) if counts else Fraction(0)


def _together(parts: _Parts, name: str, pack: Pack, view: View, then: View) -> Truth:
    return logic.all_of((then if name in pack.rests_on[id(part)] else view).truth(part) for part in parts)
