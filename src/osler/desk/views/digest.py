"""Leaving the digest: one click in the mail program (RFC 8058), or a page with one button."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from osler.errors import NotFound
from osler.follows import services
from osler.follows.services.digests import reader_of
from osler.web import render


@csrf_exempt  # the mail program posts: the signed token is all it has
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A GET changes nothing: scanners of mail follow links."""
    if request.method == "POST":
        if services.unsubscribe(token) is None:
            raise NotFound("this link belongs to no digest")
        return render.page(request, "desk/unsubscribe.html", {"done": True})
    if reader_of(token) is None:
        raise NotFound("this link belongs to no digest")
    return render.page(request, "desk/unsubscribe.html", {"done": False})
