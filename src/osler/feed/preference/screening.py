"""Finding all of few: a margin learned anew as each paper is judged, the likeliest asked next.

A linear support vector machine with squared hinge loss, solved by Newton steps and conjugate gradients from the last
answer on (Keerthi & DeCoste 2005, JMLR 6:341), so that the next paper costs milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from osler.feed.preference.rows import Rows

LIKES = 14.0  # what all likes weigh beside all dislikes
MEANING = 0.3  # of the meaning beside the subject
CONSTANT = 0.8  # a column every paper has: how rare a like is must not be told by the words
BARE = 0.8  # a column of papers without an abstract: reviews seldom include them, and their few words do not tell it
RIDGE = 3.0
GROWTH = 50  # learned anew after each 50th part more judgements; one at first
_STEPS, _TURNS = 6, 12


class Screening:
    """One screening of the papers whose rows are given. Rows judged are never proposed again."""

    def __init__(self, rows: Rows) -> None:
        constant = np.full((len(rows), 1), CONSTANT, np.float32)
        bare = BARE * rows.bare[:, None].astype(np.float32)
        used = rows.matrix[:, np.unique(rows.matrix.indices)]
        parts = [used, *map(sp.csr_matrix, (MEANING * rows.meaning, constant, bare))]
        self._matrix = sp.hstack(parts).tocsr().astype(np.float32)
        self._weights = np.zeros(self._matrix.shape[1], np.float32)
        self._judged: dict[int, bool] = {}

    def judge(self, row: int, like: bool) -> None:
        self._judged[row] = like

    def scores(self) -> NDArray[np.float32]:
        """Of every row: above zero where a like is likelier. Learns from what was judged so far."""
        self._learn()
        return np.asarray(self._matrix @ self._weights, np.float32)

    def next(self) -> list[int]:
        """The rows to ask about next, likeliest first: a fiftieth of those judged, at least one; empty at the end."""
        found = self.scores()
        found[list(self._judged)] = -np.inf
        wanted = min(max(1, len(self._judged) // GROWTH), len(found) - len(self._judged))
        return [int(row) for row in np.argsort(-found, kind="stable")[:wanted]]

    def order(self) -> list[int]:
        """Every row: those not judged, the likeliest first, then the likes, then the dislikes."""
        place = {row: (2 - like, 0.0) for row, like in self._judged.items()}
        found = self.scores()
        return sorted(range(len(found)), key=lambda row: place.get(row, (0, -float(found[row]))))

    def _learn(self) -> None:
        rows = np.fromiter(self._judged, np.intp, len(self._judged))
        likes = np.fromiter(self._judged.values(), bool, len(rows))
        if not likes.any() or likes.all():
            self._weights = self._rocchio(rows, likes)
            return
        answers = np.where(likes, 1, -1).astype(np.float32)
        costs = np.where(likes, LIKES * (~likes).sum() / likes.sum(), 1.0).astype(np.float32)
        self._weights = _fitted(self._matrix[rows], answers, costs / costs.mean(), self._weights)

    def _rocchio(self, rows: Sequence[int] | NDArray[np.intp], likes: NDArray[np.bool_]) -> NDArray[np.float32]:
        if not len(rows):
            return self._weights
        mean = np.asarray(self._matrix[rows].mean(0), np.float32).ravel()
        return mean if likes.all() else -mean


def _fitted(
    matrix: sp.csr_matrix, answers: NDArray[np.float32], costs: NDArray[np.float32], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Newton's steps from `weights` on, until the papers within the margin stay the same."""
    for _ in range(_STEPS):
        within = answers * (matrix @ weights) < 1
        if not within.any():
            break
        part, cost = matrix[within], costs[within]
        weights = _solved(part, cost, part.T @ (cost * answers[within]), weights)
        if bool(((answers * (matrix @ weights) < 1) == within).all()):
            break
    return weights


def _solved(
    part: sp.csr_matrix, cost: NDArray[np.float32], wanted: NDArray[np.float32], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(RIDGE I + part' cost part) w = wanted, by conjugate gradients."""
    left = wanted - (RIDGE * weights + part.T @ (cost * (part @ weights)))
    way, size = left.copy(), float(left @ left)
    enough = 1e-6 * max(size, 1e-12)
    for _ in range(_TURNS):
        if size <= enough:
            break
        moved = RIDGE * way + part.T @ (cost * (part @ way))
        step = size / float(way @ moved)
        weights, left = weights + step * way, left - step * moved
        size, before = float(left @ left), size
        way = left + (size / before) * way
    return np.asarray(weights, np.float32)
