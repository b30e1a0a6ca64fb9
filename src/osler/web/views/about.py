"""Where the citations come from, how fresh they are, and what is never recorded."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from osler.web import mirror, render
from osler.web.caching import by_revision


@by_revision
def about(request: HttpRequest) -> HttpResponse:
    return render.page(request, "web/about.html", {"status": mirror.engine().status()})
