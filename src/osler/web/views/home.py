"""One box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from osler.web import as_pubmed, examples, mirror, render
from osler.web.caching import by_revision


@by_revision
def home(request: HttpRequest) -> HttpResponse:
    if address := as_pubmed.address(request.GET):
        return redirect(address)
    status = mirror.engine().status()
    context = {"status": status, "examples": examples.found(status.revision)}
    return render.page(request, "web/home.html", context)
