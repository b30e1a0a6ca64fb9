"""Publication types as badges: which ones a reader looks for first, and which say nothing about the study."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from osler.model.article import Named
from osler.web import links


class Badge(NamedTuple):
    name: str
    tier: str  # alert | synthesis | trial | study | review | voice | plain | silent
    href: str


_TIERS: dict[str, tuple[str, ...]] = {
    "alert": (
        "Retracted Publication",
        "Retraction of Publication",
        "Retraction Notice",
        "Expression of Concern",
        "Published Erratum",
    ),
    "synthesis": (
        "Practice Guideline",
        "Guideline",
        "Meta-Analysis",
        "Network Meta-Analysis",
        "Systematic Review",
        "Consensus Development Conference, NIH",
        "Consensus Development Conference",
        "Consensus Statement",
    ),
    "trial": (
        "Randomized Controlled Trial",
        "Pragmatic Clinical Trial",
        "Equivalence Trial",
        "Adaptive Clinical Trial",
        "Controlled Clinical Trial",
        "Clinical Trial, Phase IV",
        "Clinical Trial, Phase III",
        "Clinical Trial, Phase II",
        "Clinical Trial, Phase I",
        "Clinical Trial Protocol",
        "Clinical Trial",
    ),
    "study": (
        "Observational Study",
        "Multicenter Study",
        "Twin Study",
        "Validation Study",
        "Evaluation Study",
        "Comparative Study",
        "Clinical Study",
        "Case Reports",
    ),
    "review": ("Scoping Review", "Review"),
    "voice": ("Editorial", "Comment", "Letter", "News", "Interview", "Personal Narrative", "Preprint"),
}
_RANK = {name.lower(): (rank, tier) for tier, names in _TIERS.items() for rank, name in enumerate(names)}
_ORDER = {tier: place for place, tier in enumerate((*_TIERS, "plain", "silent"))}
_SILENT = ("Journal Article", "English Abstract")
RETRACTED = Badge("Retracted", "alert", links.tagged("Retracted Publication", "pt"))


@lru_cache(maxsize=4_096)
def badges(types: tuple[Named, ...]) -> tuple[Badge, ...]:
    """The types that say what kind of paper this is, the telling ones first; financial support is left out.

    "Journal Article" is shown only where there is nothing else to say.
    """
    names = {" ".join(t.name.split()): None for t in types if t.name.strip()}
    telling = [n for n in names if not n.startswith("Research Support") and n not in _SILENT]
    found = [_badge(name) for name in telling or [n for n in names if n in _SILENT]]
    return tuple(sorted(found, key=_place))


def support(types: Iterable[Named]) -> tuple[str, ...]:
    """The types that only say who paid."""
    return tuple(t.name for t in types if t.name.startswith("Research Support"))


def _badge(name: str) -> Badge:
    tier = "silent" if name in _SILENT else _RANK.get(name.lower(), (0, "plain"))[1]
    return Badge(name, tier, links.tagged(name, "pt"))


def _place(badge: Badge) -> tuple[int, int]:
    return _ORDER[badge.tier], _RANK.get(badge.name.lower(), (0, ""))[0]
