"""Less of that: fewer papers like one, or none of its journal or kind; each said apart, each undone as easily."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from osler.cite.source import title
from osler.desk.returning import see_other
from osler.errors import BadInput
from osler.follows import services
from osler.follows.models import Mute
from osler.people.guards import reader
from osler.people.models import User
from osler.web import mirror, records, render
from osler.web.pages.cards import card
from osler.web.pages.types import badges

_BUT = ("silent", "alert")  # what nearly every paper is, and what a reader should not miss


@never_cache
@reader
@require_http_methods(["GET", "HEAD", "POST"])
def less(request: HttpRequest, pmid: int) -> HttpResponse:
    """GET: the choices, as a page or, for a script, as a part of the feed. POST: one of them, `do`: "fewer", "mute",
    "mute-type Review", or each with "un-" before it. Raises NotFound for a paper that is not here."""
    assert request.user.is_authenticated
    article = records.article(mirror.engine(), pmid)
    context = {
        "tab": "feed",
        "card": card(article),
        "pmid": pmid,
        "types": [each.name for each in badges(article.publication_types) if each.tier not in _BUT],
        "said": "",
    }
    if request.method != "POST":
        return render.page(request, "desk/less.html", context, fragment=f"less-{pmid}", block="less")
    wish = request.POST.get("do", "")
    said = _done(request.user, wish, pmid, title(article), card(article).journal)
    if request.headers.get("HX-Request"):
        if not said:  # undone: the feed as it is again
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        told = context | {"said": said, "wish": wish}
        return render.page(request, "desk/less.html", told, fragment=f"item-{pmid}", block="done")
    if said:
        messages.success(request, f"{said} Undo it under “Follows and controls”.")
    return see_other(reverse("feed"))


def _done(user: User, wish: str, pmid: int, named: str, journal: str) -> str:
    """What was done, in words; "" where something was undone."""
    undone = wish.startswith("un-")
    act, _, type_ = wish.removeprefix("un-").partition(" ")
    if act == "fewer" and undone:
        services.as_before(user, pmid)
    elif act == "fewer":
        services.fewer(user, pmid, named)
        return "From now on fewer papers like this one."
    elif act in ("mute", "mute-type"):
        what, value = (Mute.What.JOURNAL, journal) if act == "mute" else (Mute.What.TYPE, type_)
        if undone:
            services.unmute_value(user, value, what)
        else:
            services.mute(user, value, what)
            return f"Nothing from {value} any more." if act == "mute" else f"No more papers of the kind “{value}”."
    else:
        raise BadInput("nothing is to be done")
    return ""
