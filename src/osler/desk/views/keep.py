"""Like, dislike, save: one tap, on every card and article."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template import engines
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from osler.desk import wishes
from osler.desk.returning import back, safe, see_other
from osler.desk.wishes import Wish
from osler.errors import Conflict
from osler.web.pages.keeping import keeping

_TWINS = {"head": "low", "low": "head"}  # an article has two rows of buttons: under its title, at the screen's foot
_WRITTEN = "It has a note or tags: take it out in its collection."


@never_cache
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """The form of every card. A script gets the buttons anew, a form the page it was on."""
    wish = Wish.read(request.POST.get("wish", ""))
    if not request.user.is_authenticated:
        return _sign_in_first(request, wish)
    done = wishes.fulfil(request.user, wish)
    if request.headers.get("HX-Request"):
        return HttpResponse(_bars(request, wish.pmid, request.POST.get("place", ""), "" if done else _WRITTEN))
    if not done:
        raise Conflict(_WRITTEN)
    return see_other(f"{back(request, reverse('article', args=[wish.pmid]))}#acts-{wish.pmid}")


@never_cache
@require_GET
def wish(request: HttpRequest) -> HttpResponse:
    """Where the buttons lead who is not signed in: to sign in, and back with the wish fulfilled."""
    made = Wish.read(request.GET.get("wish", ""))
    if request.user.is_authenticated:  # a page from before they signed in: the button again, to be tapped
        return redirect("article", made.pmid)
    return _sign_in_first(request, made)


@never_cache
@require_GET
def fulfilled(request: HttpRequest) -> HttpResponse:
    """Back from signing in. Only the cookie that this browser was given says what is wished."""
    found = wishes.unsealed(request.COOKIES.get(wishes.COOKIE, ""))
    if not request.user.is_authenticated or found is None:
        return redirect("home")
    made, address = found
    home = reverse("article", args=[made.pmid])
    wishes.fulfil(request.user, made)
    response = see_other(f"{safe(request, address, home)}#acts-{made.pmid}")
    response.delete_cookie(wishes.COOKIE)
    return response


def _sign_in_first(request: HttpRequest, made: Wish) -> HttpResponse:
    address = back(request, reverse("article", args=[made.pmid]))
    login = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': reverse('wish-fulfilled')})}"
    response = see_other(login)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204, headers={"HX-Redirect": login})
        address = safe(request, request.headers.get("HX-Current-URL", ""), address)
    response.set_cookie(
        wishes.COOKIE,
        wishes.sealed(made, address[:2000]),
        max_age=wishes.SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def _bars(request: HttpRequest, pmid: int, place: str, said: str) -> str:
    """The buttons as they stand now; on an article's page both rows of them."""
    acts = engines["jinja2"].get_template("web/parts.html").template.module.acts  # type: ignore[attr-defined]
    now = keeping(request, [pmid])
    if place not in _TWINS:
        return str(acts(pmid, now, said=said))
    return str(acts(pmid, now, place=place, said=said)) + str(acts(pmid, now, place=_TWINS[place], twin=True))
