"""Every way to one paper's text, other services asked; and what the reader met on one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.backends.utils import csrf_input_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from osler.errors import BadInput
from osler.fulltext import journal
from osler.institutions import services
from osler.model.article import Article
from osler.people import guards
from osler.people.models import User
from osler.web import mirror, records, render
from osler.web.pages.cards import card
from osler.web.pages.reaching import reaching

THANKS = {
    "worked": "Thank you: noted that it works.",
    "paywall": "Thank you: noted. Where that happens again, another way comes first, and your library sees it.",
    "wrong": "Thank you: noted. Your library sees it.",
}


@never_cache
@require_safe
def ways(request: HttpRequest, pmid: int) -> HttpResponse:
    return _page(request, records.article(mirror.engine(), pmid), on=request.GET.get("on", "page"))


@guards.reader
@require_POST
def outcome(request: HttpRequest, pmid: int) -> HttpResponse:
    """One tap. The address is never taken from the form: the way is computed again and must be offered."""
    article = records.article(mirror.engine(), pmid)
    resolver, library = request.POST.get("resolver", ""), request.POST.get("library", "")
    found = reaching(request, [article], ask=True).of(pmid).offered
    way = next((each for each in found if each.resolver == resolver and str(each.library) == library), None)
    if way is None:
        raise BadInput("that way to this paper is not offered to you (any more)")
    known = journal.known(article, mirror.issns)
    tried = services.Tried(pmid, journal.key(known), known.name, way.resolver, way.url, way.library)
    met = request.POST.get("met", "")
    assert isinstance(request.user, User)
    services.report(request.user, tried, met)
    if "HX-Request" not in request.headers:
        return redirect("ways", pmid)
    del request.osler_belongs  # type: ignore[attr-defined]  # its links are out of date
    return _page(request, article, on=request.POST.get("on", "page"), said=THANKS[met])


def _page(request: HttpRequest, article: Article, *, on: str, said: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "pmid": article.pmid,
        "card": card(article),
        "reach": reaching(request, [article], ask=True),
        "on": "card" if on == "card" else "page",
        "said": said,
        "csrf": csrf_input_lazy(request),
    }
    return render.page(request, "access/ways.html", context, fragment=f"ways-{article.pmid}", block="ways")
