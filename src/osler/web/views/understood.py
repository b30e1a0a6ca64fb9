"""How a query was searched: the tree of its parts, each with what it finds alone, each open to change."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from osler.search.explain import counted
from osler.search.run import read
from osler.web import mirror, render, searching
from osler.web.caching import by_revision
from osler.web.pages.tree import spliced, tree
from osler.web.state import State

_EDIT = "at-"  # name of a changed piece: at-START-END


@by_revision
def understood(request: HttpRequest) -> HttpResponse:
    state = State.read(request.GET)
    if state.earlier:  # every part can be changed: also those that a number stands for
        state = state.to(q=state.meaning, earlier=())
    changes = {name.removeprefix(_EDIT): str(text) for name, text in request.GET.items() if name.startswith(_EDIT)}
    if changes:
        return redirect(state.to(q=spliced(state.q, changes)).url())
    if not state.q and not state.choices:
        return redirect("home")
    engine = mirror.engine()
    how = read(engine, mirror.vocabulary(), searching.request(state))
    context = {
        "query": state.q,
        "state": state,
        "translation": how.explanation.translation,
        "notes": how.notes,
        "tree": tree(counted(engine, how.explanation), state.q),
    }
    return render.page(request, "web/understood.html", context, fragment="tree")
