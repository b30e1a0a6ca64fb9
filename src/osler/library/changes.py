"""What happened to a paper, decided from what its record said before and what records say now. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from osler.library.models.notice import Kind
from osler.model.article import Article

# NLM's RefTypes: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html#commentscorrections
OWN = {  # on the paper's own record
    "RetractionIn": Kind.RETRACTED,
    "RetractedandRepublishedIn": Kind.RETRACTED,
    "ExpressionOfConcernIn": Kind.CONCERN,
    "ErratumIn": Kind.CORRECTED,
    "CorrectedandRepublishedIn": Kind.CORRECTED,
    "UpdateIn": Kind.UPDATED,
}
OTHERS = {  # on the record that says it of the paper
    "RetractionOf": Kind.RETRACTED,
    "RetractedandRepublishedFrom": Kind.RETRACTED,
    "ExpressionOfConcernFor": Kind.CONCERN,
    "ErratumFor": Kind.CORRECTED,
    "CorrectedandRepublishedFrom": Kind.CORRECTED,
    "UpdateOf": Kind.UPDATED,
}


class Event(NamedTuple):
    pmid: int  # the paper it happened to
    kind: Kind
    # PMID of what says so. Where NLM gives none: negative, from the citation; 0 where nothing is cited.
    told_by: int
    source: str


def ties(article: Article) -> list[list[Any]]:
    """[type, PMID or None, source] of each correction that readers are told of, in NLM's order; for keeping."""
    return [[each.type, each.pmid, each.source] for each in article.corrections if each.type in OWN]


def known(before: Iterable[Sequence[Any]]) -> set[tuple[str, int]]:
    """(kind, told by) of the ties that were kept."""
    return {(OWN[type_], _number(pmid, source)) for type_, pmid, source in before if type_ in OWN}


def own(article: Article, before: Sequence[Sequence[Any]], *, was_retracted: bool) -> Iterator[Event]:
    """What the paper's own record says now and did not say before."""
    old = known(before)
    events = [
        Event(article.pmid, OWN[type_], _number(pmid, source), source)
        for type_, pmid, source in ties(article)
        if (OWN[type_], _number(pmid, source)) not in old
    ]
    yield from events
    told = any(event.kind is Kind.RETRACTED for event in events)
    if article.is_retracted and not was_retracted and not told:
        yield Event(article.pmid, Kind.RETRACTED, 0, "")


def others(article: Article, source: str) -> Iterator[Event]:
    """What a record says of other papers; `source` is its own citation."""
    for each in article.corrections:
        if each.type in OTHERS and each.pmid is not None:
            yield Event(each.pmid, OTHERS[each.type], article.pmid, source)


def _number(pmid: int | None, source: str) -> int:
    return pmid if pmid is not None else -zlib.crc32(source.encode())
