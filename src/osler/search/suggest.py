"""While someone types: headings, journals, authors, own past queries and words of the mirror that go on so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from osler.engine import words
from osler.engine.protocol import Engine
from osler.search import slips
from osler.search.closest import RARE, Candidate, best_match, frequency
from osler.search.vocabulary import Concept, Vocabulary

SHORTEST = 3  # letters before anything is suggested
_OTHERWISE = re.compile(r"\b(?:OR|NOT)\s*$")  # operators after which an AND more would be another search
_TAILS = 4  # last words that are looked at apart from those before
_SURE = 5  # letters of a word's beginning before a slip in it is looked for
_LONG = 30
_MENDED = 2  # whole words that are mended: each takes some milliseconds
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
    named = _named(engine, vocabulary, before, typing)
    completed = list(_words(engine, before, typing))
    if not named and all(each.count <= RARE for each in completed):
        meant = _mended(engine, vocabulary, typing)
        if meant != typing:
            named = _named(engine, vocabulary, before, meant)
            completed = [*_words(engine, before, meant, whole=True), *completed]
    found = _unlike(((2, _past(text, past)), (limit, named), (limit, completed)), {})
    return list(found.values())[:limit]


def _named(engine: Engine, vocabulary: Vocabulary, before: str, typing: str) -> list[Suggestion]:
    """Headings, journals and authors that go on as typed; where none does, as the last words alone do."""
    words_before = ""
    for start in [0] if _OTHERWISE.search(before) else _starts(typing):
        if start:
            words_before = f"{typing[:start].strip()} AND"
        tail = typing[start:]
        known = _joined(before, words_before) if words_before else before
        groups = (
            (5, _concepts(vocabulary, known, tail)),
            (2, _journals(vocabulary, known, tail)),
            (2, _authors(engine, known, tail)),
        )
        found = _unlike(groups, {})
        if found:
            return list(found.values())
    return []


def _unlike(groups: Iterable[tuple[int, Iterable[Suggestion]]], found: dict[str, Suggestion]) -> dict[str, Suggestion]:
    """So many of each group, none under a label already found, added to those by label."""
    for most, suggestions in groups:
        for each in islice((s for s in suggestions if s.label.lower() not in found), most):
            found[each.label.lower()] = each
    return found


def _starts(typing: str) -> Iterator[int]:
    """Where the text and its last words begin, the longest first."""
    yield 0
    words_ = list(re.finditer(r"\S+", typing))
    for word in words_[1:][-_TAILS:]:
        if len(words.key(typing[word.start() :])) >= SHORTEST:
            yield word.start()


def _mended(engine: Engine, vocabulary: Vocabulary, typing: str) -> str:
    """The text as it may have been meant: words that stand nowhere, and the beginning of the last one, a slip away."""
    *whole, last = typing.split()
    for at in [at for at, word in enumerate(whole) if not frequency(engine, words.fold(word))][-_MENDED:]:
        word = words.fold(whole[at])
        if word.isascii() and word.isalpha() and not vocabulary.entries(word):
            whole[at] = best_match(engine, word, 0, far=False) or whole[at]
    return " ".join([*whole, _beginning(engine, words.fold(last)) or last])


def _beginning(engine: Engine, typed: str) -> str | None:
    """The likeliest beginning of a word one slip from that typed, the first letter kept."""
    if not typed.isascii() or not typed.isalpha() or not _SURE <= len(typed) <= _LONG:
        return None
    if any(count > RARE for _, count in engine.terms("title", typed, limit=1)):
        return None
    likely = [
        Candidate(other, count, slips.cost(typed, other))
        for other in slips.edits(typed)
        if other[0] == typed[0] and len(other) >= len(typed)
        for _, count in engine.terms("title", other, limit=1)
        if count > RARE
    ]
    return max(likely, key=lambda each: each.worth).text if likely else None


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


def _words(engine: Engine, before: str, typing: str, *, whole: bool = False) -> Iterator[Suggestion]:
    """The last word completed from the titles of the mirror; `whole`: also where it is a word as it stands."""
    *kept, last = typing.split()
    if len(last) < SHORTEST or not last.isalpha():
        return
    for value, count in engine.terms("title", words.fold(last), limit=6):
        if whole or value != last.lower():
            label = " ".join([*kept, value])
            yield Suggestion("word", label, _joined(before, label), count)


def _joined(before: str, addition: str) -> str:
    return f"{before}{'' if not before or before.endswith((' ', '(')) else ' '}{addition}"
