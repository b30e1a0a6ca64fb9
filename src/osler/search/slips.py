"""How people slip when they spell: what is one slip away, and how likely it is that one word was meant as another.

A noisy channel (Kernighan, Church & Gale 1990) without a table learned from anything: a letter doubled or not, two
letters swapped, one vowel for another or a neighbour on the keyboard are cheaper than what nobody does, and what
sounds alike (ph and f, y and i, th and t, ae and e) hardly costs anything. Pure functions of letters.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = frozenset("aeiouy")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALIKE = (
    frozenset(  # letters beside each other on a keyboard, and those that are taken for each other by their sound
        pair
        for row, below in zip(_ROWS, (*_ROWS[1:], ""), strict=True)
        for at, one in enumerate(row)
        for other in (*row[at + 1 : at + 2], *below[max(0, at - 1) : at + 1])
        for pair in ((one, other), (other, one))
    )
    | {(one, other) for one in "cksz" for other in "cksz"}
)
_TWICE, _SWAPPED, _LIKELY, _LEFT_OUT = 0.5, 0.6, 0.7, 0.8  # slips; any other replacement is one
HEARD = 0.3  # spelt as it sounds
_FIRST = 0.4  # more where the first letter is another: people know how a word begins
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:[pkg](?=n)|p(?=s))", ""),
        (r"ph", "f"),
        (r"[ao]e|(?<=.)eu", "e"),
        (r"([trg])h", r"\1"),
        (r"x", "cs"),
        (r"s?c(?=[eiy])", "s"),
        (r"c[hk]|qu|[kq]", "c"),
        (r"[tc](?=[iy][aou])", "s"),
        (r"z", "s"),
        (r"[yj]", "i"),
        (r"(.)\1+", r"\1"),
    )
)


def edits(word: str) -> set[str]:
    """Every string one insertion, deletion, replacement or swap away."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    deletions = {left + right[1:] for left, right in splits if right}
    swaps = {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    replacements = {left + c + right[1:] for left, right in splits if right for c in _LETTERS}
    insertions = {left + c + right for left, right in splits for c in _LETTERS}
    return (deletions | swaps | replacements | insertions) - {word}


@lru_cache(maxsize=4_096)
def sound(word: str) -> str:
    """How a word is heard, roughly: two words alike in this are spelt apart only on paper."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


def cost(typed: str, meant: str) -> float:
    """How unlikely it is that `meant` was typed so: 0.3 for what sounds the same, 0.5 to 1 for a slip, more for two.
    Infinite beyond two slips."""
    found = _slips(typed, meant, 2)
    heard, said = sound(typed), sound(meant)
    if abs(len(heard) - len(said)) <= 1:
        found = min(found, HEARD + _slips(heard, said, 1))
    return found + (_FIRST if heard[:1] != said[:1] else 0)


def _slips(one: str, other: str, most: int) -> float:
    """The cheapest way from one to the other in at most so many slips (optimal string alignment), or infinity."""
    if one == other:
        return 0
    if distance(one, other, most) > most:
        return float("inf")
    before: list[float] = []
    row = [at * _LEFT_OUT for at in range(len(other) + 1)]
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i * _LEFT_OUT]
        for j, b in enumerate(other, 1):
            extra = before[j] + (_TWICE if i > 1 and one[i - 2] == a else _LEFT_OUT)
            missing = row[j - 1] + (_TWICE if j > 1 and other[j - 2] == b else _LEFT_OUT)
            best = min(extra, missing, before[j - 1] + _replaced(a, b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, older[j - 2] + _SWAPPED)
            row.append(best)
    return row[-1]


def _replaced(a: str, b: str) -> float:
    if a == b:
        return 0
    return _LIKELY if (a, b) in _ALIKE or (a in _VOWELS and b in _VOWELS) else 1


def distance(one: str, other: str, most: int) -> int:
    """Optimal string alignment distance, or `most` + 1 where it is more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
