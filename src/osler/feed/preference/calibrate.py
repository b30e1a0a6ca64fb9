"""From a score to a probability: each like and dislike scored by a profile that had not seen it (Platt 2000)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osler.feed.preference.profile import learn
from osler.feed.preference.rows import Rows, part
from osler.feed.preference.scoring import scores
from osler.feed.preference.space import Space

_ROUNDS = 60
_FOLDS = 5
_UNKNOWN = 0.01  # share of new papers thought to be liked where fewer than two likes say anything


@dataclass(frozen=True, slots=True)
class Calibration:
    """1 / (1 + exp(-(slope * score + intercept)))."""

    slope: float
    intercept: float

    def __call__(self, scores: NDArray[np.float32]) -> NDArray[np.float64]:
        """Probabilities, 0 to 1."""
        return np.asarray(1 / (1 + np.exp(-np.clip(self.slope * scores + self.intercept, -30, 30))))


def calibrated(liked: Rows, disliked: Rows, space: Space, others: NDArray[np.float32]) -> Calibration:
    """For a reader's scores; `others` are those of papers nobody judged.

    How many of these will be liked nobody knows: as many as score above the middle one of the likes' own scores
    are taken (half the likes are up there, and about half of what is up there is liked).
    """
    likes, dislikes = _held_out(liked, disliked, space)
    share = float((others > np.median(likes)).mean()) if len(likes) and len(others) else _UNKNOWN
    return calibrate(likes, dislikes, others, share)


def _held_out(liked: Rows, disliked: Rows, space: Space) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Each like's and dislike's score by a profile learned without it and its fold."""
    found: tuple[list[float], list[float]] = ([], [])
    folds = min(_FOLDS, len(liked))
    for fold in range(folds if folds > 1 else 0):
        kept = [part(rows, [at for at in range(len(rows)) if at % folds != fold]) for rows in (liked, disliked)]
        profile = learn(kept[0], kept[1], space)
        for rows, into in zip((liked, disliked), found, strict=True):
            out = part(rows, list(range(fold, len(rows), folds)))
            if len(out):
                into.extend(scores([profile], out)[0][0].tolist())
    return np.array(found[0], np.float32), np.array(found[1], np.float32)


def calibrate(
    likes: NDArray[np.float32], dislikes: NDArray[np.float32], others: NDArray[np.float32], share: float
) -> Calibration:
    """From scores, each made without the paper itself; `others` are papers nobody judged, and `share` of them is
    thought to be liked. With nothing liked the share alone speaks."""
    share = min(max(share, 1e-4), 0.9)
    if not len(likes) or not len(others):
        return Calibration(0.0, float(np.log(share / (1 - share))))
    values = np.concatenate([likes, dislikes, others]).astype(np.float64)
    centre, scale = float(values.mean()), float(values.std()) or 1.0
    # Platt's targets keep few likes from being taken for certainty.
    high, low = (len(likes) + 1) / (len(likes) + 2), 1 / (len(dislikes) + len(others) + 2)
    targets = np.concatenate([np.full(len(likes), high), np.full(len(dislikes) + len(others), low)])
    weights = np.concatenate(
        [
            np.full(len(likes), share / len(likes)),
            np.full(len(dislikes) + len(others), (1 - share) / (len(dislikes) + len(others))),
        ]
    )
    slope, intercept = _logistic((values - centre) / scale, targets, weights)
    slope = max(slope, 0.0)  # a higher score never means less
    return Calibration(slope / scale, intercept - slope * centre / scale)


def _logistic(
    values: NDArray[np.float64], targets: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Weighted logistic regression of one variable, with a little ridge; Newton's method."""
    share = float((weights * targets).sum() / weights.sum())
    place = np.array([0.0, np.log(share / (1 - share))])
    design = np.stack([values, np.ones_like(values)], axis=1)
    ridge = np.diag([1e-4, 1e-9])
    for _ in range(_ROUNDS):
        guess = 1 / (1 + np.exp(-np.clip(design @ place, -30, 30)))
        slope = design.T @ (weights * (guess - targets)) + ridge @ place
        curve = (design * (weights * np.maximum(guess * (1 - guess), 1e-9))[:, None]).T @ design + ridge
        step = np.linalg.solve(curve, slope)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-9))  # no leap over the valley
        place = place - step
        if float(np.abs(step).max()) < 1e-6:
            break
    return float(place[0]), float(place[1])
