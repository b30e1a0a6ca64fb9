"""Saved cases: opt-in, for their owner alone. A case is opened by a POST, so that its facts stay out of addresses."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from osler.bedside import pack
from osler.errors import BadInput, NotFound
from osler.people.guards import reader
from osler.people.models import User
from osler.ward import queries, services
from osler.ward.uploads import in_memory
from osler.web import render


@require_GET
@reader
def listed(request: HttpRequest) -> HttpResponseBase:
    """The reader's own cases."""
    return _list(request)


@in_memory
@require_POST
@reader
@sensitive_post_parameters()
@sensitive_variables()
def save(request: HttpRequest) -> HttpResponseBase:
    """What the form holds, kept because the reader asked for it."""
    try:
        disease = pack.load(request.POST.get("pack", ""))
        fields = {name: request.POST.get(name, "") for name in disease.vocabulary.terms}
        services.save(_owner(request), title=request.POST.get("title", ""), pack=disease.id, fields=fields)
    except (BadInput, NotFound) as problem:
        return _list(request, problem=str(problem), status=422)
    return _back()


@require_POST
@reader
def delete(request: HttpRequest, id_: int) -> HttpResponseBase:
    if not services.delete(_owner(request), id_):
        raise Http404
    return _back()


def _back() -> HttpResponse:
    answer = redirect("cases")
    answer.status_code = 303
    return answer


def _owner(request: HttpRequest) -> User:
    """Whoever is signed in: every view here asks for an account first."""
    assert isinstance(request.user, User)
    return request.user


def _list(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    titles = {name: pack.load(name).title for name in pack.names()}
    kept = [
        (each, titles.get(each.opened.pack, each.opened.pack) if each.opened else "")
        for each in queries.cases(_owner(request))
    ]
    return render.page(request, "ward/cases.html", {"kept": kept, "problem": problem}, status=status)
