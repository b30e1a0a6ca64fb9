"""Did you mean: words that the mirror hardly holds, replaced by close ones that it holds far more often."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from osler.engine import words
from osler.engine.protocol import Engine
from osler.engine.stopwords import STOPWORDS
from osler.search.closest import RARE, SELDOM, best_match, frequency, joined
from osler.search.misnamed import person, thing
from osler.search.syntax import Group, Kind, Leaf, Term, Tree, fold, unparse
from osler.search.vocabulary import Vocabulary

_SHORTEST = 3  # letters, with a number among them; below, everything is close to everything
_LONGEST = 45  # beyond, it is no word; the strings one slip away grow with the square of its length
_MOST = 20  # words of a query that are looked for: a strategy of hundreds would take longer than its search
_FARTHEST = 4  # of them those in which two slips are looked for
_SPELT = (Kind.TEXT, Kind.ALL, Kind.MESH)


@dataclass(frozen=True, slots=True)
class Correction:
    """The query with its slips mended, and each (typed, meant)."""

    text: str
    words: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Speller:
    engine: Engine
    vocabulary: Vocabulary
    until: float
    looked: dict[str, str] = field(default_factory=dict)  # what each was found to mean; itself where nothing was

    def leaf(self, node: Leaf) -> Tree:
        if not isinstance(node, Term) or time.monotonic() > self.until:
            return node
        kind = node.tag.kind if node.tag else Kind.ALL
        named = self._named(node, kind)
        if named or kind not in _SPELT:
            return replace(node, text=named) if named else node
        typed = node.text.split()
        meant = list(self._words(typed, joins=not node.quoted, people=node.tag is None and not node.quoted))
        return replace(node, text=" ".join(meant)) if meant != typed else node

    def _named(self, node: Term, kind: Kind) -> str | None:
        """The author, journal or controlled term that a whole term is one slip from."""
        if len(node.text) > _LONGEST or len(self.looked) >= _MOST:
            return None
        if kind is Kind.AUTHOR:
            found = person(self.engine, node.text)
        elif " " in node.text or kind not in _SPELT:
            found = thing(self.vocabulary, node.text, kind)
        else:
            found = None
        if found:
            self.looked[node.text] = found
        return found

    def _words(self, typed: list[str], *, joins: bool, people: bool) -> Iterator[str]:
        place = 0
        while place < len(typed):
            here, after = typed[place], typed[place + 1] if place + 1 < len(typed) else ""
            pair = f"{here} {after}"
            found = None
            if after and time.monotonic() < self.until and len(self.looked) < _MOST:
                found = joined(self.engine, here, after) if joins else None
                found = found or (self._person(here, after) if people else None)
            if found:
                self.looked[pair] = found
                yield found
                place += 2
                continue
            yield self._word(here) if time.monotonic() < self.until else here
            place += 1

    def _person(self, last: str, initials: str) -> str | None:
        """'furts de' for 'furst de', where the name is no word of the mirror."""
        if not re.fullmatch(r"[A-Za-z]{1,2}", initials) or initials.lower() in STOPWORDS - {"a", "i"}:
            return None
        if not last.isalpha() or frequency(self.engine, words.fold(last)) > RARE:
            return None
        return person(self.engine, f"{last} {initials}")

    def _word(self, typed: str) -> str:
        word = words.fold(typed)
        if not word.isascii() or not _SHORTEST <= len(word) <= _LONGEST or word in STOPWORDS:
            return typed
        if word not in self.looked:
            here = frequency(self.engine, word)
            if len(self.looked) >= _MOST or here > SELDOM or _known(self.vocabulary, word):
                return typed
            far = len(self.looked) < _FARTHEST
            self.looked[word] = best_match(self.engine, word, here, far=far) or word
        return self.looked[word] if self.looked[word] != word else typed


def correct(engine: Engine, vocabulary: Vocabulary, tree: Tree, *, until: float = float("inf")) -> Correction | None:
    """A better spelling of the query's words, or None. Words, with their tags and in quoted phrases, and names of
    authors, journals and headings are mended; everything known to the vocabulary is left alone, and so is what comes
    after `_MOST` that are not, or after `until` (time.monotonic())."""
    speller = _Speller(engine, vocabulary, until)
    better = fold(tree, speller.leaf, lambda group, parts: Group(group.op, tuple(parts), group.start, group.end))
    changed = tuple((word, meant) for word, meant in speller.looked.items() if meant != word)
    return Correction(unparse(better), changed) if changed else None


def _known(vocabulary: Vocabulary, word: str) -> bool:
    return bool(vocabulary.entries(word)) or vocabulary.starts(word)
