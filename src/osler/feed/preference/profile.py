"""What a reader likes: the likes that mean nearly the same are one interest, and each has a profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from osler.feed.preference.rows import Rows, speaking
from osler.feed.preference.space import HEADING, Columns, Floats

DISLIKES, FEW = 0.8, 8.0  # what many dislikes weigh beside the likes; with so many half of it: a mean of few is noise
MOST = 8  # interests kept; a reader with more has them joined
APART = 0.22  # mean nearness below which two groups of likes are different interests: the cosine of their meanings,
WORDS = 5.5  # and that of their words so many times, as far as meanings are not to be believed
HALVING = 3.0  # likes after which an interest not liked again counts half, down to _FLOOR
_FLOOR = 0.25
TERMS = 2_000  # columns kept of an interest, the weightiest
VOICES = 20  # likes, and dislikes, whose meaning speaks for itself: the newest


@dataclass(frozen=True, slots=True)
class Interest:
    columns: Columns  # ascending
    weights: Floats
    kinds: Floats
    meaning: Floats  # a row a like, the newest first, VOICES at most
    names: Columns  # authors of the likes, ascending
    company: Floats  # what each of them wrote of the likes: a part of each paper, summed
    likes: tuple[int, ...]  # PMIDs, the newest first
    freshness: float  # 0 to 1: how much of the newest likes are its own


@dataclass(frozen=True, slots=True)
class Profile:
    """Empty where nothing was liked."""

    interests: tuple[Interest, ...]
    dislikes: tuple[int, ...]  # PMIDs, the newest first, VOICES at most
    against: Floats  # their meaning, a row each
    distaste: float  # what all dislikes weigh beside the likes


def learn(liked: Rows, disliked: Rows) -> Profile:
    """From papers newest reaction first, rows of one space. Where no paper has a meaning all likes are one interest;
    what says nothing teaches nothing."""
    liked, disliked = speaking(liked), speaking(disliked)
    near = _near(liked)
    return _profile(liked, disliked, _groups(near)) if near.any() else joined(liked, disliked)


def joined(liked: Rows, disliked: Rows) -> Profile:
    """One interest of all likes: what a reader of one subject has, and what the bench sets beside `learn`."""
    return _profile(liked, disliked, [list(range(len(liked)))] if len(liked) else [])


def _profile(liked: Rows, disliked: Rows, groups: Sequence[Sequence[int]]) -> Profile:
    fresh = _freshness(groups)
    distaste = DISLIKES * len(disliked) / (len(disliked) + FEW)
    interests = tuple(_interest(liked, disliked, group, fresh[at], distaste) for at, group in enumerate(groups))
    return Profile(interests, tuple(disliked.pmids[:VOICES].tolist()), disliked.meaning[:VOICES], distaste)


def _near(liked: Rows) -> Floats:
    near = liked.meaning @ liked.meaning.T
    if liked.trust == 1 or not near.any():
        return near
    words = liked.matrix[:, np.flatnonzero(liked.columns < HEADING)]
    shared = (words @ words.T).toarray()
    lengths = np.sqrt(np.maximum(shared.diagonal(), 1e-9))
    return np.asarray(liked.trust * near + (1 - liked.trust) * WORDS * shared / np.outer(lengths, lengths), np.float32)


def _groups(near: Floats) -> list[list[int]]:
    """Average linkage: the two nearest groups are joined until all are APART, and further while there are too many."""
    groups = {place: [place] for place in range(len(near))}
    total, sizes = near.copy(), np.ones(len(near))  # sums of similarities between groups
    mean = near.copy()
    np.fill_diagonal(mean, -np.inf)
    while len(groups) > 1:
        one, other = (int(place) for place in np.unravel_index(int(mean.argmax()), mean.shape))
        if mean[one, other] < APART and len(groups) <= MOST:
            break
        total[one] += total[other]
        total[:, one] += total[:, other]
        sizes[one] += sizes[other]
        groups[one] += groups.pop(other)
        alive = np.isfinite(mean[one])
        mean[one] = mean[:, one] = np.where(alive, total[one] / (sizes[one] * sizes), -np.inf)
        mean[one, one] = -np.inf
        mean[other] = mean[:, other] = -np.inf
    return sorted((sorted(group) for group in groups.values()), key=min)


def _freshness(groups: Sequence[Sequence[int]]) -> list[float]:
    weight = [sum(0.5 ** (place / HALVING) for place in group) for group in groups]
    most = max(weight, default=1.0)
    return [max(_FLOOR, each / most) for each in weight]


def _interest(liked: Rows, disliked: Rows, group: Sequence[int], freshness: float, distaste: float) -> Interest:
    places = list(group)
    columns, weights = _terms(liked, disliked, places, distaste)
    kinds = liked.kinds[places].mean(0)
    if len(disliked):
        kinds = kinds - distaste * disliked.kinds.mean(0)
    pmids = tuple(int(liked.pmids[place]) for place in places)
    names, company = _company(liked, places)
    return Interest(columns, weights, kinds, liked.meaning[places[:VOICES]], names, company, pmids, freshness)


def _company(liked: Rows, places: list[int]) -> tuple[Columns, Floats]:
    own = liked.written[places]
    met, at = np.unique(own.indices, return_inverse=True)
    return liked.names[met], np.bincount(at, own.data, len(met)).astype(np.float32)


def _terms(liked: Rows, disliked: Rows, places: list[int], distaste: float) -> tuple[Columns, Floats]:
    """Rocchio: the mean of the likes less a part of the dislikes'; then the root of each weight, so that the few
    terms that all likes share do not drown the many that some of them do."""
    likes, dislikes = liked.matrix[places], disliked.matrix
    every = np.concatenate([liked.columns[likes.indices], disliked.columns[dislikes.indices]])
    parts = np.concatenate([likes.data / len(places), -distaste / max(1, len(disliked)) * dislikes.data])
    columns, at = np.unique(every, return_inverse=True)
    weights = np.bincount(at, parts)
    if len(columns) > TERMS:
        strongest = np.sort(np.argpartition(-np.abs(weights), TERMS)[:TERMS])
        columns, weights = columns[strongest], weights[strongest]
    return columns, (np.sign(weights) * np.sqrt(np.abs(weights))).astype(np.float32)
