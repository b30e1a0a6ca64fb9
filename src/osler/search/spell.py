"""Did you mean: words that the mirror hardly holds, replaced by close ones that it holds often."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from osler.engine import words
from osler.engine.protocol import Engine
from osler.engine.stopwords import STOPWORDS
from osler.search.syntax import Group, Kind, Leaf, Term, Tree, fold, unparse
from osler.search.vocabulary import Vocabulary

FIELDS = ("title", "abstract")
RARE = 2  # records up to which a word may be a slip
TIMES = 20  # how much more often the other must stand
_SHORTEST = 4  # letters; below, everything is close to everything
_LONGEST = 45  # beyond, it is no word; the strings one slip away grow with the square of its length
_PREFIX = 3  # first letters that a word two slips away must share
_TERMS = 20_000  # words with that beginning that are looked at
_MOST = 20  # words of a query that are looked for: a strategy of hundreds would take longer than its search
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Correction:
    """The query with its slips mended, and each (typed, meant)."""

    text: str
    words: tuple[tuple[str, str], ...]


def correct(engine: Engine, vocabulary: Vocabulary, tree: Tree, *, until: float = float("inf")) -> Correction | None:
    """A better spelling of the query's words, or None. Tagged values other than words (authors, journals, ids) and
    quoted phrases are mended too where they are words; everything known to the vocabulary is left alone, and so is
    what comes after `_MOST` words that are not, or after `until` (time.monotonic())."""
    looked: dict[str, str] = {}

    def leaf(node: Leaf) -> Tree:
        if not isinstance(node, Term) or (node.tag and node.tag.kind not in (Kind.TEXT, Kind.ALL, Kind.MESH)):
            return node
        typed = node.text.split()
        meant = [_mend(word, engine, vocabulary, looked) if time.monotonic() < until else word for word in typed]
        return replace(node, text=" ".join(meant)) if meant != typed else node

    better = fold(tree, leaf, lambda group, parts: Group(group.op, tuple(parts), group.start, group.end))
    changed = tuple((word, meant) for word, meant in looked.items() if meant != word)
    return Correction(unparse(better), changed) if changed else None


def _mend(typed: str, engine: Engine, vocabulary: Vocabulary, looked: dict[str, str]) -> str:
    """`looked`: what each word was found to mean so far; itself where nothing was."""
    word = words.fold(typed)
    if not word.isascii() or not word.isalpha() or not _SHORTEST <= len(word) <= _LONGEST or word in STOPWORDS:
        return typed
    if word not in looked:
        here = _frequency(engine, word)
        if len(looked) >= _MOST or here > RARE or vocabulary.entries(word):
            return typed
        looked[word] = best_match(engine, word, here) or word
    return looked[word] if looked[word] != word else typed


def best_match(engine: Engine, word: str, here: int) -> str | None:
    """The most frequent word one slip away, else two, else the word as two; None where nothing is far commoner."""
    enough = max(TIMES * here, TIMES // 4)
    for candidates in (_one_slip(engine, word), _two_slips(engine, word), _two_words(engine, word)):
        found = max(candidates, key=lambda pair: pair[1], default=None)
        if found and found[1] >= enough:
            return found[0]
    return None


def _frequency(engine: Engine, word: str) -> int:
    return max(engine.document_frequency(field, word) for field in FIELDS)


def _one_slip(engine: Engine, word: str) -> Iterator[tuple[str, int]]:
    for other in edits(word):
        count = _frequency(engine, other)
        if count:
            yield other, count


def edits(word: str) -> set[str]:
    """Every string one insertion, deletion, replacement or swap away."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    deletions = {left + right[1:] for left, right in splits if right}
    swaps = {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    replacements = {left + c + right[1:] for left, right in splits if right for c in _LETTERS}
    insertions = {left + c + right for left, right in splits for c in _LETTERS}
    return (deletions | swaps | replacements | insertions) - {word}


def _two_slips(engine: Engine, word: str) -> Iterator[tuple[str, int]]:
    if len(word) < 2 * _PREFIX:
        return
    letters = set(word)
    for field in FIELDS:
        for other, count in engine.terms(field, word[:_PREFIX], limit=_TERMS):
            near = abs(len(other) - len(word)) <= 2 and len(letters.symmetric_difference(other)) <= 4
            if near and other.isalpha() and distance(word, other, 2) == 2:
                yield other, count


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


def _two_words(engine: Engine, word: str) -> Iterator[tuple[str, int]]:
    for cut in range(_SHORTEST - 1, len(word) - _SHORTEST + 2):
        counts = [_frequency(engine, part) for part in (word[:cut], word[cut:])]
        if min(counts) > TIMES:
            yield f"{word[:cut]} {word[cut:]}", min(counts)
