"""New papers and a reader's wishes in, the page's papers out, each with its reason. Decides; touches nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

SHARE = 0.5  # of any ten papers, what one topic may fill while others wait
WINDOW = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new paper. `score` is the learner's, higher is better; 0 where it learned nothing."""

    pmid: int
    types: frozenset[str]  # publication types
    is_animal: bool  # headings say animals and not humans
    follows: tuple[str, ...]  # labels of the follows that brought it; () where it was met exploring
    topic: str  # what it counts as when one topic must not fill the page: an interest, else its first follow
    score: float = 0.0
    newness: int = 0  # grows with its entry into the mirror


@dataclass(frozen=True, slots=True)
class Wishes:
    study_types: frozenset[str] = frozenset()  # publication types; empty: any
    quiet: frozenset[str] = frozenset(("letters", "errata", "animals"))
    explore: int = 10  # per cent of a page from outside what is followed
    most: int = 60  # papers
    done: frozenset[int] = field(default_factory=frozenset)  # PMIDs brought before, or reacted to


LETTERS = frozenset(("Letter", "Comment", "News", "Newspaper Article", "Editorial"))
RETRACTED = "Retracted Publication"  # never recommended; who keeps it is told
ERRATA = frozenset(
    (
        "Published Erratum",
        "Corrected and Republished Article",
        "Retraction of Publication",  # whoever keeps the paper is told of it; to others it is no news
        "Expression of Concern",
    )
)


def assemble(candidates: Sequence[Candidate], wishes: Wishes) -> list[Candidate]:
    """The papers in the order of the page: best first, no topic above its share while another waits, and every so
    often one from outside. Equal scores stand by entry date, then PMID, the newest first."""
    fit = [each for each in candidates if _fits(each, wishes)]
    fit.sort(key=lambda each: (-each.score, -each.newness, -each.pmid))
    known = [each for each in fit if each.follows]
    outside = [each for each in fit if not each.follows]
    return _woven(_spread(known), outside, wishes)


def _fits(each: Candidate, wishes: Wishes) -> bool:
    if each.pmid in wishes.done or RETRACTED in each.types:
        return False
    if "letters" in wishes.quiet and each.types & LETTERS:
        return False
    if "errata" in wishes.quiet and each.types & ERRATA:
        return False
    if "animals" in wishes.quiet and each.is_animal:
        return False
    return not wishes.study_types or bool(each.types & wishes.study_types)


def _spread(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Best first; a topic that fills its share of the last ten waits while another is left."""
    waiting, spread = list(ranked), list[Candidate]()
    while waiting:
        recent = Counter(each.topic for each in spread[-(WINDOW - 1) :])
        full = WINDOW * SHARE
        place = next((at for at, each in enumerate(waiting) if recent[each.topic] < full), 0)
        spread.append(waiting.pop(place))
    return spread


def _woven(known: Sequence[Candidate], outside: Sequence[Candidate], wishes: Wishes) -> list[Candidate]:
    """One from outside after each so many of the others; where nothing is followed, the outside is all there is."""
    if not known:
        return list(outside[: wishes.most])
    every = round(100 / wishes.explore) if wishes.explore else 0
    woven: list[Candidate] = []
    others = iter(outside)
    for each in known:
        woven.append(each)
        if every and (len(woven) + 1) % every == 0 and (met := next(others, None)):
            woven.append(met)
    return woven[: wishes.most]
