"""What if it were known? Each answer a fact could get, as far as any condition can tell answers apart."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from osler.bedside.evaluate import View, compared
from osler.bedside.expression import Change, Compare, Expression, Is, State, Straddles, walk
from osler.bedside.pack import Pack
from osler.bedside.vocabulary import Term
from osler.model.patient import Quantity, Truth, plain

Assumed = Mapping[Expression, Truth]


def answers(name: str, leaves: Iterable[Expression], pack: Pack) -> tuple[tuple[str, Assumed], ...]:
    """Each distinguishable answer to `name`, in words, with the truth it gives those leaves that name it."""
    return _answers(name, tuple(leaf for leaf in dict.fromkeys(leaves) if getattr(leaf, "fact", "") == name), pack)


@lru_cache(maxsize=4096)  # nothing of a patient: only what conditions can tell apart
def _answers(name: str, own: tuple[Expression, ...], pack: Pack) -> tuple[tuple[str, Assumed], ...]:
    term = pack.vocabulary.terms[name]
    found: dict[tuple[Truth, ...], tuple[str, Assumed]] = {}
    for words, truths in _possible(term, list(own)):
        found.setdefault(tuple(truths), (words, MappingProxyType(dict(zip(own, truths, strict=True)))))
    return tuple(found.values())


def _possible(term: Term, leaves: list[Expression]) -> Iterator[tuple[str, list[Truth]]]:
    changed: tuple[Truth, ...] = (
        (Truth.NOT_MET, Truth.MET) if any(isinstance(x, Change) for x in leaves) else (Truth.NOT_MET,)
    )
    for words, value in _values(term, leaves):
        for moved in changed:
            note = f"{words}, {'changed' if moved is Truth.MET else 'stable'}" if len(changed) > 1 else words
            yield note, [moved if isinstance(x, Change) else _truth(x, value) for x in leaves]


def _values(term: Term, leaves: list[Expression]) -> Iterator[tuple[str, Quantity | str]]:
    if term.kind == "number":
        for words, number in _numbers(term, leaves):
            yield f"{words} {term.unit}".strip(), Quantity(number, number, term.unit)
    elif term.kind == "finding":
        yield from (("present", "present"), ("absent", "absent"))
    else:
        yield from ((name, name) for name in term.values)


def _numbers(term: Term, leaves: list[Expression]) -> Iterator[tuple[str, Decimal]]:
    """A number on each threshold and one between any two: no condition can tell more of them apart."""
    edges = sorted({x.value for x in leaves if isinstance(x, Compare | Straddles) and not getattr(x, "other", "")})
    if not edges:
        yield "any number of", term.low or Decimal(0)
        return
    low = term.low if term.low is not None else edges[0] - 1
    high = term.high if term.high is not None else edges[-1] + 1
    if low < edges[0]:
        yield f"under {plain(edges[0])}", (low + edges[0]) / 2
    for edge, following in itertools.pairwise([*edges, None]):
        assert edge is not None
        yield plain(edge), edge
        if following is not None:
            yield f"between {plain(edge)} and {plain(following)}", (edge + following) / 2
    if high > edges[-1]:
        yield f"over {plain(edges[-1])}", (edges[-1] + high) / 2


def _truth(leaf: Expression, value: Quantity | str) -> Truth:
    if isinstance(leaf, Compare) and isinstance(value, Quantity) and not leaf.other:
        return compared(value, leaf.op, Quantity(leaf.value, leaf.value))
    if isinstance(leaf, Straddles) and isinstance(value, Quantity):
        return Truth.MET if value.low == leaf.value else Truth.NOT_MET
    if isinstance(leaf, Is):
        return Truth.MET if value in leaf.values else Truth.NOT_MET
    return Truth.UNDECIDED


@lru_cache(maxsize=4096)
def own_answers(record: str, fact: str, pack: Pack) -> tuple[tuple[str, Assumed], ...]:
    """The answers to `fact` that the clauses of a record can tell apart."""
    trees = [pack.clause(clause) for clause in pack.evidence[record].clauses]
    about = [tree for tree in trees if fact in pack.rests_on[id(tree)]]
    return answers(fact, [leaf for tree in about for leaf in leaves(tree, pack.conditions)], pack)


def leaves(expression: Expression, criteria: Mapping[str, Expression]) -> Iterator[Expression]:
    """Every leaf of a condition, the criteria it refers to followed, repeats included."""
    for each in walk(expression):
        if isinstance(each, State):
            yield from leaves(criteria[each.id], criteria)
        elif isinstance(each, Compare | Is | Straddles | Change):
            yield each


def settles(expression: Expression, name: str, pack: Pack, view: View) -> bool:
    """True where some answer to that one fact would decide the condition."""
    touched = pack.touched(name)
    return any(
        view.supposing(assumed, touched).truth(expression) is not Truth.UNDECIDED
        for _, assumed in answers(name, view.wanting(expression), pack)
    )
