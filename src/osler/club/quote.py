"""Sentences of an abstract, and whether a quote is in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(\"'“])")
SHORTEST = 3  # words


def sentences(texts: Iterable[str]) -> list[str]:
    """One after the other; a text is a section's."""
    return [part for text in texts for part in _END.split(_plain(text)) if len(part.split()) >= SHORTEST]


def is_in(quote: str, texts: Iterable[str]) -> bool:
    """Word for word, white space aside; within one section."""
    wanted = _plain(quote)
    return bool(wanted) and any(wanted in _plain(text) for text in texts)


def _plain(text: str) -> str:
    return " ".join(text.split())
