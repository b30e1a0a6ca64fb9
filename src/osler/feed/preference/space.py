"""How common each term is in the mirror, and what it means: what papers are compared by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from osler.search import lexicon as lexicons
from osler.search.lexicon import Lexicon
from osler.search.terms import Terms, heading

Columns = NDArray[np.int64]  # a term with what it is: the hash below, HEADING above
Floats = NDArray[np.float32]

HEADING = 1 << 32  # MeSH headings and publication types, whole
ABSTRACTS = 100.0  # words of the mean record from which abstracts are the rule
COMMON = (0.05, 0.95)  # share of the records that has it: between these a term tells kinds of papers apart


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Terms by ascending column, each with the records it was met in."""

    columns: Columns
    frequency: NDArray[np.int64]
    records: int  # records counted
    mean_length: float  # words of a record
    lexicon: Lexicon

    @classmethod
    def of(cls, lexicon: Lexicon) -> Space:
        """From what the mirror taught the ranker; publication types count as never met."""
        columns = np.concatenate([lexicon.terms.astype(np.int64), lexicon.headings.astype(np.int64) + HEADING])
        frequency = np.concatenate([lexicon.frequency, lexicon.heading_frequency]).astype(np.int64)
        order = np.argsort(columns)
        length = max(1.0, lexicon.mean_length)
        return cls(columns[order], frequency[order], max(1, lexicon.sampled), length, lexicon)

    @classmethod
    def learn(cls, records: Sequence[Terms]) -> Space:
        """From these records alone, as a mirror that held nothing else would."""
        return cls.of(lexicons.learn(records, records=len(records)))

    def share(self, columns: Columns) -> Floats:
        """Of the records, how many have it: 0 to 1; a term never met counts as met in half a record."""
        if not len(self.columns):
            return np.full(len(columns), 0.5 / self.records, np.float32)
        found = np.minimum(np.searchsorted(self.columns, columns), len(self.columns) - 1)
        met = np.where(self.columns[found] == columns, self.frequency[found], 0.5)
        return np.asarray(met / self.records, np.float32)

    def idf(self, columns: Columns) -> Floats:
        """BM25's, never negative."""
        met = self.share(columns) * self.records
        return np.asarray(np.log(1 + (self.records - met + 0.5) / (met + 0.5)), np.float32)

    @property
    def trust(self) -> float:
        """How far kinds and meanings are to be believed, 0 to 1: titles alone hold little of either."""
        return min(1.0, self.mean_length / ABSTRACTS)

    def kinds(self) -> Kinds:
        """The common terms: what tells kinds of papers apart."""
        return _kinds(self)


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """Common terms by ascending column, what each is worth, and the mean record: a weight a column."""

    columns: Columns
    worth: Floats
    mean: Floats


@lru_cache(maxsize=4)
def _kinds(space: Space) -> Kinds:
    share = space.frequency / space.records
    common = (share > COMMON[0]) & (share < COMMON[1])
    share = share[common]
    worth = (share * (1 - share)) ** -0.25  # the rarer count more, gently: the fourth root of the variance's inverse
    length = float(np.sqrt((share * worth**2).sum()))
    return Kinds(
        space.columns[common], worth.astype(np.float32), (share * worth / max(length, 1e-9)).astype(np.float32)
    )


def terms(record: Terms) -> tuple[Columns, Floats]:
    """A record's columns, ascending, with counts: words (title twice, abstract once), headings and types once.

    None where it has neither words nor headings: types alone say nothing.
    """
    words, counts = np.unique(record.running[record.running > 0], return_counts=True)
    if not len(words) and not record.headings:
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    title = np.fromiter(record.title, np.uint32, len(record.title))
    places = np.minimum(np.searchsorted(words, title), max(len(words) - 1, 0))  # a tenth of what np.isin takes
    counts[places[words[places] == title] if len(words) else []] += 1
    types = [heading(f"pt {name}") for name in record.fields.types]
    whole = np.unique(np.array([*record.headings, *types], np.int64)) + HEADING
    return (
        np.concatenate([words.astype(np.int64), whole]),
        np.concatenate([counts, np.ones(len(whole))]).astype(np.float32),
    )
