"""While someone types: headings, journals, authors, own past queries and words of the mirror that go on so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from osler.engine import words
from osler.engine.protocol import Engine
from osler.search.vocabulary import Concept, Vocabulary

SHORTEST = 3  # letters before anything is suggested
_KINDS = ("descriptor", "publication type", "supplementary")
_TAGS = {"descriptor": "mh", "publication type": "pt", "supplementary": "nm", "journal": "ta"}
_LAST = re.compile(r'(?:.*(?:\bAND\b|\bOR\b|\bNOT\b|[()\]])|)\s*"?', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list under the box."""

    kind: str  # query | heading | substance | publication type | journal | author | word
    label: str  # what is shown
    text: str  # the whole query once it is taken
    count: int  # records that carry it; 0 where not known
    matched: str = ""  # the entry term that was typed, where it differs from the label


def suggest(
    engine: Engine, vocabulary: Vocabulary, text: str, *, past: Iterable[str] = (), limit: int = 10
) -> list[Suggestion]:
    """At most `limit` ways to go on from `text`, whose last words are being typed; none below SHORTEST letters."""
    match = _LAST.match(text)
    start = match.end() if match else 0
    before, typing = text[: len(text[:start].rstrip('"'))], text[start:]
    if len(words.key(typing)) < SHORTEST:
        return []
    groups = (
        (2, _past(text, past)),
        (5, _concepts(vocabulary, before, typing)),
        (2, _journals(vocabulary, before, typing)),
        (2, _authors(engine, before, typing)),
        (limit, _words(engine, before, typing)),
    )
    found: dict[str, Suggestion] = {}
    for most, suggestions in groups:
        for each in islice((s for s in suggestions if s.label.lower() not in found), most):
            found[each.label.lower()] = each
    return list(found.values())[:limit]


def _past(text: str, past: Iterable[str]) -> Iterator[Suggestion]:
    typed = words.key(text)
    for query in dict.fromkeys(past):
        if typed in words.key(query) and words.key(query) != typed:
            yield Suggestion("query", query, query, 0)


def _concepts(vocabulary: Vocabulary, before: str, typing: str) -> Iterator[Suggestion]:
    for entry, concept in vocabulary.starting_with(typing, *_KINDS, limit=5):
        yield _concept(concept, entry, before)


def _concept(concept: Concept, entry: str, before: str) -> Suggestion:
    kind = {"descriptor": "heading", "supplementary": "substance"}.get(concept.kind, concept.kind)
    own = " ".join(words.words(concept.name))
    text = _joined(before, f'"{concept.name}"[{_TAGS[concept.kind]}]')
    return Suggestion(kind, concept.name, text, concept.weight, "" if entry == own else entry)


def _journals(vocabulary: Vocabulary, before: str, typing: str) -> Iterator[Suggestion]:
    for entry, concept in vocabulary.starting_with(typing, "journal", limit=4):
        if concept.weight or concept.short:
            label = concept.short or concept.name
            matched = "" if entry == " ".join(words.words(label)) else concept.name
            yield Suggestion("journal", label, _joined(before, f'"{label}"[ta]'), concept.weight, matched)


def _authors(engine: Engine, before: str, typing: str) -> Iterator[Suggestion]:
    name = words.key(typing).lstrip('"')
    for value, count in engine.terms("author", name, limit=4):
        yield Suggestion("author", value, _joined(before, f"{value}[au]"), count)


def _words(engine: Engine, before: str, typing: str) -> Iterator[Suggestion]:
    """The last word completed from the titles of the mirror."""
    *kept, last = typing.split()
    if len(last) < SHORTEST or not last.isalpha():
        return
    for value, count in engine.terms("title", words.fold(last), limit=6):
        if value != last.lower():
            label = " ".join([*kept, value])
            yield Suggestion("word", label, _joined(before, label), count)


def _joined(before: str, addition: str) -> str:
    return f"{before}{'' if not before or before.endswith((' ', '(')) else ' '}{addition}"
