"""Around every page: the headers that keep it private, compression, and errors turned into pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from isal import igzip

from osler.errors import BadInput, LibraryBusy, OslerError
from osler.web.views import errors

Answer = Callable[[HttpRequest], HttpResponse]

# No inline script or style, nothing from elsewhere. JSON-LD is data: browsers do not run it, so the policy lets it be.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # a publisher is not told which paper or search led there
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_OF_PARTS = {name: HEADERS[name] for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")}
_HSTS = "max-age=31536000"
_COMPRESSIBLE = ("text/", *(f"application/{kind}" for kind in ("json", "ld+json", "feed+json", "manifest+json")))
_COMPRESSIBLE += tuple(f"application/{kind}" for kind in ("xml", "atom+xml", "rss+xml"))
_SMALL = 860  # bytes: below one packet there is nothing to win


def security_headers(get_response: Answer) -> Answer:
    leads_to = " ".join(("'self'", *getattr(settings, "FORM_ORIGINS", ())))
    headers = HEADERS | {"Content-Security-Policy": POLICY.replace("form-action 'self'", f"form-action {leads_to}")}

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in (_OF_PARTS if _is_part(request, response) else headers).items():
            response.headers.setdefault(name, value)
        if request.path.startswith("/account/"):
            response.headers.setdefault("Cache-Control", "no-store")
        if request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", _HSTS)
        return response

    return answer


def _is_part(request: HttpRequest, response: HttpResponse) -> bool:
    """A style or a script: no browser opens it as a page, and a first view loads two dozen."""
    kind = response.headers.get("Content-Type", "")
    return request.path.startswith(settings.STATIC_URL) and kind.startswith(("text/css", "text/javascript"))


def compress(get_response: Answer) -> Answer:
    """Gzip by ISA-L, quicker than zlib. The CSRF token is masked anew in each page: its length tells nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not _worth_it(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return response
        response.content = igzip.compress(response.content, compresslevel=2)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))
        etag = response.headers.get("ETag", "")
        if etag.startswith('"'):
            response.headers["ETag"] = f"W/{etag}"
        return response

    return answer


def _worth_it(response: HttpResponse) -> bool:
    return (
        not isinstance(response, StreamingHttpResponse)
        and not response.has_header("Content-Encoding")
        and response.headers.get("Content-Type", "").startswith(_COMPRESSIBLE)
        and len(response.content) >= _SMALL
    )


class Errors:
    """What Osler can name becomes its page, with its status; anything else is a bug and stays one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError) and "lock" in str(error):  # a missing table is a bug
            error = LibraryBusy("the library could not take this in time; nothing of it was kept")
        elif isinstance(error, DataError):  # PostgreSQL's
            error = BadInput("a field is too long, or holds a character that cannot be kept; nothing of it was kept")
        return errors.page(request, error) if isinstance(error, OslerError) else None
