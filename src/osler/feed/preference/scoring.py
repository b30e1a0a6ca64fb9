"""Many readers' interests against many new papers: one sparse product."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from osler.feed.preference.profile import Interest, Profile
from osler.feed.preference.rows import Rows
from osler.feed.preference.space import Floats

_AT_ONCE = 2_000  # interests a product: a dense block of 2,000 x 5,000 is 40 MB


def scores(profiles: Sequence[Profile], papers: Rows) -> tuple[Floats, NDArray[np.int16]]:
    """Readers by papers: the score of the interest that speaks loudest, and which it is (-1: the reader has none).

    Higher is better; scores of one reader can be compared, those of two cannot.
    """
    best = np.zeros((len(profiles), len(papers)), np.float32)
    which = np.full(best.shape, -1, np.int16)
    owners = [(reader, place) for reader, each in enumerate(profiles) for place in range(len(each.interests))]
    weights = matrix([profiles[reader].interests[place] for reader, place in owners], papers)
    turned = papers.matrix.T.tocsr()
    for first in range(0, len(owners), _AT_ONCE):
        block = np.asarray((weights[first : first + _AT_ONCE] @ turned).todense())
        for row, (reader, place) in zip(block, owners[first : first + _AT_ONCE], strict=False):
            own = row * np.float32(profiles[reader].interests[place].freshness)
            if place == 0:
                best[reader], which[reader] = own, 0
                continue
            better = own > best[reader]
            best[reader][better] = own[better]
            which[reader][better] = place
    return best, which


def matrix(interests: Sequence[Interest], papers: Rows) -> sp.csr_matrix:
    """Interests as rows over the papers' columns; what no paper has is left out."""
    if not interests or not len(papers.columns):
        return sp.csr_matrix((len(interests), len(papers.columns)), dtype=np.float32)
    columns = np.concatenate([each.columns for each in interests])
    weights = np.concatenate([each.weights for each in interests])
    owners = np.repeat(np.arange(len(interests)), [len(each.columns) for each in interests])
    found = np.minimum(np.searchsorted(papers.columns, columns), len(papers.columns) - 1)
    met = papers.columns[found] == columns
    return sp.csr_matrix(
        (weights[met], (owners[met], found[met])), shape=(len(interests), len(papers.columns)), dtype=np.float32
    )
