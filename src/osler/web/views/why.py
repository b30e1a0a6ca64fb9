"""Why a result stands where it does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from osler.cite.source import title
from osler.errors import BadInput
from osler.model.query import Sort
from osler.search.run import wanted_words
from osler.search.why import Reason, reasons
from osler.web import mirror, records, render, searching
from osler.web.caching import by_revision
from osler.web.state import State

MOST = 3  # reasons told on either side


@by_revision
def why(request: HttpRequest) -> HttpResponse:
    """`?q=…&pmid=N`. Raises BadInput for what is no PMID, NotFound for one that is not in the mirror."""
    state = State.read(request.GET)
    pmid = _pmid(request.GET.get("pmid", ""))
    found = _reasons(state, pmid) if state.sort is Sort.BEST else []
    context = {
        "query": state.q,
        "state": state,
        "pmid": pmid,
        "title": title(records.article(mirror.engine(), pmid)),
        "best": state.sort is Sort.BEST,
        "for_it": [reason.sentence for reason in found if reason.part > 0][:MOST],
        "against": [reason.sentence for reason in reversed(found) if reason.part < 0][:MOST],
    }
    return render.page(request, "web/why.html", context, fragment=f"why-{pmid}", block="reasons")


def _reasons(state: State, pmid: int) -> list[Reason]:
    """From the pool of this very search, which the ranker has just kept; [] below the pool."""
    answer = searching.answer(state)
    ranked = mirror.ranker().kept(wanted_words(answer, state.q).words, pmid)
    return reasons(ranked, pmid) if ranked else []


def _pmid(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < len(text) <= 9):
        raise BadInput(f"'{text}' is no PMID")
    return int(text)
