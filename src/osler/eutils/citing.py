"""Who cites whom, within the mirror."""

from __future__ import annotations

from collections.abc import Iterable

from osler.eutils.door import mirror_engine
from osler.model.query import Span


def cited_by(pmids: Iterable[int]) -> dict[int, int]:
    """PMID -> how many records of the mirror cite it."""
    engine = mirror_engine()
    return {pmid: engine.count(Span("cites", pmid, pmid)) for pmid in pmids}


def citing(pmid: int) -> list[int]:
    """The records that cite it, newest PMID first."""
    return list(mirror_engine().pmids(Span("cites", pmid, pmid)))
