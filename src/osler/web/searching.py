"""From an address to an answer: the run itself, and the facets that must not be narrowed by their own choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from osler.engine.protocol import Engine
from osler.model.query import Facet, Pmids
from osler.search.run import Answer, Request, run
from osler.search.vocabulary import Vocabulary
from osler.web import mirror
from osler.web.state import State

FACETS = ("year", "publication_type", "journal", "language", "free_full_text")


def answer(state: State, *, limit: int | None = None, facets: tuple[str, ...] = ()) -> Answer:
    """The page of `state`, of `limit` papers where that is given. Raises BadQuery, BadInput, QueryTooSlow."""
    asked = request(state, limit=limit, facets=facets)
    return run(mirror.engine(), mirror.vocabulary(), asked, ranker=mirror.ranker())


def is_loose(answer: Answer) -> bool:
    """True where nothing has all the words and what fits best is shown instead, as the answer's notes say."""
    return isinstance(answer.expr, Pmids)


def request(state: State, *, limit: int | None = None, facets: tuple[str, ...] = ()) -> Request:
    limit = state.size if limit is None else limit
    return Request(
        text=state.q,
        sort=state.sort,
        limit=limit,
        offset=(state.page - 1) * limit,
        filters=state.choices,
        facets=facets,
        exact_facets=state.exact,
        history=dict(state.earlier),
        seconds=mirror.config().query_seconds,
        enough=1,
    )


def widened(engine: Engine, vocabulary: Vocabulary, state: State, found: Answer) -> Mapping[str, Facet]:
    """The facets of an answer; one in which something is chosen is counted as if it were not, so that the
    alternatives beside the choice can be seen."""
    facets = dict(found.facets)
    for kind in {kind for kind, _ in state.choices} & set(FACETS):
        asked = request(state, limit=1, facets=(kind,))
        others = tuple(choice for choice in state.choices if choice[0] != kind)
        facets.update(run(engine, vocabulary, replace(asked, offset=0, filters=others)).facets)
    return facets
