"""Which like, which terms and which author brought a paper up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from osler.feed.preference.profile import Interest
from osler.feed.preference.rows import Rows
from osler.feed.preference.space import HEADING, Columns, Floats

TERMS = 4
_TELLING = 3.0  # times as telling to a reader as a word is a MeSH heading or publication type


@dataclass(frozen=True, slots=True)
class Reason:
    """The liked paper nearest to this one, the columns that weighed most for it, weightiest first, and an author."""

    liked: int  # PMID; 0 where no like is known
    columns: tuple[int, ...]
    author: int  # of `Rows.names`: who wrote most of the likes; 0 where nobody of this paper wrote any


def reason(papers: Rows, row: int, interest: Interest, liked: Rows) -> Reason:
    """Of a paper that `interest` brought up; `liked` holds the rows of its likes, of the same `rows` call or not."""
    own = _of(papers.matrix, row)
    columns, weights = papers.columns[papers.matrix.indices[own]], papers.matrix.data[own]
    places = np.minimum(np.searchsorted(interest.columns, columns), max(len(interest.columns) - 1, 0))
    met = interest.columns[places] == columns if len(interest.columns) else np.zeros(len(columns), bool)
    gains = np.where(met, weights * interest.weights[places], 0) if met.any() else np.zeros(len(columns))
    told = gains * np.where(columns >= HEADING, _TELLING, 1)
    best = [int(columns[at]) for at in np.argsort(-told, kind="stable")[:TERMS] if told[at] > 0]
    return Reason(_nearest(columns, weights, interest, liked), tuple(best), _author(papers, row, interest))


def _author(papers: Rows, row: int, interest: Interest) -> int:
    met = np.isin(interest.names, papers.names[papers.written.indices[_of(papers.written, row)]])
    return int(interest.names[np.where(met, interest.company, 0).argmax()]) if met.any() else 0


def _of(matrix: sp.csr_matrix, row: int) -> slice:
    """Where a row's entries are: to cut the row out takes scipy ten times as long."""
    return slice(int(matrix.indptr[row]), int(matrix.indptr[row + 1]))


def _nearest(columns: Columns, weights: Floats, interest: Interest, liked: Rows) -> int:
    own = set(interest.likes)
    rows = [at for at, pmid in enumerate(liked.pmids.tolist()) if pmid in own]
    if not rows or not len(liked.columns):
        return interest.likes[0] if interest.likes else 0
    places = np.minimum(np.searchsorted(liked.columns, columns), len(liked.columns) - 1)
    met = liked.columns[places] == columns
    vector = np.zeros(len(liked.columns), np.float32)
    vector[places[met]] = weights[met]
    near = (liked.matrix @ vector)[rows]
    return int(liked.pmids[rows[int(near.argmax())]])
