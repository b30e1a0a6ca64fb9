"""A citation from elsewhere, resolved to its paper: what a link resolver, a colleague or a reference list gives."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from osler.fulltext import incoming
from osler.search.citation import resolve
from osler.web import mirror, render
from osler.web.pages.cards import card

_LONGEST = 8_000  # characters of a query string


@require_safe
def cited(request: HttpRequest) -> HttpResponse:
    """To the paper where one is clearly meant; otherwise the likely ones, and in what they differ."""
    asked = incoming.read(dict(request.GET.lists())) if len(request.META.get("QUERY_STRING", "")) <= _LONGEST else None
    if asked is None or asked.is_empty:
        return render.page(request, "reading/cited.html", {"written": "", "asked": None, "found": (), "search": ""})
    resolved = resolve(mirror.engine(), asked)
    if resolved.sure:
        return redirect("article", resolved.candidates[0].article.pmid)
    context = {
        "written": request.GET.get("citation", ""),
        "asked": asked,
        "found": [(card(each.article), each.differs) for each in resolved.candidates],
        "search": f"/search?{urlencode({'q': asked.title})}" if asked.title else "",
    }
    return render.page(request, "reading/cited.html", context, status=200 if resolved.candidates else 404)
