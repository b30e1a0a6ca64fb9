"""Reactions in, a model out, papers ordered by it (docs/FEED.md).

Pure: arrays and values only. A paper is `osler.search.terms.Terms`; what each term is worth comes from a `Space`.
"""

from osler.feed.preference.profile import Interest, Profile, joined, learn
from osler.feed.preference.reasons import Reason, reason
from osler.feed.preference.rows import Rows, cosines, rows
from osler.feed.preference.scoring import scores
from osler.feed.preference.screening import Screening
from osler.feed.preference.space import Space

__all__ = [
    "Interest",
    "Profile",
    "Reason",
    "Rows",
    "Screening",
    "Space",
    "cosines",
    "joined",
    "learn",
    "reason",
    "rows",
    "scores",
]
