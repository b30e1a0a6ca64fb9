"""What speaks for a record whatever is asked: its kind, its age, and whether the question is its main topic.

PubMed's Best Match (Fiorini 2018, PLoS Biol 16:e2005343) found age and publication type among the
strongest of its 150 signals; no bench here rewards them, so their weights are small: between two
records that answer equally well the guideline, trial or review, and the newer, stands first.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from osler.search.signals import Bag, Pool, Signals

HALF_LIFE = 8.0  # years in which a paper's bonus for being new halves
_KINDS = {  # points; what is not named has none
    "Practice Guideline": 3.0,
    "Guideline": 2.5,
    "Systematic Review": 2.5,
    "Meta-Analysis": 2.5,
    "Randomized Controlled Trial": 2.0,
    "Clinical Trial, Phase III": 1.5,
    "Clinical Trial": 1.0,
    "Review": 1.0,
    "Case Reports": -0.5,
    "News": -1.5,
    "Letter": -1.0,
    "Comment": -1.0,
    "Editorial": -1.0,
    "Published Erratum": -3.0,
    "Retraction of Publication": -3.0,
    "Retraction Notice": -3.0,
    "Retracted Publication": -4.0,
}


def priors(pool: Pool, query: Bag, *, today: date | None = None) -> Signals:
    """major: part of the query in major headings; kind: points; recent: 1 this year, halving every HALF_LIFE years."""
    year = (today or date.today()).year
    return {
        "major": pool.named(query, [each.major for each in pool.records]),
        "kind": np.array([kind(each.fields.types) for each in pool.records], np.float32),
        "recent": np.array([recent(each.fields.year, year) for each in pool.records], np.float32),
    }


def kind(types: tuple[str, ...]) -> float:
    """The strongest point for, or against where nothing speaks for it. A retracted paper's stands alone."""
    points = [_KINDS[each] for each in types if each in _KINDS]
    if "Retracted Publication" in types:
        return _KINDS["Retracted Publication"]
    return max(points) if any(p > 0 for p in points) else min(points, default=0.0)


def recent(year: int, this_year: int) -> float:
    """0 where the year is unknown."""
    return 0.5 ** (max(0, this_year - year) / HALF_LIFE) if year else 0.0
