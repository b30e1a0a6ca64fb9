"""A collection for whoever has its link: the papers and their order, without notes, tags or anybody's address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from osler.desk.addresses import addresses
from osler.desk.cards import kept_cards
from osler.desk.views.exporting import as_file
from osler.library import queries
from osler.library.queries import Wanted
from osler.web import prose, render
from osler.web.pages.keeping import keeping


@never_cache
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Raises NotFound for a token that was revoked or guessed."""
    collection = queries.linked(token)
    wanted = Wanted(q=request.GET.get("q", "").strip()[:200], after=request.GET.get("after", ""))
    page = queries.saved_page(collection, None, wanted)
    cards = kept_cards(row.pmid for row in page.rows)
    keeping(request, cards)
    narrowed = {"q": wanted.q} if wanted.q else {}
    context = {
        "collection": collection,
        "about": prose.html(collection.about) if collection.about else "",
        "owner": collection.owner.name,  # never the address
        "token": token,
        "feed": addresses(request, "shared-feed", token),
        "rows": [cards[row.pmid] for row in page.rows],
        "count": queries.saved_count(collection, None, wanted),
        "wanted": wanted,
        "next": urlencode(narrowed | {"after": page.after}) if page.after else "",
    }
    response = render.page(request, "desk/shared.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def shared_file(request: HttpRequest, token: str, format: str) -> HttpResponseBase:
    return as_file(queries.linked(token), None, format)
