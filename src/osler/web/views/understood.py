"""How a query was searched: the tree of its parts, each with what it finds alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from osler.search.run import read
from osler.web import mirror, render, searching
from osler.web.caching import by_revision
from osler.web.pages.tree import branch
from osler.web.state import State


@by_revision
def understood(request: HttpRequest) -> HttpResponse:
    state = State.read(request.GET)
    if not state.q and not state.choices:
        return redirect("home")
    engine = mirror.engine()
    how = read(engine, mirror.vocabulary(), searching.request(state))
    context = {
        "query": state.q,
        "state": state,
        "translation": how.explanation.translation,
        "translations": how.translations,
        "notes": how.notes,
        "tree": branch(engine, how.explanation),
    }
    return render.page(request, "web/understood.html", context, fragment="tree")
