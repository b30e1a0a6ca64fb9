"""Results, and what to do where there are none or the query cannot be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from osler import errors
from osler.engine.protocol import Engine
from osler.follows.models import LONGEST
from osler.model.query import Sort
from osler.search.aid import Aid, aid
from osler.search.run import Answer
from osler.web import mirror, records, render, searching
from osler.web.caching import by_revision_and_links
from osler.web.pages import facets, offers
from osler.web.pages.histogram import histogram
from osler.web.pages.hits import hit_cards
from osler.web.pages.keeping import keeping
from osler.web.pages.outgoing import FORMATS
from osler.web.pages.reaching import reaching
from osler.web.pages.snippet import wanted
from osler.web.state import SIZES, State, deepest
from osler.web.views.errors import told
from osler.web.views.export import EXPORTS

SORTS = ((Sort.BEST, "Best match"), (Sort.DATE, "Newest"))
_MORE = {Sort.ENTREZ: "Last added", Sort.AUTHOR: "First author", Sort.JOURNAL: "Journal"}  # in a menu
FEEDS = {"rss": "/search.rss", "atom": "/search.atom", "json": "/search.jsonfeed"}
_ASKED = (errors.BadQuery, errors.BadInput, errors.QueryTooSlow)


@by_revision_and_links
def search(request: HttpRequest) -> HttpResponse:
    try:
        state = State.read(request.GET)
        if not state.q and not state.choices:
            return redirect("home")
        if "from" in request.GET or "to" in request.GET:
            return redirect(state.url())  # two boxes become the one `year` of the address
        return _found(request, state, searching.answer(state, facets=searching.FACETS))
    except _ASKED as error:
        return _problem(request, error)


def _found(request: HttpRequest, state: State, answer: Answer) -> HttpResponse:
    engine = mirror.engine()
    first = (state.page - 1) * state.size + 1
    papers = records.articles(engine, (hit.pmid for hit in answer.hits), brief=True, abstract=True)
    keeping(request, (paper.pmid for paper in papers))
    counted = facets.as_precise(searching.widened(engine, mirror.vocabulary(), state, answer))
    pages = min(-(-answer.count // state.size), deepest(state.size))
    means = answer.translation if state.choices else state.meaning
    context = {
        "query": state.q,
        "means": means,
        "label": _label(state),
        "earlier": [f"{number} {text}" for number, text in state.earlier],
        "state": state,
        "answer": answer,
        "hits": hit_cards(papers, wanted(answer.expr, state.q), first=first),
        "reach": reaching(request, papers),
        "sorts": [(label, state.to(sort=sort).url(), sort is state.sort) for sort, label in _sorts(state)],
        "more_sorts": [(label, state.to(sort=sort).url()) for sort, label in _MORE.items() if sort is not state.sort],
        "chips": facets.chips(state),
        "groups": facets.groups(counted, state),
        "estimate": facets.estimate(counted, state),
        "recent": facets.recent(state, datetime.now(UTC).year),
        "histogram": histogram(counted.get("year"), state.year),
        "previous": state.to(page=state.page - 1).url() if state.page > 1 else "",
        "next": state.to(page=state.page + 1).url() if state.page < pages else "",
        "pages": pages,
        "sizes": [(size, state.to(size=size).url(), size == state.size) for size in SIZES],
        "unnarrowed": State(q=state.q, sort=state.sort, size=state.size).url() if state.q else "",
        "offers": offers.offers(_aid(engine, state, answer), state),
        "by_match": state.sort is Sort.BEST,
        "loose": searching.is_loose(answer),
        "clinical": facets.clinical(state),
        "exports": _exports(state, answer),
        "formats": EXPORTS,
        "followed": _followed(state, answer, means),
        "feeds": [(name, type_, FEEDS[ending]) for ending, (name, type_) in FORMATS.items()],
    }
    return render.page(request, "web/search.html", context, fragment="found")


def _sorts(state: State) -> tuple[tuple[Sort, str], ...]:
    """In sight: the usual two, and the order in force where it is another."""
    return (*SORTS, (state.sort, _MORE[state.sort])) if state.sort in _MORE else SORTS


class Followed(NamedTuple):
    query: str
    label: str


def _followed(state: State, answer: Answer, means: str) -> Followed | None:
    """The search as a follow: as typed, or with filters in PubMed's notation. None where that would be too long, and
    for what only fits best: a question is no search that finds what is new."""
    if searching.is_loose(answer):
        return None
    found = Followed(means, _label(replace(state, q=state.meaning)))
    return found if len(found.query) <= LONGEST else None


def _label(state: State) -> str:
    """The search as people call it: as typed, with the filters' names."""
    return ", ".join(filter(None, (state.q, *(chip.label for chip in facets.chips(state)))))


def _exports(state: State, answer: Answer) -> list[tuple[str, str]]:
    """(label, address). A file holds what was found; what only fits best is no result set."""
    if searching.is_loose(answer):
        return []
    return [(label, state.to().url(f"/search.{name}")) for name, label in EXPORTS]


def _aid(engine: Engine, state: State, answer: Answer) -> Aid:
    """Found loosely is not found: what would be is offered all the same."""
    strict = replace(answer, count=0) if searching.is_loose(answer) else answer
    return aid(engine, mirror.vocabulary(), searching.request(state), strict)


def _problem(request: HttpRequest, error: errors.OslerError) -> HttpResponse:
    query, said = request.GET.get("q", ""), told(error)
    context: dict[str, object] = {
        "query": query,
        "told": said,
        "message": str(error),
        "before": None,
        "hint": "",
        "earlier": request.GET.getlist("earlier"),
    }
    if isinstance(error, errors.BadQuery):
        # Positions count in what was searched: the text without white space around it.
        text = query.strip()
        place = min(error.position, len(text))
        context |= {
            "before": text[:place],
            "at": text[place : place + 1] or "⏎",
            "after": text[place + 1 :],
            "position": place + 1,
            "hint": error.hint,
            "unknown": str(error).startswith("there is no search #"),
        }
    return render.page(request, "web/problem.html", context, status=said.status)
