"""Retractions and corrections of papers the reader keeps."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from osler.desk.cards import kept_cards
from osler.desk.returning import see_other
from osler.library import queries, services
from osler.people.guards import reader
from osler.web import mirror, render
from osler.web.pages.keeping import keeping
from osler.web.whole import MOST_ROWS, whole


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def alerts(request: HttpRequest) -> HttpResponse:
    """A POST marks all as read, up to the newest one that was shown (`until`)."""
    assert request.user.is_authenticated
    if request.method == "POST":
        services.read_notices(request.user, whole(request.POST.get("until", ""), below=MOST_ROWS))
        return see_other(reverse("alerts"))
    services.look_for_notices(mirror.engine())
    page = queries.notices_page(request.user, after=request.GET.get("after", ""))
    cards = kept_cards(dict.fromkeys(each.pmid for each in page.rows))
    keeping(request, cards)
    context = {
        "tab": "alerts",
        "rows": [(each, cards[each.pmid]) for each in page.rows],
        "until": max((each.pk for each in page.rows), default=0),
        "first": not request.GET.get("after"),
        "next": f"?{urlencode({'after': page.after})}" if page.after else "",
    }
    return render.page(request, "desk/alerts.html", context)
