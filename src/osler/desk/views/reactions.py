"""What I liked and disliked."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from osler.desk import telling
from osler.desk.cards import kept_cards
from osler.library import queries
from osler.people.guards import reader
from osler.web import render
from osler.web.pages.keeping import keeping

_ONLY = {"liked": 1, "disliked": -1}


@reader
@require_safe
def reactions(request: HttpRequest) -> HttpResponse:
    assert request.user.is_authenticated
    telling.look()
    only = request.GET.get("only", "")
    page = queries.reactions_page(request.user, value=_ONLY.get(only, 0), after=request.GET.get("after", ""))
    cards = kept_cards(each.pmid for each in page.rows)
    keeping(request, cards)
    counts = queries.reaction_counts(request.user)
    context = {
        "tab": "reactions",
        "rows": [(cards[each.pmid], each) for each in page.rows],
        "views": [
            ("Everything", "", sum(counts.values())),
            ("Liked", "liked", counts[1]),
            ("Disliked", "disliked", counts[-1]),
        ],
        "only": only if only in _ONLY else "",
        "first": not request.GET.get("after"),
        "next": f"?{urlencode({'only': only, 'after': page.after})}" if page.after else "",
    }
    return render.page(request, "desk/reactions.html", context)
