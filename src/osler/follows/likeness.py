"""How near new papers are to those of which a reader wants fewer. Pure: the learner's rows and product, no learning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from osler.feed import preference
from osler.feed.preference.space import KIND, Space
from osler.search.terms import Terms


def likeness(papers: preference.Rows, fewer: Sequence[Terms], space: Space) -> NDArray[np.float32]:
    """One number a paper, from 0 (nothing in common) to 1 (the same subject): its nearest of `fewer`.

    By subject alone: that both are reviews makes no two papers alike.
    """
    rows = preference.rows(fewer, space)
    interests = []
    for at, pmid in enumerate(rows.pmids):
        one = rows.matrix[at]
        columns = rows.columns[one.indices]
        order = np.argsort(columns)
        order = order[columns[order] < KIND]
        interests.append(preference.Interest(columns[order], one.data[order], (int(pmid),), 1.0))
    found, _ = preference.scores([preference.Profile(tuple(interests))], papers)
    return np.asarray(np.clip(found[0], 0, 1), np.float32)
