"""Papers opened lately, for readers who let that be kept."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from osler.desk.cards import kept_cards
from osler.desk.returning import see_other
from osler.errors import BadInput
from osler.learning import services as learning
from osler.library import queries, services
from osler.people.guards import reader
from osler.web import render
from osler.web.pages.keeping import keeping
from osler.web.whole import whole


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def history(request: HttpRequest) -> HttpResponse:
    """A POST forgets one paper (`pmid`), or everything."""
    assert request.user.is_authenticated
    if request.method == "POST":
        given = request.POST.get("pmid", "")
        pmid = whole(given)
        if given and pmid is None:
            raise BadInput(f"“{given[:40]}” is no PMID: nothing was forgotten")
        services.forget_opened(request.user, pmid)
        if pmid is None:
            learning.forget_history(request.user, timezone.now())
        else:
            learning.forget_paper(request.user, pmid)
        return see_other(reverse("history"))
    page = queries.opened_page(request.user, after=request.GET.get("after", ""))
    cards = kept_cards(each.pmid for each in page.rows)
    keeping(request, cards)
    context = {
        "tab": "history",
        "rows": [(cards[each.pmid], each) for each in page.rows],
        "on": request.user.history_on,
        "days": request.user.history_days,
        "first": not request.GET.get("after"),
        "next": f"?{urlencode({'after': page.after})}" if page.after else "",
    }
    return render.page(request, "desk/history.html", context)
