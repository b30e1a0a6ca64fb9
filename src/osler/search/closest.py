"""The word that was meant: far commoner in the mirror than what was typed, and a slip or two away from it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from osler.engine import words
from osler.engine.protocol import Engine
from osler.model.query import Words
from osler.search import slips
from osler.search.mapping.expressions import any_of

FIELDS = ("title", "abstract")
_COUNTED = (*FIELDS, "term")  # words of headings and substances are never slips
RARE = 2  # records up to which a word is looked for in every way
SELDOM = 200  # records beyond which no word is taken for a slip, however common the other
TIMES = 20  # how much more often the other must stand
_FEWEST = 5  # records that a word in place of one that stands nowhere must have
_UNLIKELY = 0.75  # cost of a slip from which on it takes _SURER times more to doubt a word that the mirror holds
_SURER = 10
_NEVER = 0.9  # cost from which on no word that the mirror holds is doubted
_STRANGE = 1.2  # cost of two slips beyond which a word needs _LONG letters: short words are close to everything
_LONG = 8
_LONGEST = 45  # letters of two words written as one
_WORTH = 4.0  # a slip more weighs as much as being e^4 times as frequent
_SHORTEST = 4  # letters; below, everything is close to everything
_TWO_SLIPS = 6  # letters of the shortest word in which two slips are looked for
_COMMON = 50  # records of a word one slip away beyond which none two away is looked for
_TERMS = 20_000  # words with one first letter that are looked at
_NUMBERED = re.compile(r"[a-z]{2,}\d+[a-z]?")
_PARTS = re.compile(r"[a-z]+|\d+[a-z]?")


class Candidate(NamedTuple):
    """What may have been meant, in how many records it stands, and what the slip costs (`slips.cost`)."""

    text: str
    papers: int
    cost: float

    @property
    def worth(self) -> float:
        return math.log(self.papers) - _WORTH * self.cost


def best_match(engine: Engine, word: str, here: int, *, far: bool = True) -> str | None:
    """What was meant by a word that stands in `here` records; None where nothing close is far commoner. Two slips,
    and two words run together, are looked for in words that hardly stand anywhere."""
    if not word.isalpha():
        return _numbered(engine, word, here)
    if len(word) < _SHORTEST:
        return None
    found = [*_one_slip(engine, word)]
    if far and len(word) >= _TWO_SLIPS and not any(_enough(each, here) and each.papers >= _COMMON for each in found):
        found += _two_slips(engine, word, here)
    best = max((each for each in found if _enough(each, here)), key=lambda each: each.worth, default=None)
    if best:
        return best.text
    return _two_words(engine, word, here) if here <= RARE else None


def _enough(found: Candidate, here: int) -> bool:
    """Whether another word is so much commoner that the one typed is rather a slip than a word."""
    if here and found.cost > _NEVER:
        return False
    surer = _SURER if found.cost > _UNLIKELY else 1
    return found.papers >= max(_FEWEST, TIMES * here * surer)


def frequency(engine: Engine, word: str) -> int:
    return max(engine.document_frequency(field, word) for field in _COUNTED)


def _one_slip(engine: Engine, word: str) -> Iterator[Candidate]:
    for other in slips.edits(word):
        count = frequency(engine, other)
        if count:
            yield Candidate(other, count, slips.cost(word, other))


def _two_slips(engine: Engine, word: str, here: int) -> Iterator[Candidate]:
    """Words that begin with the same letter or one that sounds so; in place of a word that the mirror has more than
    once or twice, only what sounds the same."""
    most = slips.HEARD if here > RARE else _STRANGE if len(word) < _LONG else 2 + slips.HEARD
    fewest = max(_FEWEST, TIMES * here)
    letters, seen = set(slips.sound(word)), {word}
    starts = dict.fromkeys((word[0], slips.sound(word)[0], *("p" if word[0] in "fns" else "")))
    for text_field, start in ((text_field, start) for start in starts for text_field in FIELDS):
        for other, count in engine.terms(text_field, start, limit=_TERMS):
            if count < fewest:
                break
            if other in seen or abs(len(other) - len(word)) > 2 or not other.isalpha():
                continue
            seen.add(other)
            if len(letters.symmetric_difference(slips.sound(other))) <= 4:
                slip = slips.cost(word, other)
                if slip <= most:
                    yield Candidate(other, count, slip)


def _two_words(engine: Engine, word: str, here: int) -> str | None:
    """Two words run together, that stand together."""
    best: tuple[int, str] = (max(2, TIMES * here) - 1, "")
    for cut in range(_SHORTEST - 1, len(word) - _SHORTEST + 2):
        pair = (word[:cut], word[cut:])
        if all(frequency(engine, part) > TIMES for part in pair):
            best = max(best, (_together(engine, pair), " ".join(pair)))
    return best[1] or None


def _numbered(engine: Engine, word: str, here: int) -> str | None:
    """'covid19' as 'covid-19'."""
    parts = tuple(_PARTS.findall(word)) if _NUMBERED.fullmatch(word) else ()
    enough = len(parts) > 1 and _together(engine, parts) >= max(_FEWEST, TIMES * here)
    return "-".join(parts) if enough else None


def joined(engine: Engine, one: str, other: str) -> str | None:
    """'micro biome' as 'microbiome': far commoner as one word than as two."""
    parts = (words.fold(one), words.fold(other))
    whole = "".join(parts)
    if not whole.isascii() or not whole.isalpha() or not 2 * _SHORTEST <= len(whole) <= _LONGEST:
        return None
    count = frequency(engine, whole)
    return whole if count >= _FEWEST and count >= TIMES * _together(engine, parts) else None


def _together(engine: Engine, parts: tuple[str, ...]) -> int:
    return engine.count(any_of(Words(text_field, parts) for text_field in FIELDS))
