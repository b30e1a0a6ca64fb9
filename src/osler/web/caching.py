"""A page changes when the mirror or the software does: that is its ETag, and an unchanged page costs a 304."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition, require_safe

from osler import __version__
from osler.fulltext.jats import folder
from osler.institutions import reader as belonging
from osler.web import mirror

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


@functools.cache
def build() -> str:
    """Names this software as it stands: the version, and when a template, script or style last changed."""
    here = Path(__file__).parent
    newest = max(path.stat().st_mtime_ns for path in here.rglob("*") if path.suffix in (".html", ".css", ".js", ".py"))
    return f"{__version__}.{newest:x}"


def etag(request: HttpRequest, *args: object, **kwargs: object) -> str | None:
    """Quoted. The day is part of it because "last 30 days" means another range tomorrow.

    None for a reader who is signed in: their pages show what they liked and saved a second ago.
    """
    if _signed_in(request):
        return None
    if settings.DEBUG:
        return f'"{datetime.now(UTC).timestamp()}"'
    told = (
        build(),
        mirror.engine().revision,
        folder.stamp(mirror.config().home),  # "Read here" appears with a text
        datetime.now(UTC).date(),
        request.headers.get("HX-Target", ""),
    )
    return _digest(told)


@functools.lru_cache(maxsize=256)
def _digest(told: object) -> str:
    return f'"{hashlib.blake2b(repr(told).encode(), digest_size=9).hexdigest()}"'


def _signed_in(request: HttpRequest) -> bool:
    """Costs nothing where there is no session."""
    user = getattr(request, "user", None)
    return user is not None and bool(user.is_authenticated)


def etag_with_links(request: HttpRequest, *args: object, **kwargs: object) -> str | None:
    """Of a page that leads to texts: links change with holdings, proxies, and where the reader belongs."""
    plain = etag(request, *args, **kwargs)
    belongs = belonging.belongs(request)
    return plain and _digest((plain, belongs.version, belongs.asks))


def by_revision(view: View[P]) -> View[P]:
    """The view, asked again only when the mirror changed. The browser always asks; nobody between keeps a copy."""
    return _conditional(view, etag)


def by_revision_and_links(view: View[P]) -> View[P]:
    """Likewise, or when the reader's links may have changed."""
    return _conditional(view, etag_with_links)


def _conditional(view: View[P], etag_func: Callable[..., str | None]) -> View[P]:
    inner = require_safe(condition(etag_func=etag_func)(view))

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response: HttpResponse = inner(request, *args, **kwargs)
        keep = "private, no-store" if _signed_in(request) else "private, no-cache"
        response.headers.setdefault("Cache-Control", keep)
        patch_vary_headers(response, ("HX-Request", "HX-Target"))
        return response

    return cast("View[P]", answer)
