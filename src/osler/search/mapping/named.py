"""The controlled term that a tagged text names: as typed, or in MeSH's American spelling."""

from __future__ import annotations

import re

from osler.search.mapping.context import Context
from osler.search.mapping.spelling import american
from osler.search.syntax import NoteKind, Term
from osler.search.vocabulary import Concept

_WORD = re.compile(r"[a-z]+")


def named(text: str, term: Term, context: Context, *kinds: str) -> Concept | None:
    """The first concept of these kinds with this name or entry term; a British spelling that was mended is noted."""
    found = context.vocabulary.named(text, *kinds)
    if found is not None:
        return found
    typed = text.lower()
    other = _WORD.sub(lambda word: american(word[0]), typed)
    found = context.vocabulary.named(other, *kinds) if other != typed else None
    if found is not None:
        message = f"'{text}' was read as {found.name}, in MeSH's spelling"
        context.note(NoteKind.CORRECTED, message, term.start, "", text)
    return found
