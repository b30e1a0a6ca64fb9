"""Kept papers as cards: from the mirror, or from what was kept of those NLM has deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from osler.library import queries
from osler.web import mirror, records
from osler.web.pages.cards import Card, card


class KeptCard(NamedTuple):
    """One of `card` and `tomb` is there."""

    pmid: int
    card: Card | None
    title: str  # plain
    line: str  # the citation, of a paper that is gone
    gone: bool


def kept_cards(pmids: Iterable[int]) -> dict[int, KeptCard]:
    """By PMID, for every one asked."""
    wanted = list(pmids)
    here = {article.pmid: article for article in records.articles(mirror.engine(), wanted, brief=True)}
    rest = queries.papers(pmid for pmid in wanted if pmid not in here) if len(here) < len(set(wanted)) else {}
    found = {}
    for pmid in wanted:
        if pmid in here:
            made = card(here[pmid])
            found[pmid] = KeptCard(pmid, made, made.title.striptags(), "", False)
        else:
            tomb = rest.get(pmid)
            found[pmid] = KeptCard(
                pmid, None, tomb.title if tomb else f"PMID {pmid}", tomb.line if tomb else "", gone=True
            )
    return found
