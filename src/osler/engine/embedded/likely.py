"""What part of the records a question probably finds: a guess that only chooses how it is asked. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from osler.engine.embedded import schema
from osler.engine.fields import BEST
from osler.model.query import All, And, Expr, Key, Not, Or, Words

_MOST_PARTS = 64  # of a question; a wider one is not guessed at
_LOOKED_UP = 64  # values of a large set, evenly spaced, before all of them
_BROAD, _SURE = 0.3, 0.6  # postings a record that those promise: a narrow set below, a broad one above

Frequency = Callable[[str, str], int]  # (field, value) -> records that have it


def share(where: Expr, frequency: Frequency, records: int) -> float:
    """0 to 1, as if its parts knew nothing of each other; 0 also where there is nothing to tell from."""
    return _share(where, frequency, records) if records and _is_small(where) else 0.0


def _share(where: Expr, frequency: Frequency, records: int) -> float:
    found = 0.0
    match where:
        case All():
            found = 1.0
        case Words(field, (word,), _, False):
            found = frequency(field, schema.stem(word) if field == BEST else word) / records
        case Key(field, values) if values:
            found = _of_set(field, values, frequency, records)
        case And(parts) if parts:
            found = math.prod(_share(part, frequency, records) for part in parts)
        case Or(parts):
            found = 1.0 - math.prod(1.0 - _share(part, frequency, records) for part in parts)
        case Not(keep, drop):
            found = _share(keep, frequency, records) * (1.0 - _share(drop, frequency, records))
    return min(1.0, found)


def _of_set(field: str, values: Sequence[str], frequency: Frequency, records: int) -> float:
    some = values[:: math.ceil(len(values) / _LOOKED_UP)]
    found = _postings(field, some, frequency) * len(values) / len(some) / records
    if len(some) == len(values):
        return found
    if _BROAD < found < _SURE:
        found = _postings(field, values, frequency) / records
    return found if found >= _SURE else 0.0


def _postings(field: str, values: Sequence[str], frequency: Frequency) -> int:
    return sum(frequency(*schema.key_term(field, value)) for value in values)


def _is_small(where: Expr) -> bool:
    todo, number = [where], 0
    while todo and number <= _MOST_PARTS:
        part = todo.pop()
        number += 1
        match part:
            case And(parts) | Or(parts):
                todo.extend(parts)
            case Not(keep, drop):
                todo += (keep, drop)
    return number <= _MOST_PARTS
