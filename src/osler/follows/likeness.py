"""How near new papers are to those of which a reader wants fewer. Pure: the learner's rows and product, no learning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from osler.feed import preference
from osler.feed.preference.space import Space
from osler.search.terms import Terms


def likeness(papers: preference.Rows, fewer: Sequence[Terms], space: Space) -> NDArray[np.float32]:
    """One number a paper, from 0 (nothing in common) to 1 (the same subject): its nearest of `fewer`.

    By subject alone: that both are reviews makes no two papers alike.
    """
    if not fewer or not len(papers):
        return np.zeros(len(papers), np.float32)
    near = preference.cosines(papers, preference.rows(fewer, space)).max(axis=1)
    return np.asarray(np.clip(near, 0, 1), np.float32)
