"""What the mirror's own records teach about its terms: how common each is, and what it means beside the others.

Meaning is latent semantic analysis: the singular vectors of the term-by-record matrix of a sample
(Deerwester 1990; found by the randomised method of Halko 2011). Nothing is kept per record: a record's
vector is the sum of its terms' vectors, made when it is ranked. Judgements of any kind play no part.
"""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from osler.engine.protocol import Engine
from osler.errors import BadInput
from osler.search.terms import Hashes, Terms, read

Floats = NDArray[np.float32]

NAME = "lexicon.npz"
SAMPLE = 200_000  # records learned from; more change the vectors little and cost 0.5 ms each
DIMENSIONS = 100  # of meaning; 200 and 300 were worse on each collection tried (docs/RANKING.md)
_RAREST = 2  # records a term must be in to have a meaning
_MOST = 300_000  # terms kept, commonest first: 60 MB
_SEED = 1889
_EDITION = 2  # of what is kept; goes up when an older file would mislead
_GROWN = 1.2  # a mirror that has grown by more than this teaches anew


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms by ascending hash. `vectors` are rows of unit-free meaning, one a term, zero where a term is too rare."""

    terms: Hashes
    frequency: NDArray[np.int32]  # records of the sample that have the term
    vectors: NDArray[np.float16]
    sampled: int  # records learned from
    records: int  # records in the mirror at that time
    mean_length: float  # of a record, weighted words
    headings: Hashes  # MeSH headings and their qualifiers as terms, ascending
    heading_frequency: NDArray[np.int32]

    def places(self, terms: Hashes) -> NDArray[np.intp]:
        """Row of each term; -1 where it is unknown."""
        return _places(self.terms, terms)

    def idf(self, terms: Hashes) -> Floats:
        """BM25's, never negative; a term never met counts as one met in half a record."""
        return self._idf(self.places(terms))

    def _idf(self, places: NDArray[np.intp]) -> Floats:
        frequency = np.where(places < 0, 0.0, self.frequency[places] if len(self.terms) else 0.0)
        return np.log(1 + (self.sampled - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)

    def records_with(self, terms: Hashes) -> NDArray[np.int64]:
        """How many records of the mirror have each term, as the sample has it; 0 where the sample never met it."""
        places = self.places(terms)
        met = np.where(places < 0, 0, self.frequency[places] if len(self.terms) else 0)
        return np.asarray(met, np.int64) * self.records // max(self.sampled, 1)

    def rarity(self, terms: Hashes, *, headings: bool = False) -> Floats:
        """log(records/records with the term), as PMRA counts; a term never met counts as met once."""
        known, frequency = (self.headings, self.heading_frequency) if headings else (self.terms, self.frequency)
        places = _places(known, terms)
        met = np.where(places < 0, 1, frequency[places] if len(known) else 1)
        return np.log(max(self.sampled, 1) / np.maximum(met, 1)).astype(np.float32)

    def meaning(self, records: Sequence[tuple[Hashes, Floats]]) -> Floats:
        """One unit row a record or query of (terms, counts); zero where none of its terms is known."""
        sizes = [len(terms) for terms, _ in records]
        if not sum(sizes) or not len(self.terms):
            return np.zeros((len(records), self.vectors.shape[1]), np.float32)
        terms = np.concatenate([terms for terms, _ in records])
        counts = np.concatenate([counts for _, counts in records])
        used_terms, columns = np.unique(terms, return_inverse=True)  # a pool repeats itself: look each up once
        used = self.places(used_terms)
        worth = np.where(used < 0, 0, self._idf(used))
        weights = ((1 + np.log(np.maximum(counts, 1))) * worth[columns]).astype(np.float32)
        owners = np.repeat(np.arange(len(records)), sizes)
        matrix = sp.csr_matrix((weights, (owners, columns)), shape=(len(records), len(used)))
        return unit(matrix @ self.vectors[used].astype(np.float32))


def learn(sample: Iterable[Terms], *, records: int, dimensions: int = DIMENSIONS) -> Lexicon:
    """From records as terms. An empty sample gives an empty lexicon."""
    parts: list[tuple[Hashes, Floats]] = []
    headings: Counter[int] = Counter()
    for each in sample:
        parts.append((each.terms, each.counts))
        headings.update({*each.headings, *each.qualified})
    known = np.array(sorted(headings), np.uint32)
    times = np.array([headings[term] for term in known.tolist()], np.int32)
    if not parts:
        empty = np.zeros((0, dimensions), np.float16)
        return Lexicon(known, times, empty, 0, records, 1.0, known, times)
    terms, columns = np.unique(np.concatenate([terms for terms, _ in parts]), return_inverse=True)
    counts = np.concatenate([counts for _, counts in parts])
    starts = np.concatenate([[0], np.cumsum([len(terms) for terms, _ in parts])])
    matrix = sp.csr_matrix((counts, columns, starts), shape=(len(parts), len(terms)))
    frequency = np.bincount(columns, minlength=len(terms)).astype(np.int32)
    kept = _commonest(frequency, _MOST)
    vectors = _latent(matrix[:, kept], frequency[kept], dimensions)
    mean = float(counts.sum() / len(parts))
    return Lexicon(terms[kept].astype(np.uint32), frequency[kept], vectors, len(parts), records, mean, known, times)


def refresh(engine: Engine, folder: Path, *, force: bool = False) -> Lexicon | None:
    """The mirror's lexicon, learned anew where there is none or the mirror has outgrown it; None where it is empty.

    Half a millisecond a sampled record and a minute for 200,000 of them; a nightly job, never a query's.
    """
    records = engine.status().records
    old = load(folder)
    if not records or (old and not force and old.records <= records * _GROWN and records <= old.records * _GROWN):
        return old
    step = max(1, records // SAMPLE)
    new = learn((read(each.pmid, each.xml) for each in itertools.islice(engine.scan(), 0, None, step)), records=records)
    save(new, folder)
    return new


def save(lexicon: Lexicon, folder: Path) -> None:
    """Written beside the corpus in one step: readers see the old or the new."""
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{NAME}.part"
    with half.open("wb") as out:
        np.savez(
            out,
            terms=lexicon.terms,
            frequency=lexicon.frequency,
            vectors=lexicon.vectors,
            headings=lexicon.headings,
            heading_frequency=lexicon.heading_frequency,
            numbers=np.array([_EDITION, lexicon.sampled, lexicon.records, lexicon.mean_length], np.float64),
        )
    os.replace(half, folder / NAME)


def load(folder: Path) -> Lexicon | None:
    """What was learned last; None where nothing was, or by an older Osler. Raises BadInput where it is no lexicon."""
    path = folder / NAME
    if not path.exists():
        return None
    try:
        with np.load(path) as kept:
            edition, *numbers = kept["numbers"]
            if len(numbers) != 3 or edition != _EDITION:
                return None
            sampled, records, mean = numbers
            return Lexicon(
                kept["terms"],
                kept["frequency"],
                kept["vectors"],
                int(sampled),
                int(records),
                float(mean),
                kept["headings"],
                kept["heading_frequency"],
            )
    except (OSError, ValueError, KeyError) as problem:
        raise BadInput(f"{path} is no lexicon: delete it, or learn it anew with `osler ranking learn`") from problem


def unit(rows: Floats) -> Floats:
    """Rows of length one; zero rows stay zero."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)


def _places(known: Hashes, terms: Hashes) -> NDArray[np.intp]:
    if not len(known):
        return np.full(len(terms), -1)
    found = np.minimum(np.searchsorted(known, terms), len(known) - 1)
    return np.where(known[found] == terms, found, -1)


def _commonest(frequency: NDArray[np.int32], most: int) -> NDArray[np.intp]:
    """Columns of the `most` commonest terms, in their order."""
    if len(frequency) <= most:
        return np.arange(len(frequency))
    return np.sort(np.argpartition(-frequency, most)[:most])


def _latent(matrix: sp.csr_matrix, frequency: NDArray[np.int32], dimensions: int) -> NDArray[np.float16]:
    """Right singular vectors of the log-tf.idf matrix with unit rows: terms by dimensions."""
    weighted = matrix.astype(np.float32)
    weighted.data = 1 + np.log(np.maximum(weighted.data, 1))
    idf = np.log(1 + (matrix.shape[0] - frequency + 0.5) / (frequency + 0.5)) * (frequency >= _RAREST)
    weighted = weighted @ sp.diags(idf.astype(np.float32))
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(1)).ravel())
    weighted = (sp.diags((1 / np.maximum(lengths, 1e-9)).astype(np.float32)) @ weighted).tocsr()
    return np.ascontiguousarray(_right_vectors(weighted, dimensions).astype(np.float16))


def _right_vectors(matrix: sp.csr_matrix, wanted: int, rounds: int = 4) -> Floats:
    """Randomised subspace iteration; columns of zeros fill up where the matrix has fewer directions."""
    rank = min(wanted + 10, *matrix.shape)
    basis = np.random.default_rng(_SEED).standard_normal((matrix.shape[1], rank), np.float32)
    for _ in range(rounds):
        basis = np.linalg.qr(matrix @ basis)[0]
        basis = np.linalg.qr(matrix.T @ basis)[0]
    _, _, directions = np.linalg.svd(matrix @ basis, full_matrices=False)
    vectors = (basis @ directions.T)[:, :wanted]
    return np.asarray(np.pad(vectors, ((0, 0), (0, wanted - vectors.shape[1]))), np.float32)
