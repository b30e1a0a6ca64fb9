"""What a reader likes, as one profile for each interest: Rocchio on the likes that are near each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osler.feed.preference.rows import KINDS, Rows
from osler.feed.preference.space import KIND, Columns, Floats, Space

DISLIKES = 0.25  # of their mean, beside the likes'
MOST = 8  # interests kept; a reader with more has them joined
APART = 0.3  # groups whose mean similarity is less than this part of the nearest likes' are different interests
HALVING = 3.0  # likes after which an interest not liked again counts half, down to _FLOOR
_FLOOR = 0.25
TERMS = 2_000  # columns kept of an interest, the weightiest


@dataclass(frozen=True, slots=True)
class Interest:
    columns: Columns  # ascending
    weights: Floats
    likes: tuple[int, ...]  # PMIDs, the newest first
    freshness: float  # 0 to 1: how much of the newest likes are its own


@dataclass(frozen=True, slots=True)
class Profile:
    """Empty where nothing was liked."""

    interests: tuple[Interest, ...]


def learn(liked: Rows, disliked: Rows, space: Space) -> Profile:
    """From papers newest reaction first. Rows of both must come from one `rows` call or share nothing."""
    if not len(liked):
        return Profile(())
    groups = _groups(_similarity(liked))
    fresh = _freshness(groups)
    return Profile(tuple(_interest(liked, disliked, group, fresh[at], space) for at, group in enumerate(groups)))


def joined(liked: Rows, disliked: Rows, space: Space) -> Profile:
    """One interest of all likes: what a reader of one subject has, and what the bench sets beside `learn`."""
    everything = list(range(len(liked)))
    return Profile((_interest(liked, disliked, everything, 1.0, space),)) if everything else Profile(())


def _similarity(liked: Rows) -> NDArray[np.float64]:
    """Of subjects alone: the kind of paper says nothing about whether two interests are one."""
    about = liked.matrix.copy()
    about.data = np.where(about.indices < np.searchsorted(liked.columns, KIND), about.data, 0)
    return np.asarray((about @ about.T).todense(), np.float64)


def _groups(near: NDArray[np.float64]) -> list[list[int]]:
    """Average linkage: the two nearest groups are joined until all are APART, and further while there are too many."""
    mean = near - np.diag(np.diag(near))
    apart = APART * float(mean.max(axis=1).mean())
    np.fill_diagonal(mean, -1)
    groups = {place: [place] for place in range(len(near))}
    total, sizes = near.copy(), np.ones(len(near))  # sums of similarities between groups
    while len(groups) > 1:
        one, other = (int(place) for place in np.unravel_index(int(mean.argmax()), mean.shape))
        if mean[one, other] < apart and len(groups) <= MOST:
            break
        total[one] += total[other]
        total[:, one] += total[:, other]
        sizes[one] += sizes[other]
        groups[one] += groups.pop(other)
        alive = mean[one] >= 0
        mean[one] = mean[:, one] = np.where(alive, total[one] / (sizes[one] * sizes), -1)
        mean[one, one] = -1
        mean[other] = mean[:, other] = -1
    return sorted((sorted(group) for group in groups.values()), key=min)


def _freshness(groups: Sequence[Sequence[int]]) -> list[float]:
    weight = [sum(0.5 ** (place / HALVING) for place in group) for group in groups]
    most = max(weight)
    return [max(_FLOOR, each / most) for each in weight]


def _interest(liked: Rows, disliked: Rows, group: Sequence[int], freshness: float, space: Space) -> Interest:
    kinds, mean = space.kinds()
    likes, dislikes = liked.matrix[list(group)], disliked.matrix
    against = DISLIKES / max(1, len(disliked))
    kept = 1.0 - (DISLIKES if len(disliked) else 0.0)
    every = np.concatenate([liked.columns[likes.indices], disliked.columns[dislikes.indices], kinds])
    parts = np.concatenate([likes.data / len(group), -against * dislikes.data, -kept * KINDS * mean])
    columns, places = np.unique(every, return_inverse=True)
    weights = np.bincount(places, parts).astype(np.float32)
    if len(columns) > TERMS:
        strongest = np.sort(np.argpartition(-np.abs(weights), TERMS)[:TERMS])
        columns, weights = columns[strongest], weights[strongest]
    return Interest(columns, weights, tuple(int(liked.pmids[place]) for place in group), freshness)
