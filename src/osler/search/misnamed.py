"""Names with a slip: authors as the mirror prints them, journals and headings as the vocabulary has them."""

from __future__ import annotations

import re

from osler.engine import words
from osler.engine.protocol import Engine
from osler.search import slips
from osler.search.syntax import Kind
from osler.search.vocabulary import Vocabulary

_SHORTEST = 4  # letters of a last name
_FEWEST = 3  # papers of the name that was meant
_NAME = re.compile(r"([a-z]+)((?: [a-z]{1,3})?)")
_KINDS = {
    Kind.JOURNAL: ("journal",),
    Kind.MESH: ("descriptor",),
    Kind.SUBSTANCE: ("supplementary", "descriptor"),
    Kind.ALL: ("descriptor", "supplementary", "publication type", "journal"),
}


def person(engine: Engine, typed: str) -> str | None:
    """'furts de' as 'furst de': the likeliest name one slip in the last name away, with the same initials; None where
    the mirror has the name as typed, or none like it."""
    found = _NAME.fullmatch(words.key(typed.replace(".", " ")))
    if not found or len(found[1]) < _SHORTEST or _papers(engine, found[0]):
        return None
    last, initials = found[1], found[2]
    near = ((other, _papers(engine, f"{other}{initials}")) for other in slips.edits(last))
    likely = [(slips.cost(last, other), -count, other) for other, count in near if count >= _FEWEST]
    return f"{min(likely)[2]}{initials}" if likely else None


def _papers(engine: Engine, name: str) -> int:
    """Of the most frequent author whose name starts so; a last name alone is whole."""
    start = name if " " in name else f"{name} "
    return next((count for _, count in engine.terms("author", start, limit=1)), 0)


def thing(vocabulary: Vocabulary, typed: str, kind: Kind) -> str | None:
    """The journal, heading or substance that is one slip away and that the mirror has; None where the vocabulary has
    the name as typed."""
    name = " ".join(words.words(typed))
    if len(name) < _SHORTEST or kind not in _KINDS or vocabulary.named(name, *_KINDS[kind]):
        return None
    likely = [
        (slips.cost(name, entry), -concept.weight, entry)
        for entry, concept in vocabulary.among(slips.edits(name), *_KINDS[kind])
        if concept.weight
    ]
    return min(likely)[2] if likely else None
