"""Papers as rows of one sparse matrix: what they are about, and what kind of paper they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from osler.feed.preference.space import COMMON, HEADING, KIND, Columns, Floats, Space, kind_worth, terms
from osler.search.terms import Terms

K1, B = 1.2, 0.75  # BM25's saturation and length
HEADINGS = 0.5  # of headings beside words
SPARSE = 6.0  # length up to which headings stay short of the block's: "Journal Article" alone says nothing
KINDS = 0.3  # of the kind of paper beside its subject


@dataclass(frozen=True, slots=True)
class Rows:
    """One row a paper, in their order; `columns` ascending. A subject has length 1, a kind length KINDS."""

    pmids: NDArray[np.int64]
    columns: Columns
    matrix: sp.csr_matrix  # float32

    def __len__(self) -> int:
        return int(self.matrix.shape[0])


def rows(records: Sequence[Terms], space: Space) -> Rows:
    """A record that says nothing has an empty row."""
    pmids = np.array([each.pmid for each in records], np.int64)
    if not records:
        return Rows(pmids, np.zeros(0, np.int64), sp.csr_matrix((0, 0), dtype=np.float32))
    parts = [terms(each) for each in records]
    owners = np.repeat(np.arange(len(parts)), [len(columns) for columns, _ in parts])
    columns = np.concatenate([columns for columns, _ in parts])
    counts = np.concatenate([counts for _, counts in parts])
    about = _about(owners, columns, counts, space, len(parts))
    share = space.share(columns)
    common = (share > COMMON[0]) & (share < COMMON[1])
    kind = _unit(owners[common], kind_worth(share[common]), len(parts)) * KINDS
    every = np.concatenate([columns, columns[common] + KIND])
    known, places = np.unique(every, return_inverse=True)
    weights = np.concatenate([about, kind]).astype(np.float32)
    matrix = sp.csr_matrix(
        (weights, (np.concatenate([owners, owners[common]]), places)), shape=(len(parts), len(known))
    )
    return Rows(pmids, known, matrix)


def part(of: Rows, places: Sequence[int] | NDArray[np.intp]) -> Rows:
    """The papers at these places, in that order."""
    chosen = np.asarray(places, np.intp)
    return Rows(of.pmids[chosen], of.columns, of.matrix[chosen])


def _about(owners: NDArray[np.intp], columns: Columns, counts: Floats, space: Space, papers: int) -> Floats:
    """Words by BM25 and headings by rarity, each block of unit length, headings at half weight; then the whole."""
    is_heading = columns >= HEADING
    lengths = np.bincount(owners, np.where(is_heading, 0, counts), papers)
    slow = K1 * (1 - B + B * lengths[owners] / space.mean_length)
    weights = counts * (K1 + 1) / (counts + slow) * space.idf(columns)
    words = _unit(owners, np.where(is_heading, 0, weights), papers)
    headings = _unit(owners, np.where(is_heading, weights, 0), papers, least=SPARSE)
    return _unit(owners, words + HEADINGS * headings, papers)


def _unit(owners: NDArray[np.intp], weights: NDArray[np.floating], papers: int, *, least: float = 1e-9) -> Floats:
    norms = np.sqrt(np.bincount(owners, weights**2, papers))
    return (weights / np.maximum(norms[owners], least)).astype(np.float32)
