"""The sentence of an abstract that answers best, with the words asked for marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
    """What to mark: whole words (with a plural's ending) and beginnings of words."""

    whole: frozenset[str]
    prefixes: tuple[str, ...] = ()

    def found_in(self, word: str) -> str:
        """Which wanted word this one is, or "" for none."""
        if word in self.whole:
            return word
        for ending in ("s", "es"):
            if len(word) > 4 and word.endswith(ending) and word[: -len(ending)] in self.whole:
                return word[: -len(ending)]
        if f"{word}s" in self.whole:
            return f"{word}s"
        return next((prefix for prefix in self.prefixes if word.startswith(prefix)), "")


class _Sentence(NamedTuple):
    text: str
    spans: list[tuple[int, int]]  # what to mark
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
        return _marked(_Sentence(_fallback(abstract), [], 0))
    at = found.index(best)
    if len(best.text) < SHORT and at + 1 < len(found):
        return _marked(best) + " " + _marked(found[at + 1])
    return _marked(best)


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
        hits = [(asked.found_in(span.word), span.start, span.end) for span in words.spans(sentence)]
        marked = [(start, end) for word, start, end in hits if word]
        different = len({word for word, _, _ in hits if word})
        yield _Sentence(sentence, marked, different + len(marked) / (10 + len(hits)))


def _fallback(abstract: Abstract) -> str:
    said = [s.text.plain for s in abstract.sections if (s.category or s.label).upper() in _CONCLUSION]
    return (said or [section.text.plain for section in abstract.sections if section.text.plain] or [""])[0]


def _marked(sentence: _Sentence) -> Markup:
    text, spans = sentence.text, sentence.spans
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
