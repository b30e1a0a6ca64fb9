"""Which fact to ask for next: the one whose answer, on average, settles most of what is undecided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from osler.bedside import probe
from osler.bedside.evaluate import View
from osler.bedside.expression import AllOf, Change, Expression
from osler.bedside.pack import Pack
from osler.bedside.vocabulary import Term
from osler.model.patient import Truth


@dataclass(frozen=True, slots=True)
class Question:
    """A fact not known, or not known well enough."""

    term: Term
    settles: Fraction  # undecided states and studies settled by an answer, averaged over the answers it can have
    bears_on: tuple[str, ...]  # ids of the undecided states and studies that want it
    text: str  # the question, or what more is wanted of a fact already given


def ask(pack: Pack, view: View) -> tuple[Question, ...]:
    """Every question worth asking, most deciding first; of equals the easiest to answer."""
    undecided = [(name, tree) for name, tree in _items(pack) if view.truth(tree) is Truth.UNDECIDED]
    wanting: dict[str, list[tuple[str, Expression]]] = {}
    leaves: dict[str, dict[Expression, None]] = {}
    for item in undecided:
        for leaf in view.wanting(item[1]):
            wanting.setdefault(leaf.fact, [])
            if item not in wanting[leaf.fact]:
                wanting[leaf.fact].append(item)
            leaves.setdefault(leaf.fact, {})[leaf] = None
    found = [
        Question(
            pack.vocabulary.terms[name],
            _settled(name, list(leaves[name]), [tree for _, tree in items], pack, view),
            tuple(id_ for id_, _ in items),
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


def _items(pack: Pack) -> list[tuple[str, Expression]]:
    states = [(f"state {c.id}", c.when) for c in pack.criteria]
    studies = [(record.id, AllOf(tuple(pack.clause(c) for c in record.clauses))) for record in pack.evidence.values()]
    return [*states, *studies]


def _settled(name: str, leaves: Sequence[Expression], items: Sequence[Expression], pack: Pack, view: View) -> Fraction:
    counts = []
    for _, assumed in probe.answers(name, leaves, pack):
        then = View(view.patient, view.criteria, assumed)
        counts.append(sum(then.truth(tree) is not Truth.UNDECIDED for tree in items))
    return Fraction(sum(counts), len(counts)) if counts else Fraction(0)
