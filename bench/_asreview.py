"""The `asreview` package's own simulation with its default model, as a peer. Installed from requirements/peers.lock."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Sequence
from importlib import metadata

import numpy as np
from numpy.typing import NDArray


def version() -> str:
    """ "" where it is not installed."""
    try:
        return f"asreview {metadata.version('asreview')}"
    except metadata.PackageNotFoundError:
        return ""


def screened(
    titles: Sequence[str], abstracts: Sequence[str], included: NDArray[np.bool_], start: Sequence[int]
) -> tuple[list[bool], int, float]:
    """Labels in the order it asked for them, up to the last included; records it could ask for; CPU seconds."""
    with tempfile.TemporaryDirectory() as aside, contextlib.chdir(aside):  # it leaves a cache where it is imported
        return _screened(titles, abstracts, included, start)


def _screened(
    titles: Sequence[str], abstracts: Sequence[str], included: NDArray[np.bool_], start: Sequence[int]
) -> tuple[list[bool], int, float]:
    import pandas as pd
    from asreview.learner import ActiveLearningCycle
    from asreview.models.models import get_ai_config
    from asreview.simulation.simulate import Simulate

    table = pd.DataFrame({"title": list(titles), "abstract": list(abstracts)})
    begun = time.process_time()
    cycle = ActiveLearningCycle.from_meta(get_ai_config()["value"])
    run = Simulate(table, included.astype(int), [cycle], print_progress=False)
    run.label(list(start))
    run.review()
    seconds = time.process_time() - begun
    labels = run._results["label"].to_numpy()[len(start) :]
    return [bool(label) for label in labels], len(included) - len(start), seconds
