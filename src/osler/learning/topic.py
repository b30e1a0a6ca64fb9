"""Whether a search goes on with a question or asks another."""

from __future__ import annotations

import re

from osler.engine.stopwords import STOPWORDS

_TAG = re.compile(r"\[[^\]]*\]")
_WORD = re.compile(r"[^\W_]+")
_OPERATORS = frozenset({"and", "or", "not"})


def words(question: str) -> frozenset[str]:
    """Its telling words: no field tags, operators or stopwords, no plural s."""
    found = _WORD.findall(_TAG.sub(" ", question).lower())
    return frozenset(_singular(word) for word in found if word not in STOPWORDS and word not in _OPERATORS)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def same(one: str, other: str) -> bool:
    """True where they share at least half of the shorter one's words."""
    a, b = words(one), words(other)
    return bool(a and b) and 2 * len(a & b) >= min(len(a), len(b))
