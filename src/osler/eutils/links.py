"""The links this mirror can follow from a citation, named as NCBI names them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from osler.errors import NotFound
from osler.eutils import citing, records
from osler.eutils.door import mirror_engine, mirror_relater
from osler.model.query import And, Key, Pmids

_FIVE = 5
_REVIEWS = ("review", "systematic review")
_MOST_RELATED = 100
_LOWEST, _HIGHEST, _OWN = 10_000_000, 40_000_000, 50_000_000


class Scored(NamedTuple):
    pmid: int
    score: int | None = None


class LinkName(NamedTuple):
    name: str
    menu: str
    description: str
    follow: Callable[[int], Sequence[Scored]]
    database: str = "pubmed"
    priority: int = 128


def _similar(pmid: int) -> list[Scored]:
    """The record itself first, as at NCBI, then the most similar with scores below its own."""
    try:
        found = mirror_relater()(pmid, limit=_MOST_RELATED)
    except NotFound:
        return []
    if not found:
        return [Scored(pmid, _OWN)]
    # NCBI's scores are whole numbers of eight digits; ours are z-scores, moved and stretched to look alike.
    lowest, highest = found[-1].score, found[0].score
    unit = (_HIGHEST - _LOWEST) / ((highest - lowest) or 1.0)
    others = (Scored(each.pmid, _LOWEST + round((each.score - lowest) * unit)) for each in found)
    return [Scored(pmid, _OWN), *others]


def _reviews(pmid: int) -> list[Scored]:
    found = _similar(pmid)[1:]
    among = And((Pmids(tuple(each.pmid for each in found)), Key("pt", _REVIEWS)))
    reviews = set(mirror_engine().pmids(among)) if found else set()
    return [each for each in found if each.pmid in reviews]


def _combined(pmid: int) -> list[Scored]:
    """Similar articles and reviews; here the reviews are among them already."""
    return _similar(pmid)


def _cited_in(pmid: int) -> list[Scored]:
    return [Scored(each) for each in citing.citing(pmid)]


def _references(pmid: int) -> list[Scored]:
    """What the record cites, as far as it is in the mirror: newest first, as NCBI lists them."""
    for article in records.articles([pmid]):
        return (
            [Scored(each) for each in mirror_engine().pmids(Pmids(article.cited_pmids))] if article.cited_pmids else []
        )
    return []


LINKS: tuple[LinkName, ...] = (
    LinkName(
        "pubmed_pubmed", "Similar articles", "Similar articles, by this mirror's own measure", _similar, priority=1
    ),
    LinkName("pubmed_pubmed_citedin", "Cited In", "Citations of the mirror that cite this one", _cited_in),
    LinkName(
        "pubmed_pubmed_combined", "Similar articles and reviews", "Similar articles and reviews", _combined, priority=1
    ),
    LinkName(
        "pubmed_pubmed_five",
        "Five similar articles",
        "The five most similar articles",
        lambda pmid: _similar(pmid)[: _FIVE + 1],
        priority=1,
    ),
    LinkName(
        "pubmed_pubmed_refs",
        "References for this PMC Article",
        "Citations of the mirror that this one cites",
        _references,
        priority=10,
    ),
    LinkName("pubmed_pubmed_reviews", "Similar reviews", "Similar articles that are reviews", _reviews, priority=1),
    LinkName(
        "pubmed_pubmed_reviews_five",
        "Five similar reviews",
        "The five most similar reviews",
        lambda pmid: _reviews(pmid)[:_FIVE],
        priority=1,
    ),
)
BY_NAME = {link.name: link for link in LINKS}
