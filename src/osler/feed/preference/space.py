"""How common each term is in the mirror: what a word or a heading is worth when papers are compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from osler.search.lexicon import Lexicon
from osler.search.terms import Terms, heading

Columns = NDArray[np.int64]  # a term with what it is: the hash below, HEADING or KIND above
Floats = NDArray[np.float32]

HEADING = 1 << 32  # MeSH headings and publication types, whole
KIND = 1 << 33  # a common term read for the kind of paper it marks, not for its subject
COMMON = (0.05, 0.95)  # share of the records that has it: between these a term tells kinds of papers apart


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Terms by ascending column, each with the records it was met in."""

    columns: Columns
    frequency: NDArray[np.int64]
    records: int  # records counted
    mean_length: float  # words of a record, titles counted twice

    @classmethod
    def of(cls, lexicon: Lexicon) -> Space:
        """From what the mirror taught the ranker; publication types count as never met."""
        columns = np.concatenate([lexicon.terms.astype(np.int64), lexicon.headings.astype(np.int64) + HEADING])
        frequency = np.concatenate([lexicon.frequency, lexicon.heading_frequency]).astype(np.int64)
        order = np.argsort(columns)
        return cls(columns[order], frequency[order], max(1, lexicon.sampled), max(1.0, lexicon.mean_length))

    @classmethod
    def learn(cls, records: Iterable[Terms]) -> Space:
        """From these records alone."""
        parts = [terms(each) for each in records]
        if not parts:
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), 1, 1.0)
        columns, frequency = np.unique(np.concatenate([columns for columns, _ in parts]), return_counts=True)
        length = sum(float(counts[columns < HEADING].sum()) for columns, counts in parts) / len(parts)
        return cls(columns, frequency, len(parts), max(1.0, length))

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

    def kinds(self) -> tuple[Columns, Floats]:
        """Common terms as KIND columns, and the mean record's weight in each."""
        return _kinds(self)


@lru_cache(maxsize=4)
def _kinds(space: Space) -> tuple[Columns, Floats]:
    share = space.frequency / space.records
    common = (share > COMMON[0]) & (share < COMMON[1])
    worth = kind_worth(share[common])
    length = float(np.sqrt((share[common] * worth**2).sum()))
    return space.columns[common] + KIND, (share[common] * worth / max(length, 1e-9)).astype(np.float32)


def kind_worth(share: NDArray[np.floating]) -> NDArray[np.floating]:
    """The rarer of the common terms count more, gently: the fourth root of the variance's inverse."""
    return np.asarray((share * (1 - share)) ** -0.25)


def terms(record: Terms) -> tuple[Columns, Floats]:
    """A record's columns, ascending, with counts: words (title twice, abstract once), headings and types once."""
    words, counts = np.unique(record.running[record.running > 0], return_counts=True)
    title = np.fromiter(record.title, np.int64, len(record.title))
    counted = counts + np.isin(words, title)
    types = [heading(f"pt {name}") for name in record.fields.types]
    whole = np.unique(np.array([*record.headings, *types], np.int64)) + HEADING
    return (
        np.concatenate([words.astype(np.int64), whole]),
        np.concatenate([counted, np.ones(len(whole))]).astype(np.float32),
    )
