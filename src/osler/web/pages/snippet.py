"""The sentence of an abstract that answers best, with the words asked for marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup, escape

from osler.engine import words
from osler.model.article import Abstract
from osler.model.query import And, Expr, Not, Or, Words

LONGEST = 340  # characters of a snippet
SHORT = 130  # below this a second sentence fits
_MOST = 80  # words looked for: a long strategy's tail marks nothing more
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\bvs\.)(?<!\bi\.e\.)(?<!\be\.g\.)(?<!\bal\.)(?<!\bca\.)\s+(?=[\"“(\[]?[A-Z0-9])")
_CONCLUSION = ("CONCLUSIONS", "CONCLUSION", "INTERPRETATION")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to mark: whole words, also in the plural or singular, and beginnings of words."""

    whole: frozenset[str]
    prefixes: tuple[str, ...] = ()
    forms: dict[str, str] = field(init=False, compare=False)  # a form a word may stand in -> the word wanted

    def __post_init__(self) -> None:
        forms = {f"{word}{ending}": word for word in self.whole for ending in ("es", "s")}
        forms |= {word[:-1]: word for word in self.whole if len(word) > 4 and word.endswith("s")}
        object.__setattr__(self, "forms", forms | {word: word for word in self.whole})

    def found_in(self, word: str) -> str:
        """Which wanted word this one is, or "" for none."""
        found = self.forms.get(word, "")
        if found or not self.prefixes:
            return found
        return next((prefix for prefix in self.prefixes if word.startswith(prefix)), "")


class _Sentence(NamedTuple):
    text: str
    worth: float


def wanted(expr: Expr, typed: str = "") -> Wanted:
    """The words an expression looks for (not those it leaves out), and those typed."""
    whole: dict[str, None] = dict.fromkeys(w for w in words.words(typed) if len(w) > 1)
    prefixes: dict[str, None] = {}
    for part in _positive(expr):
        if len(whole) + len(prefixes) >= _MOST:
            break
        last = len(part.words) - 1
        for place, word in enumerate(part.words):
            (prefixes if part.prefix and place == last else whole)[word] = None
    return Wanted(frozenset(whole) - _COMMON, tuple(prefixes))


_COMMON = frozenset(words.words("a an and are as at by for from in is of on or that the this to was were with not"))


def snippet(abstract: Abstract | None, asked: Wanted) -> Markup:
    """The best one or two sentences; what it concluded, or its beginning, where no word is in it."""
    if abstract is None:
        return Markup("")
    found = [s for section in abstract.sections for s in _sentences(section.text.plain, asked)]
    best = max(found, key=lambda s: s.worth, default=None)
    if best is None:
        return Markup("")
    if not best.worth:
        return _marked(_fallback(abstract), asked)
    at = found.index(best)
    if len(best.text) < SHORT and at + 1 < len(found):
        return _marked(best.text, asked) + " " + _marked(found[at + 1].text, asked)
    return _marked(best.text, asked)


def _positive(expr: Expr) -> Iterator[Words]:
    todo = [expr]
    while todo:
        part = todo.pop()
        if isinstance(part, Words):
            yield part
        elif isinstance(part, And | Or):
            todo.extend(reversed(part.parts))
        elif isinstance(part, Not):
            todo.append(part.keep)


def _sentences(text: str, asked: Wanted) -> Iterator[_Sentence]:
    for sentence in _SENTENCE.split(text):
        all_words = words.words(sentence)
        hits = [found for found in map(asked.found_in, all_words) if found]
        yield _Sentence(sentence, len(set(hits)) + len(hits) / (10 + len(all_words)))


def _fallback(abstract: Abstract) -> str:
    said = [s.text.plain for s in abstract.sections if (s.category or s.label).upper() in _CONCLUSION]
    return (said or [section.text.plain for section in abstract.sections if section.text.plain] or [""])[0]


def _marked(text: str, asked: Wanted) -> Markup:
    spans = [(span.start, span.end) for span in words.spans(text) if asked.found_in(span.word)]
    start, end = _window(text, spans)
    out = ["… " if start else ""]
    at = start
    for low, high in spans:
        if low >= at and high <= end:
            out.append(f"{escape(text[at:low])}<mark>{escape(text[low:high])}</mark>")
            at = high
    out.append(f"{escape(text[at:end])}{' …' if end < len(text) else ''}")
    return Markup("".join(out))


def _window(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """Where to cut a long sentence: around the stretch with most of what is marked, at word boundaries."""
    if len(text) <= LONGEST:
        return 0, len(text)
    starts = [max(0, low - 40) for low, _ in spans] or [0]
    start = max(starts, key=lambda s: sum(s <= low < s + LONGEST for low, _ in spans))
    start = text.find(" ", start) + 1 if start else 0
    end = start + LONGEST
    return start, len(text) if end >= len(text) else text.rfind(" ", start, end)
