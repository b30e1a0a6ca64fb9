"""The controlled term that a tagged text names: as typed, or in MeSH's American spelling."""

from __future__ import annotations

import re

from osler.search.mapping.context import Context
from osler.search.mapping.spelling import american
from osler.search.syntax import NoteKind, Term
from osler.search.vocabulary import Concept

_WORD = re.compile(r"[a-z]+")
_SHORT = 3  # letters of a word too short to be tried in the other number


def named(text: str, term: Term, context: Context, *kinds: str) -> Concept | None:
    """The first concept of these kinds with this name or entry term; a British spelling or the other number (neuron,
    case report) that was mended is noted."""
    found = context.vocabulary.named(text, *kinds)
    if found is not None:
        return found
    american_ = _WORD.sub(lambda word: american(word[0]), text.lower())
    for other, how in ((american_, "in MeSH's spelling"), (other_number(american_), "as MeSH has it")):
        found = context.vocabulary.named(other, *kinds) if other not in ("", text.lower()) else None
        if found is not None:
            context.note(NoteKind.CORRECTED, f"'{text}' was read as {found.name}, {how}", term.start, "", text)
            return found
    return None


def other_number(text: str) -> str:
    """The text with its last word in the other number, as plainly as English goes; "" where that says nothing."""
    last = text.rpartition(" ")[2]
    if len(last) <= _SHORT or not last.isalpha() or last.endswith(("ic", "ics", "ss", "us", "is")):
        return ""  # "metagenomic" is not one of metagenomics
    return text[:-1] if text.endswith("s") else f"{text}s"
