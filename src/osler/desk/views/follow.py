"""Follow: one tap beside the thing itself, undone by a second."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from osler.cite.source import title
from osler.desk.returning import back, see_other
from osler.errors import BadInput
from osler.follows import services
from osler.follows.entry import checked
from osler.follows.models import Kind
from osler.people.guards import reader
from osler.people.models import User
from osler.web import mirror, records
from osler.web.pages.following import following


@never_cache
@reader
@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """`follow`: "follow mesh Lung Diseases" or "unfollow …", the state that is wished: said twice it is said once.

    A script gets the button anew, a form the page it was on.
    """
    assert request.user.is_authenticated
    wish, _, what = request.POST.get("follow", "").partition(" ")
    kind, _, value = what.partition(" ")
    if wish not in ("follow", "unfollow") or kind not in Kind.values:
        raise BadInput("this cannot be followed")
    if wish == "follow":
        start(request.user, kind, value, request.POST.get("label", ""))
    else:
        services.unfollow_value(request.user, kind, value)
    if not request.headers.get("HX-Request"):
        return see_other(back(request, reverse("follows")))
    button = engines["jinja2"].get_template("web/parts.html").template.module.follow  # type: ignore[attr-defined]
    label, words = request.POST.get("label", "")[:300], request.POST.get("words", "")[:100]
    return HttpResponse(str(button(kind, value, following(request), label, words)))


def start(user: User, kind: str, value: str, label: str = "") -> None:
    """Raises BadQuery, BadInput or NotFound where nothing could ever come of it."""
    value = value.strip()
    checked(kind, value, mirror.engine(), mirror.vocabulary())
    services.follow(user, kind, value, label if kind == Kind.SEARCH else _label(kind, value))


def _label(kind: str, value: str) -> str:
    if kind != Kind.PAPER:
        return value
    found = records.articles(mirror.engine(), [int(value)])
    if not found:
        raise BadInput(f"PMID {value} is not in this mirror")
    return title(found[0]) or f"PMID {value}"
