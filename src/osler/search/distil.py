"""A linear map from a record's terms to the vector an encoder would give it: ridge regression on examples."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from osler.errors import BadInput
from osler.search.lexicon import Floats, Lexicon, unit
from osler.search.terms import Hashes

RIDGE = 1.0  # times the unit length of a row; 0.3 to 3 differ by less than 0.01 of nDCG


@dataclass(frozen=True, slots=True)
class Distilled:
    """`weights` has a row a term of the lexicon it was learned with."""

    lexicon: Lexicon
    weights: NDArray[np.float16]
    mean: Floats

    def rows(self, records: Sequence[tuple[Hashes, Floats]]) -> Floats:
        """One unit row a record of (terms, counts)."""
        matrix = _weighted(self.lexicon, records)
        used = np.unique(matrix.indices)
        return unit(np.asarray(matrix[:, used] @ self.weights[used].astype(np.float32)) + self.mean)


def distil(lexicon: Lexicon, records: Sequence[tuple[Hashes, Floats]], vectors: Floats) -> Distilled:
    """In the dual form: a square matrix of the examples, whatever the number of terms."""
    matrix = _weighted(lexicon, records)
    mean = vectors.mean(axis=0)
    kernel = (matrix @ matrix.T).toarray()
    kernel[np.diag_indices_from(kernel)] += RIDGE
    shares = np.linalg.solve(kernel, vectors - mean)
    return Distilled(lexicon, np.asarray(matrix.T @ shares).astype(np.float16), mean.astype(np.float32))


def save(distilled: Distilled, path: Path) -> None:
    half = path.with_suffix(".part")
    with half.open("wb") as out:
        np.savez(out, weights=distilled.weights, mean=distilled.mean, terms=distilled.lexicon.terms)
    os.replace(half, path)


def load(path: Path, lexicon: Lexicon) -> Distilled | None:
    """None where none was learned, or with another lexicon than this. Raises BadInput for a file that is none."""
    if not path.exists():
        return None
    try:
        with np.load(path) as kept:
            if not np.array_equal(kept["terms"], lexicon.terms):
                return None
            return Distilled(lexicon, kept["weights"], kept["mean"])
    except (OSError, ValueError, KeyError) as problem:
        raise BadInput(f"{path} is no distilled map: delete it and run `osler ranking encode`") from problem


def _weighted(lexicon: Lexicon, records: Sequence[tuple[Hashes, Floats]]) -> sp.csr_matrix:
    """Log-tf.idf with unit rows: records by terms of the lexicon; what it does not know is left out."""
    terms = np.concatenate([terms for terms, _ in records])
    counts = np.concatenate([counts for _, counts in records])
    owners = np.repeat(np.arange(len(records)), [len(terms) for terms, _ in records])
    places = lexicon.places(terms)
    known = places >= 0
    values = ((1 + np.log(np.maximum(counts, 1))) * lexicon.idf(terms))[known]
    lengths = np.sqrt(np.bincount(owners[known], values**2, len(records)))
    values = (values / np.maximum(lengths[owners[known]], 1e-9)).astype(np.float32)
    return sp.csr_matrix((values, (owners[known], places[known])), shape=(len(records), len(lexicon.terms)))
