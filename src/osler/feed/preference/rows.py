"""Papers as rows: what they are about, what kind of paper they are, what they mean, and who wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from osler.feed.preference.space import HEADING, Columns, Floats, Space, terms
from osler.search.lexicon import unit
from osler.search.terms import Terms, authors, heading

K1, B = 1.2, 0.75  # BM25's saturation and length
HEADINGS = 0.5  # of headings beside words
SPARSE = 6.0  # length up to which headings stay short of the block's: "Journal Article" alone says nothing


@dataclass(frozen=True, slots=True)
class Rows:
    """One row a paper, in their order, in each of the four; rows of one space can be compared."""

    pmids: NDArray[np.int64]
    columns: Columns  # of `matrix`, ascending
    matrix: sp.csr_matrix  # float32: the subject, each row of length 1
    kinds: Floats  # the common terms, of length 1 less the mean record's
    meaning: Floats  # of length 1; zero where no term of the paper has a meaning
    names: Columns  # authors, the columns of `written`, ascending
    written: sp.csr_matrix  # float32: for each author one over the root of their number
    bare: NDArray[np.bool_]  # of each paper, whether it has no abstract
    trust: float  # in kinds and meaning beside the subject: 1, less in a mirror of titles alone

    def __len__(self) -> int:
        return int(self.matrix.shape[0])

    @property
    def silent(self) -> NDArray[np.bool_]:
        """Of each paper, whether it says nothing: no title is known, no heading."""
        return np.asarray(np.diff(self.matrix.indptr) == 0)


def rows(records: Sequence[Terms], space: Space) -> Rows:
    """A record that says nothing has an empty row."""
    pmids = np.array([each.pmid for each in records], np.int64)
    meaning = space.lexicon.meaning([(each.terms, each.counts) for each in records])
    names, written = _written(records)
    bare = np.array([not each.fields.abstract.strip() for each in records], bool)
    if not records:
        empty = np.zeros((0, len(space.kinds().columns)), np.float32)
        matrix = sp.csr_matrix((0, 0), dtype=np.float32)
        return Rows(pmids, np.zeros(0, np.int64), matrix, empty, meaning, names, written, bare, space.trust)
    parts = [terms(each) for each in records]
    owners = np.repeat(np.arange(len(parts)), [len(columns) for columns, _ in parts])
    columns = np.concatenate([columns for columns, _ in parts])
    counts = np.concatenate([counts for _, counts in parts])
    about = _about(owners, columns, counts, space, len(parts))
    known, places = np.unique(columns, return_inverse=True)
    matrix = sp.csr_matrix((about, (owners, places)), shape=(len(parts), len(known)))
    kinds = _kinds(owners, columns, space, len(parts))
    return Rows(pmids, known, matrix, kinds, meaning, names, written, bare, space.trust)


def part(of: Rows, places: Sequence[int] | NDArray[np.intp]) -> Rows:
    """The papers at these places, in that order."""
    chosen = np.asarray(places, np.intp)
    return replace(
        of,
        pmids=of.pmids[chosen],
        matrix=of.matrix[chosen],
        kinds=of.kinds[chosen],
        meaning=of.meaning[chosen],
        written=of.written[chosen],
        bare=of.bare[chosen],
    )


def speaking(of: Rows) -> Rows:
    """Without the papers that say nothing."""
    silent = of.silent
    return part(of, np.flatnonzero(~silent)) if silent.any() else of


def cosines(papers: Rows, others: Rows) -> Floats:
    """Papers by others: 0 where the subjects share no term, 1 where they are the same."""
    turned = over(others.matrix.tocoo(), others.columns, papers.columns).T
    return np.asarray((papers.matrix @ turned).todense(), np.float32)


def over(matrix: sp.coo_matrix, own: Columns, wanted: Columns) -> sp.csr_matrix:
    """The matrix, whose columns are `own`, over the columns `wanted`; what these lack is left out."""
    shape = (matrix.shape[0], len(wanted))
    if not len(wanted) or not len(own):
        return sp.csr_matrix(shape, dtype=np.float32)
    columns = own[matrix.col]
    found = np.minimum(np.searchsorted(wanted, columns), len(wanted) - 1)
    met = wanted[found] == columns
    return sp.csr_matrix((matrix.data[met], (matrix.row[met], found[met])), shape=shape, dtype=np.float32)


def _about(owners: NDArray[np.intp], columns: Columns, counts: Floats, space: Space, papers: int) -> Floats:
    """Words by BM25 and headings by rarity, each block of unit length, headings at half weight; then the whole."""
    is_heading = columns >= HEADING
    lengths = np.bincount(owners, np.where(is_heading, 0, counts), papers)
    slow = K1 * (1 - B + B * lengths[owners] / space.mean_length)
    weights = counts * (K1 + 1) / (counts + slow) * space.idf(columns)
    words = _unit(owners, np.where(is_heading, 0, weights), papers)
    headings = _unit(owners, np.where(is_heading, weights, 0), papers, least=SPARSE)
    return _unit(owners, words + HEADINGS * headings, papers)


def _written(records: Sequence[Terms]) -> tuple[Columns, sp.csr_matrix]:
    """The names met, and a row a paper over them."""
    parts = [list({heading(f"au {name}") for name in authors(each.fields)}) for each in records]
    sizes = np.array([len(each) for each in parts], np.intp)
    names, places = np.unique(np.array([name for each in parts for name in each], np.int64), return_inverse=True)
    weights = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    owners = np.repeat(np.arange(len(parts)), sizes)
    return names, sp.csr_matrix((weights, (owners, places)), shape=(len(parts), len(names)))


def _kinds(owners: NDArray[np.intp], columns: Columns, space: Space, papers: int) -> Floats:
    kinds = space.kinds()
    if not len(kinds.columns):
        return np.zeros((papers, 0), np.float32)
    found = np.minimum(np.searchsorted(kinds.columns, columns), len(kinds.columns) - 1)
    met = kinds.columns[found] == columns
    dense = np.zeros((papers, len(kinds.columns)), np.float32)
    dense[owners[met], found[met]] = kinds.worth[found[met]]
    return unit(dense) - kinds.mean


def _unit(owners: NDArray[np.intp], weights: NDArray[np.floating], papers: int, *, least: float = 1e-9) -> Floats:
    norms = np.sqrt(np.bincount(owners, weights**2, papers))
    return (weights / np.maximum(norms[owners], least)).astype(np.float32)
