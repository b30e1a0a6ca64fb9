"""Ticked papers into a collection."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from osler.desk.returning import see_other
from osler.errors import BadInput
from osler.library import queries, services
from osler.people.guards import reader
from osler.web import mirror, render
from osler.web.chosen import chosen_pmids
from osler.web.whole import MOST_ROWS, whole


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Asks which collection; then puts those the mirror knows on top of it. Raises BadInput, NotFound."""
    assert request.user.is_authenticated
    if request.method != "POST":
        default = services.default_collection(request.user).pk
        shelves = [shelf for shelf in queries.shelves(request.user) if shelf.can_write]
        context = {"tab": "saved", "pmids": chosen_pmids(request.GET), "shelves": shelves, "default": default}
        return render.page(request, "desk/save_chosen.html", context)
    pmids = chosen_pmids(request.POST)
    to = whole(request.POST.get("to", ""), below=MOST_ROWS)
    if not to:
        raise BadInput("choose the collection to put them into")
    into = queries.access(request.user, to).writable()
    there = services.keep(mirror.engine(), pmids)
    services.add(into, request.user, [pmid for pmid in pmids if pmid in there])
    return see_other(reverse("collection", args=[to]))
