"""Cross-origin requests: browser-based CDS clients ask from their own origin. No cookie has a say here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

View = Callable[..., HttpResponse]
_HEADERS = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Origin, Accept, Content-Type, Authorization, X-Requested-With",
    "Access-Control-Expose-Headers": "Content-Type",
    "Access-Control-Max-Age": "600",
}


def cors(view: View) -> View:
    """Lets the origins of OSLER_CDS_HOOKS_ORIGINS read the answer; credentials are never allowed."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        preflight = request.method == "OPTIONS"
        response = HttpResponse(status=204) if preflight else view(request, *args, **more)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        allowed = _allowed(request.headers.get("Origin", ""))
        if allowed != "*":
            patch_vary_headers(response, ("Origin",))
        if allowed:
            response.headers["Access-Control-Allow-Origin"] = allowed
            for name, value in _HEADERS.items():
                response.headers[name] = value
        return response

    return answered


def _allowed(origin: str) -> str:
    listed = [each.strip().rstrip("/") for each in settings.OSLER.cds_hooks_origins.split(",") if each.strip()]
    if "*" in listed:
        return "*"
    return origin if origin and origin in listed else ""
