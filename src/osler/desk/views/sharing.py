"""A collection's name, and who may see it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from osler.desk.returning import see_other
from osler.errors import BadInput
from osler.library import queries, services
from osler.library.queries import Access
from osler.people.guards import reader
from osler.web import render
from osler.web.whole import MOST_ROWS, whole

_TRIES, _WITHIN = 20, 3_600  # addresses without an account that one reader may try in so many seconds


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, id: int) -> HttpResponse:
    """Owners only; a colleague gets 404. `do` says which of the page's forms was sent."""
    assert request.user.is_authenticated
    access = queries.access(request.user, id)
    collection = access.owned()
    error, failed = "", ""
    if request.method == "POST":
        failed = request.POST.get("do", "")
        act = _ACTS.get(failed)
        try:
            if act is None:
                raise BadInput("there is no such form on this page")
            return see_other(act(request, access))
        except BadInput as refused:
            error = str(refused)
    link = request.build_absolute_uri(reverse("shared", args=[collection.link_token])) if collection.link_token else ""
    context = {
        "tab": "saved",
        "collection": collection,
        "name": request.POST.get("name", collection.name),
        "about": request.POST.get("about", collection.about),
        "email": request.POST.get("email", ""),
        "shares": queries.shares(collection),
        "link": link,
        "error": error,
        "failed": failed,
    }
    return render.page(request, "desk/collection_settings.html", context, status=400 if error else 200)


@reader
@require_POST
def leave(request: HttpRequest, id: int) -> HttpResponse:
    assert request.user.is_authenticated
    services.leave(queries.access(request.user, id))
    return see_other(reverse("collections"))


@reader
@require_POST
def feed(request: HttpRequest, id: int) -> HttpResponse:
    """`do`: "make" (also a new one for the old) or "end". Each who sees the collection has an address of their own."""
    assert request.user.is_authenticated
    access = queries.access(request.user, id)
    act = {"make": services.make_feed, "end": services.end_feed}.get(request.POST.get("do", ""))
    if act is None:
        raise BadInput("a feed's address can be made or ended")
    act(access)
    return see_other(reverse("collection", args=[id]) + "#feed")


def _describe(request: HttpRequest, access: Access) -> str:
    services.describe(access, request.POST.get("name", ""), request.POST.get("about", ""))
    return reverse("collection", args=[access.collection.pk])


def _share(request: HttpRequest, access: Access) -> str:
    """An address that has no account has to be told from one that has; who tries a list of them is stopped."""
    key = f"share-tries-{access.user.pk}"
    if cache.get(key, 0) >= _TRIES:
        raise BadInput("too many addresses without an account; try again in an hour, or share a link")
    try:
        services.share(access, request.POST.get("email", ""), can_write=request.POST.get("write") == "1")
    except BadInput:
        cache.add(key, 0, _WITHIN)
        cache.incr(key)
        raise
    return _here(access) + "#colleagues"


def _unshare(request: HttpRequest, access: Access) -> str:
    services.unshare(access, whole(request.POST.get("share", ""), below=MOST_ROWS) or 0)
    return _here(access) + "#colleagues"


def _link(request: HttpRequest, access: Access) -> str:
    services.make_link(access)
    return _here(access) + "#link"


def _unlink(request: HttpRequest, access: Access) -> str:
    services.revoke_link(access)
    return _here(access) + "#link"


def _delete(request: HttpRequest, access: Access) -> str:
    services.delete_collection(access)
    return reverse("collections")


_ACTS: dict[str, Callable[[HttpRequest, Access], str]] = {
    "describe": _describe,
    "share": _share,
    "unshare": _unshare,
    "link": _link,
    "unlink": _unlink,
    "delete": _delete,
}


def _here(access: Access) -> str:
    return reverse("collection-settings", args=[access.collection.pk])
