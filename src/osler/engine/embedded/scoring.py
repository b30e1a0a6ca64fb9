"""What of a question tells how its score is best asked for beside what matches. Pure.

A score of several words, asked for as one union of optional terms, walks every posting of every word however
few records match. Two shapes do without: a word that every match has anyway is no option but a condition, and
where few can match each word is an option of its own, looked up at the matches only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from osler.engine.embedded import schema
from osler.engine.fields import BEST
from osler.model.query import And, Expr, Key, Not, Or, Pmids, Weighted, Words

_HELD = frozenset((BEST, "title", "vernacular", "abstract", "keyword"))  # what BEST holds every word of
_DEEPEST = 20  # levels looked into; below them nothing is known
_WIDEST = 64  # leaves a bound is worth the looking up
_APART = 8  # words asked for one by one: each nests the query a level
_LOOKED_UP = 5  # postings walked in the time in which one word is looked up at one match

Frequency = Callable[[str, str], int]  # (field, value) -> records that have it


def certain(where: Expr, level: int = 0) -> frozenset[str]:
    """Stems that every record matching `where` holds in BEST."""
    if level > _DEEPEST:
        return frozenset()
    match where:
        case Words(field, words, _, prefix) if field in _HELD:
            return frozenset(map(schema.stem, words[:-1] if prefix else words)) - {""}
        case And(parts) if parts:
            return frozenset().union(*(certain(part, level + 1) for part in parts))
        case Or(parts) if parts:
            return frozenset.intersection(*(certain(part, level + 1) for part in parts))
        case Not(keep):
            return certain(keep, level + 1)
    return frozenset()


def stem_of(part: Weighted) -> str:
    """The stem a part of a score looks for in BEST; "" where it looks for anything else."""
    match part:
        case Weighted(Words(field, (word,), _, False), _, True) if field == BEST:
            return schema.stem(word)
    return ""


def is_apart(where: Expr, score: Sequence[Weighted], frequency: Frequency, records: int) -> bool:
    """Whether the words of a score are sooner looked up one by one at the matches than walked through together."""
    stems = [stem_of(part) for part in score]
    if not 1 < len(stems) <= _APART or not all(stems) or _leaves(where) > _WIDEST:
        return False
    walked = sum(frequency(BEST, stem) for stem in stems)
    return at_most(where, frequency, records) * len(stems) * _LOOKED_UP < walked


def at_most(where: Expr, frequency: Frequency, records: int, level: int = 0) -> int:
    """A number that the matches of `where` cannot pass; `records` where nothing is known."""
    below = level + 1
    found = records
    match where:
        case _ if level > _DEEPEST:
            pass
        case Words(field, words, _, prefix):
            whole = words[:-1] if prefix else words
            each = (frequency(field, schema.stem(word) if field == BEST else word) for word in whole)
            found = min(each, default=records)
        case Key(field, values):
            found = sum(frequency(*schema.key_term(field, value)) for value in values)
        case Pmids(pmids):
            found = len(pmids)
        case And(parts) if parts:
            found = min(at_most(part, frequency, records, below) for part in parts)
        case Or(parts):
            found = sum(at_most(part, frequency, records, below) for part in parts)
        case Not(keep):
            found = at_most(keep, frequency, records, below)
    return min(records, found)


def _leaves(where: Expr) -> int:
    """Terms to look up; more than _WIDEST is not counted to the end."""
    todo, number = [where], 0
    while todo and number <= _WIDEST:
        part = todo.pop()
        match part:
            case And(parts) | Or(parts):
                todo.extend(parts)
            case Not(keep):
                todo.append(keep)
            case Words(_, words):
                number += len(words)
            case Key(_, values):
                number += len(values)
    return number
