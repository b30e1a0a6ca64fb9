"""A search report to keep with a review: page, PDF, Markdown."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from osler.search.report import Report, as_markdown, report
from osler.search.run import run
from osler.web import mirror, render, searching
from osler.web.pages.report import pdf, report_page
from osler.web.state import State


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    state = State.read(request.GET)
    if not state.q and not state.choices:
        return redirect("home")
    context = {
        "query": state.q,
        "earlier": [f"{number} {text}" for number, text in state.earlier],
        "state": state,
        "report": report_page(_made(state)),
    }
    return _fresh(render.page(request, "web/report.html", context))


@require_safe
def file(request: HttpRequest, format: str) -> HttpResponse:
    state = State.read(request.GET)
    if format == "pdf":
        response = HttpResponse(pdf(report_page(_made(state))), content_type="application/pdf")
    elif format == "md":
        response = HttpResponse(as_markdown(_made(state)), content_type="text/markdown; charset=utf-8")
    else:
        raise Http404
    response.headers["Content-Disposition"] = f'attachment; filename="osler-search-report.{format}"'
    return _fresh(response)


def _made(state: State) -> Report:
    """Raises BadQuery, BadInput, QueryTooSlow."""
    engine, vocabulary = mirror.engine(), mirror.vocabulary()
    request = searching.request(state, limit=1)
    return report(engine, vocabulary, request, run(engine, vocabulary, request))


def _fresh(response: HttpResponse) -> HttpResponse:
    """It says when it was made: never an older one from a cache."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
