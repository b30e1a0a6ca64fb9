"""A search as a feed: the newest papers it finds, for any feed reader."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from osler.model.query import Sort
from osler.web import mirror, records, searching
from osler.web.caching import by_revision
from osler.web.pages.outgoing import LENGTH, Outgoing, outgoing, piece
from osler.web.state import State


@by_revision
def feed(request: HttpRequest, format: str) -> HttpResponse:
    """RSS, Atom or JSON Feed. Raises BadQuery and BadInput, which become their pages."""
    state = replace(State.read(request.GET), sort=Sort.ENTREZ, page=1)
    answer = searching.answer(state, limit=LENGTH)
    found = Outgoing(
        title=f"Osler: {state.q}",
        about="The newest papers of this search",
        home=state.url(),
        id=state.url("/search.atom").lstrip("/"),
        pieces=[piece(each) for each in records.articles(mirror.engine(), (hit.pmid for hit in answer.hits))],
    )
    return outgoing(request, found, format)
