"""What the box offers while somebody types."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse

from osler.search import suggest as suggestions
from osler.web import mirror
from osler.web.caching import by_revision

MOST = 8
LONGEST = 1_000  # characters: beyond that a strategy is being pasted, not typed


@by_revision
def suggest(request: HttpRequest) -> HttpResponse:
    """{"suggestions": [{kind, label, text, count, matched}]}; empty below three letters."""
    text = request.GET.get("q", "")
    found = suggestions.suggest(mirror.engine(), mirror.vocabulary(), text, limit=MOST) if len(text) <= LONGEST else []
    return JsonResponse({"suggestions": [asdict(each) for each in found]})
