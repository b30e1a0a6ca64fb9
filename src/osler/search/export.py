"""A whole result set, streamed: PMIDs and articles in the order of the search, flat in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from osler.engine.protocol import Engine
from osler.model.article import Article
from osler.pubmed import xml
from osler.search.run import Request, run
from osler.search.vocabulary import Vocabulary

BATCH = 500  # records fetched at once
RANKED = 10_000  # hits that are exported in the order asked for; beyond, newest PMID first


def pmids(engine: Engine, vocabulary: Vocabulary, request: Request) -> Sequence[int]:
    """Every PMID the request finds, whatever its limit and offset: in its order up to RANKED, else newest first."""
    answer = run(engine, vocabulary, replace(request, limit=RANKED, offset=0, facets=()))
    if answer.count > len(answer.hits):
        return engine.pmids(answer.expr)
    return [hit.pmid for hit in answer.hits]


def articles(engine: Engine, chosen: Sequence[int]) -> Iterator[Article]:
    """The articles of these PMIDs in this order; those gone from the mirror meanwhile are left out."""
    iterator = iter(chosen)
    while batch := list(islice(iterator, BATCH)):
        stored = engine.fetch(batch)
        yield from (xml.parse(stored[pmid].xml) for pmid in batch if pmid in stored)
