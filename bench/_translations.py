"""Translations recorded from PubMed beside ours: same words, same tags, same brackets.

A line has `term` (with what it was recorded with in parentheses behind it), `query_translation` and
`translation_set` (the phrases that PubMed mapped, `phrase => target` or the phrase alone, or null). Where the
vocabulary that a mapped phrase needs is not loaded, the line says so and is not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from osler.engine.protocol import Engine
from osler.errors import BadQuery
from osler.search.run import Request, read
from osler.search.vocabulary import Vocabulary

FIELDS = ("term", "query_translation")
_REMARK = re.compile(r"\s+\([^()]*=[^()]*\)$")  # "ferroptosis (retmax=0)"
_TAGGED = re.compile(r'"[^"]+"\[[^\]]+\]|:\d{4}/\d\d/\d\d\[')
_MAPPED = re.compile(r'"[^"]+"\[(?:MeSH Terms|Journal|Supplementary Concept)\]')


def compare(engine: Engine, vocabulary: Vocabulary, line: Mapping[str, Any]) -> dict[str, Any]:
    """One line: `same` is True or False, None where there is nothing to compare and `why` says what is missing."""
    recorded = str(line["query_translation"])
    term = _REMARK.sub("", str(line["term"]))
    shown: dict[str, Any] = {"id": line["id"], "term": term, "recorded": recorded}
    if not _TAGGED.search(recorded):
        return shown | {"same": None, "why": "the line records something else than a translation"}
    missing = [phrase for phrase in _needed(line) if not vocabulary.entries(phrase)]
    if missing:
        return shown | {"same": None, "why": f"not in the vocabulary loaded: {', '.join(missing)}"}
    try:
        ours = read(engine, vocabulary, Request(term)).explanation.translation
    except BadQuery as problem:
        return shown | {"same": False, "why": str(problem)}
    return shown | {"same": ours == recorded, "ours": ours}


def _needed(line: Mapping[str, Any]) -> Iterator[str]:
    """Phrases that PubMed mapped, without the tags they were typed with."""
    if _MAPPED.search(str(line["query_translation"])):
        for part in str(line.get("translation_set") or "").split(";"):
            if phrase := part.partition("=>")[0].partition("[")[0].strip():
                yield phrase


def agreement(compared: list[dict[str, Any]]) -> dict[str, int]:
    """How many lines there are, how many could be compared, how many agree."""
    judged = [each for each in compared if each["same"] is not None]
    return {
        "translations": len(compared),
        "compared": len(judged),
        "agree": sum(each["same"] for each in judged),
    }
