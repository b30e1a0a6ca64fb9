"""A small forest of boosted trees, read from one file and asked without the library that grew it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from osler.bedside.direction.features import Features, features

LABELS = ("significantly decreased", "no significant difference", "significantly increased")
FILE = "direction.npz"


class Direction(NamedTuple):
    """A label of LABELS and the share of belief in it, 0 to 1."""

    label: str
    share: float


@dataclass(frozen=True, slots=True)
class Forest:
    """Nodes of every tree one after another; a leaf's `left` is -1. `starts[tree, class]` is each tree's root."""

    names: tuple[str, ...]
    baseline: NDArray[np.float64]  # one a class
    starts: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]

    def shares(self, row: Features) -> list[float]:
        """Belief in each label, adding up to 1."""
        numbers = np.array([float(row.get(name, 0)) for name in self.names])
        nodes = self.starts.ravel()
        while True:
            inner = self.left[nodes] >= 0
            if not inner.any():
                break
            left = numbers[self.feature[nodes]] <= self.threshold[nodes]
            nodes = np.where(inner, np.where(left, self.left[nodes], self.right[nodes]), nodes)
        scores = self.baseline + self.value[nodes].reshape(self.starts.shape).sum(axis=0, dtype=np.float64)
        powers = np.exp(scores - scores.max())
        return [float(share) for share in powers / powers.sum()]


def dump(forest: Forest) -> bytes:
    """The forest as one compressed file."""
    held: dict[str, Any] = {field: getattr(forest, field) for field in _FIELDS}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, names=np.array(forest.names), **held)
    return buffer.getvalue()


def load(data: bytes) -> Forest:
    """The forest of a file; nothing in it is executed."""
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        return Forest(tuple(str(n) for n in held["names"]), **{field: held[field] for field in _FIELDS})


_FIELDS = ("baseline", "starts", "feature", "threshold", "left", "right", "value")


@lru_cache(maxsize=1)
def shipped() -> Forest:
    """The forest that comes with Osler; `bench/direction.py --save` grew it from evidence-inference (MIT)."""
    return load(resources.files("osler.bedside.direction").joinpath(FILE).read_bytes())


def direction(intervention: str, comparator: str, outcome: str, text: str, forest: Forest | None = None) -> Direction:
    """Which way the text says the outcome went under the intervention, against the comparator."""
    shares = (forest or shipped()).shares(features(intervention, comparator, outcome, text))
    best = max(range(len(shares)), key=shares.__getitem__)
    return Direction(LABELS[best], shares[best])


def grown(names: tuple[str, ...], baseline: Any, predictors: Any) -> Forest:
    """A forest from scikit-learn's HistGradientBoosting parts (nodes as its structured arrays)."""
    parts: Mapping[str, list[Any]] = {field: [] for field in ("feature", "threshold", "left", "right", "value")}
    starts, total = [], 0
    for iteration in predictors:
        roots = []
        for tree in iteration:
            nodes = tree.nodes
            leaf = nodes["is_leaf"].astype(bool)
            roots.append(total)
            parts["feature"].append(nodes["feature_idx"].astype(np.int16))
            parts["threshold"].append(np.where(leaf, 0, nodes["num_threshold"]))
            parts["left"].append(np.where(leaf, -1, nodes["left"].astype(np.int64) + total))
            parts["right"].append(np.where(leaf, -1, nodes["right"].astype(np.int64) + total))
            parts["value"].append(nodes["value"].astype(np.float32))
            total += len(nodes)
        starts.append(roots)
    kinds = {"feature": np.int16, "threshold": np.float64, "left": np.int32, "right": np.int32, "value": np.float32}
    joined = {field: np.concatenate(each).astype(kinds[field]) for field, each in parts.items()}
    return Forest(names, np.asarray(baseline, float).ravel(), np.array(starts, np.int32), **joined)
