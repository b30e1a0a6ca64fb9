"""New papers as candidates: which follow brought each, and what the choices ask of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from osler.engine.words import key
from osler.feed.assemble import Candidate, Wishes
from osler.follows.entry import asked
from osler.follows.mirror import Mirror
from osler.follows.models import Choices, Follow, Mute
from osler.follows.specialties import studies
from osler.model.query import All, Expr, Key, Not, Or, Pmids, Search, Sort
from osler.search.terms import Terms

EACH = 150  # newest papers looked at for a follow
OUTSIDE = 100  # and from outside

# A study that helps a decision stands a little before another of the same day and score.
_TELLING = frozenset(
    ("Randomized Controlled Trial", "Meta-Analysis", "Systematic Review", "Practice Guideline", "Guideline")
)
_LEAD = 0.3


def newest(
    follows: Sequence[Follow], mirror: Mirror, *, without: Collection[int], muted: Sequence[Mute]
) -> dict[int, list[str]]:
    """PMID -> labels of the follows that bring it; [] from outside. Newest entries first, each follow its EACH."""
    found: dict[int, list[str]] = {}
    journals = tuple(key(each.value) for each in muted if each.what == Mute.What.JOURNAL)
    types = tuple(key(each.value) for each in muted if each.what == Mute.What.TYPE)
    drop = Or((Pmids(tuple(without)), Key("journal", journals), Key("pt", types)))
    for each in follows:
        where = asked(each, mirror.engine, mirror.vocabulary, mirror.relater)
        for pmid in _entered(mirror, Not(where, drop), EACH):
            found.setdefault(pmid, []).append(each.label)
    for pmid in _entered(mirror, Not(All(), drop), OUTSIDE):
        found.setdefault(pmid, [])
    return found


def _entered(mirror: Mirror, where: Expr, limit: int) -> list[int]:
    return [hit.pmid for hit in mirror.engine.search(Search(where, sort=Sort.ENTREZ, limit=limit)).hits]


def candidate(record: Terms, at: int, follows: Sequence[str], score: float, topic: str) -> Candidate:
    types = frozenset(record.fields.types)
    headings = {name.lower() for name in record.fields.headings}
    return Candidate(
        pmid=record.pmid,
        types=types,
        is_animal="animals" in headings and "humans" not in headings,
        follows=tuple(follows),
        topic=topic,
        score=score + (_LEAD if types & _TELLING else 0),
        newness=-at,  # as they were entered, the newest first
    )


def wishes(choices: Choices, done: Collection[int]) -> Wishes:
    chosen = [studies()[each] for each in choices.study_types if each in studies()]
    return Wishes(
        study_types=frozenset(name for each in chosen for name in each.types),
        quiet=frozenset(choices.quiet),
        explore=choices.explore,
        done=frozenset(done),
    )
