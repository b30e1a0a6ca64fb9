"""What speaks for each record of a pool: one column a signal, one row a record. Pure.

Each signal is in its own unit; `mixed` brings them to z-scores over the query's own pool, so that
weights keep their meaning from one query, and one collection, to the next.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

import numpy as np

from osler.search.lexicon import Floats, Lexicon, unit
from osler.search.terms import Hashes, Terms

K1, B = 1.2, 0.75  # Robertson's, and those of the index
WINDOW = 30  # words, about a sentence of an abstract
NEIGHBOURS, CLOSE = 20, 5.0  # who speak for a record; a cosine .2 higher makes one e times as loud
SHARP = 1.8  # a standard deviation more makes a record six times as loud in feedback
_ALONE = 8  # rows multiplied at once: more, and OpenBLAS wakes threads whose waiting costs fifty times the work
_KEPT = 10_000  # records whose meaning is kept, 400 bytes each
Signals = dict[str, Floats]


class Bag(NamedTuple):
    """Terms with weights: a query, or what feedback adds to it."""

    terms: Hashes
    weights: Floats

    @property
    def empty(self) -> bool:
        return not len(self.terms)


def bag(terms: Sequence[int], most: int = 2) -> Bag:
    """Distinct terms with their counts, none more than `most`."""
    distinct, counts = np.unique(np.array(terms, np.uint32), return_counts=True)
    return Bag(distinct, np.minimum(counts, most).astype(np.float32))


class Meanings:
    """Rows of meaning of records, the most recent kept. Safe between threads: at worst a row is made twice."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._kept: dict[int, tuple[Hashes, Floats]] = {}

    def __call__(self, records: Sequence[Terms]) -> Floats:
        """A unit row a record. A record read anew has other arrays, so what was kept of its old text is not taken."""
        rows: list[Floats | None] = []
        for each in records:
            terms, row = self._kept.get(each.pmid, (None, None))
            rows.append(row if terms is each.terms else None)
        missing = [place for place, row in enumerate(rows) if row is None]
        if missing:
            made = self._lexicon.meaning([(records[place].terms, records[place].counts) for place in missing])
            if len(self._kept) + len(missing) > _KEPT:
                self._kept = {}
            for place, row in zip(missing, made, strict=True):
                rows[place] = row
                self._kept[records[place].pmid] = (records[place].terms, row)
        return np.stack([row for row in rows if row is not None])


class Pool:
    """Records under consideration, laid end to end once for every signal."""

    def __init__(self, records: Sequence[Terms], lexicon: Lexicon, meanings: Meanings | None = None) -> None:
        """At least one record."""
        self._meanings = meanings or Meanings(lexicon)
        self.records = records
        self.lexicon = lexicon
        self.pmids = np.array([each.pmid for each in records], np.int64)
        self._sizes = np.array([len(each.terms) for each in records])
        self._owners = np.repeat(np.arange(len(records)), self._sizes)
        self._terms = np.concatenate([each.terms for each in records])
        counts = np.concatenate([each.counts for each in records])
        lengths = np.array([each.length for each in records], np.float32)
        norm = K1 * (1 - B + B * lengths / max(lexicon.mean_length, 1e-9))
        self._saturated = counts * (K1 + 1) / (counts + norm[self._owners])
        self._meaning: Floats | None = None

    @property
    def meaning(self) -> Floats:
        """A unit row a record."""
        if self._meaning is None:
            self._meaning = self._meanings(self.records)
        return self._meaning

    def bm25(self, query: Bag) -> Floats:
        """Each record's score for weighted terms; nothing for none."""
        if query.empty:
            return np.zeros(len(self.records), np.float32)
        places = np.minimum(np.searchsorted(query.terms, self._terms), len(query.terms) - 1)
        hit = query.terms[places] == self._terms
        gain = (self.lexicon.idf(query.terms) * query.weights)[places[hit]] * self._saturated[hit]
        return np.bincount(self._owners[hit], gain, len(self.records)).astype(np.float32)

    def feedback(self, scores: Floats, *, records: int, terms: int) -> Bag:
        """The terms that mark the best records, weighted by their part in them; weights sum to one."""
        best = np.argsort(-scores, kind="stable")[:records]
        share = np.zeros(len(self.records), np.float32)
        share[best] = np.maximum(scores[best], 0)
        inside = share[self._owners] > 0
        found, places = np.unique(self._terms[inside], return_inverse=True)
        gain = share[self._owners[inside]] * self._saturated[inside] * self.lexicon.idf(found)[places]
        weights = np.bincount(places, gain, len(found)).astype(np.float32)
        kept = np.sort(np.argsort(-weights, kind="stable")[:terms])
        return Bag(found[kept], weights[kept] / max(float(weights[kept].sum()), 1e-9))

    def named(self, query: Bag, sets: Sequence[Set[int]]) -> Floats:
        """Part of the query's information (its terms' idf) that each of `sets` holds, 0 to 1; NaN for an empty one."""
        worth = self.lexicon.idf(query.terms)
        asked = list(zip(query.terms.tolist(), worth.tolist(), strict=True))
        total = max(float(worth.sum()), 1e-9)
        parts = [sum(w for term, w in asked if term in each) / total if each else np.nan for each in sets]
        return np.array(parts, np.float32)

    def nearest(self, query: Bag, window: int = WINDOW) -> Floats:
        """The most of the query's information that stands within so many words, 0 to 1."""
        worth = self.lexicon.idf(query.terms)
        running = np.concatenate([each.running for each in self.records])
        starts = np.concatenate([[0], np.cumsum([len(each.running) for each in self.records])])
        at = np.flatnonzero(np.isin(running, query.terms))
        which = np.searchsorted(query.terms, running[at]).tolist()
        bounds = np.searchsorted(at, starts).tolist()
        positions, values = at.tolist(), worth.tolist()
        spans = itertools.pairwise(bounds)
        best = [_densest(positions[low:high], which[low:high], values, window) for low, high in spans]
        return np.array(best, np.float32) / max(float(worth.sum()), 1e-9)


def mixed(signals: Signals, weights: Mapping[str, float]) -> Floats:
    """The weighted sum of z-scores; a signal that is the same for all says nothing."""
    columns = [weight * standard(signals[name]) for name, weight in weights.items() if name in signals]
    return np.sum(columns, axis=0, dtype=np.float32) if columns else np.zeros(0, np.float32)


def standard(values: Floats) -> Floats:
    """Z-scores; zeros where all are equal. What a record does not have (NaN: no title, not yet indexed) counts as
    neither for nor against it."""
    known = values[~np.isnan(values)]
    spread = float(known.std()) if len(known) else 0.0
    if spread <= 1e-9:
        return np.zeros_like(values)
    return np.asarray(np.nan_to_num((values - known.mean()) / spread, nan=0.0), np.float32)


def mean(signals: Signals, weights: Mapping[str, float]) -> Floats:
    """As `mixed`, by the weights of the signals that are there: comparable however many speak."""
    return mixed(signals, weights) / max(sum(weight for name, weight in weights.items() if name in signals), 1e-9)


def company(scores: Floats, rows: Floats) -> Floats:
    """By how much the records nearest in meaning score better than a record itself, in the scores' unit; never below 0.

    What answers a question stands together (van Rijsbergen 1979), so neighbours speak for a record that uses other
    words. They never speak against one: an only answer has no neighbours that answer too.
    """
    values = standard(scores)
    if len(values) < 3:
        return np.zeros_like(values)
    near = np.concatenate([part @ rows.T for part in np.array_split(rows, 1 + len(rows) // _ALONE)])
    np.fill_diagonal(near, -1.0)
    most = min(NEIGHBOURS, len(values) - 1)
    nearest = np.argpartition(-near, most - 1, axis=1)[:, :most]
    trust = np.exp(CLOSE * np.take_along_axis(near, nearest, axis=1))
    said = standard((trust * values[nearest]).sum(axis=1) / trust.sum(axis=1))
    return np.asarray(np.maximum(said - values, 0) * scores.std(), np.float32)


def instead(values: Floats, other: Floats) -> Floats:
    """Z-scores; a record that does not have what is judged (NaN) stands where the other signal puts it.

    Left as they are where no record has it. Papers without a title must not lose to those whose title has a word.
    """
    missing = np.isnan(values)
    return values if missing.all() else np.where(missing, standard(other), standard(values))


def toward(query: Floats, rows: Floats, scores: Floats, *, weight: float) -> Floats:
    """A query's unit vector moved toward the records that score best (Rocchio 1971).

    How loudly each speaks falls with its score (softmax), so that one record far ahead speaks alone: what the
    others share does not drown a single answer.
    """
    if not len(rows):
        return query
    trust = np.exp(SHARP * (scores - scores.max()))
    return unit(query + weight * unit(trust @ rows))


def _densest(positions: list[int], which: list[int], values: list[float], window: int) -> float:
    """The largest sum of distinct terms' values within `window` words: `which` term stands at each position."""
    seen = [0] * len(values)
    best = inside = 0.0
    first = 0
    for place, term in zip(positions, which, strict=True):
        seen[term] += 1
        inside += values[term] if seen[term] == 1 else 0.0
        while place - positions[first] > window:
            seen[which[first]] -= 1
            inside -= values[which[first]] if not seen[which[first]] else 0.0
            first += 1
        best = max(best, inside)
    return best
