"""Back to the page a form was on: by hand-over or Referer, and never to another host."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, otherwise: str) -> str:
    """A path of ours with its query, no fragment."""
    asked = request.POST.get("back") or request.headers.get("Referer", "")
    return safe(request, asked, otherwise)


def safe(request: HttpRequest, asked: str, otherwise: str) -> str:
    if not asked or not url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()):
        return otherwise
    parts = urlsplit(asked)
    path = f"/{parts.path.lstrip('/')}"  # one that begins with two slashes is another host
    return f"{path}?{parts.query}" if parts.query else path


def see_other(address: str) -> HttpResponse:
    """303: a page reloaded afterwards does not send the form again."""
    response = HttpResponse(status=303)
    response.headers["Location"] = address
    return response
