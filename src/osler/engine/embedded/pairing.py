"""Two words in any of several fields, told apart by the field in which most records have each. Pure.

A union of posting lists that must meet another union is walked posting by posting; two lists that must meet are
leapt through. Most records that have a word have it in one field, the abstract, so what matches is mostly
what two lists share; the other fields add little and cost little.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from osler.engine.embedded import schema
from osler.engine.fields import BEST
from osler.model.query import And, Expr, Or, Words

_MOST = 2 / 3  # of the postings of all fields, in the one that is told apart
_LEAST = 20_000  # postings of both words: fewer are walked while further meetings are made ready

LARGE = 500_000  # records; over fewer, looking the words up costs what is saved

Frequency = Callable[[str, str], int]  # (field, value) -> records that have it


@dataclass(frozen=True, slots=True)
class _Split:
    """A union as its largest list and the union of the others."""

    most: Expr
    rest: Expr
    postings: int


def paired(where: Expr, frequency: Frequency) -> Expr:
    """The same records asked for so; `where` itself where it is no meeting of two such unions."""
    if not isinstance(where, And):
        return where
    unions = [part for part in where.parts if isinstance(part, Or)]
    if len(unions) != 2:
        return where
    one, other = (_split(union, frequency) for union in unions)
    if one is None or other is None or one.postings + other.postings < _LEAST:
        return where
    pairs = ((x, y) for x in (one.most, one.rest) for y in (other.most, other.rest))
    both = Or(tuple(And(pair) for pair in pairs))
    others = tuple(part for part in where.parts if not isinstance(part, Or))
    return And((both, *others)) if others else both


def _split(union: Or, frequency: Frequency) -> _Split | None:
    """None unless it is of single words, most of whose postings are of one."""
    counted: list[tuple[int, Expr]] = []
    for part in union.parts:
        match part:
            case Words(field, (word,), _, False):
                counted.append((frequency(field, schema.stem(word) if field == BEST else word), part))
            case _:
                return None
    there = [each for each in counted if each[0]]
    if len(there) < 2:
        return None
    number, most = max(there, key=lambda each: each[0])
    postings = sum(each for each, _ in there)
    if number < _MOST * postings:
        return None
    rest = tuple(part for _, part in there if part is not most)
    return _Split(most, rest[0] if len(rest) == 1 else Or(rest), postings)
