"""The list of collections, and making one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from osler.desk.returning import see_other
from osler.errors import BadInput
from osler.library import queries, services
from osler.people.guards import reader
from osler.web import render


@reader
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """The default collection."""
    assert request.user.is_authenticated
    return redirect("collection", services.default_collection(request.user).pk)


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def collections(request: HttpRequest) -> HttpResponse:
    assert request.user.is_authenticated
    name, error = request.POST.get("name", ""), ""
    if request.method == "POST":
        try:
            return see_other(reverse("collection", args=[services.make_collection(request.user, name).pk]))
        except BadInput as refused:
            error = str(refused)
    shelves = queries.shelves(request.user)
    context = {
        "tab": "saved",
        "own": [shelf for shelf in shelves if not shelf.owner],
        "others": [shelf for shelf in shelves if shelf.owner],
        "name": name,
        "error": error,
    }
    return render.page(request, "desk/collections.html", context, status=400 if error else 200)
