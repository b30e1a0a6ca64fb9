"""Which records a client means, and those records from the mirror a few at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from django.conf import settings

from osler.engine.protocol import StoredRecord
from osler.eutils import history
from osler.eutils.door import mirror_engine
from osler.eutils.failure import Failure
from osler.eutils.parameters import Parameters, pmids
from osler.model.article import Article
from osler.model.query import Pmids
from osler.pubmed.xml import parse

BATCH = 200  # records in memory at once, whatever is asked for
_NCBI_MOST = 10_000  # records of a stored set that one call gives there


def wanted(parameters: Parameters, *, page: int | None = None) -> list[int]:
    """PMIDs in the order asked: from `id`, or a page of a stored set (`WebEnv`, `query_key`).

    `page` is how many of a stored set come where `retmax` is not given. Raises Failure where neither is.
    """
    most = settings.OSLER.eutils_most and _NCBI_MOST
    start = parameters.number("retstart", 0)
    key = parameters.text("query_key") or parameters.text("querykey")
    if parameters.text("webenv") and key:
        step = history.step(parameters.text("webenv"), key)
        count = parameters.number("retmax", page or most or step.count)
        return history.page(step, start, min(count, most) if most else count)
    ids = pmids(parameters.ids())
    if not ids:
        if parameters.ids():
            return []
        raise Failure("Neither query_key nor id specified", status=200)
    count = parameters.number("retmax", len(ids))
    return ids[start : start + count] if start or count < len(ids) else ids


def held(pmids: Sequence[int]) -> list[int]:
    """Those the mirror holds, in the order asked."""
    inside = set(mirror_engine().pmids(Pmids(tuple(pmids)))) if pmids else set()
    return [pmid for pmid in pmids if pmid in inside]


def stored(pmids: Sequence[int]) -> Iterator[StoredRecord]:
    """Those the mirror holds, in the order asked; flat in memory."""
    engine = mirror_engine()
    waiting = iter(pmids)
    while batch := list(islice(waiting, BATCH)):
        found = engine.fetch(batch)
        yield from (found[pmid] for pmid in batch if pmid in found)


def articles(pmids: Sequence[int]) -> Iterator[Article]:
    return (parse(record.xml) for record in stored(pmids))
