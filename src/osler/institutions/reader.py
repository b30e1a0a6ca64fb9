"""Whose reader this is: asked once a request, by account, by address and by what was chosen without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse

from osler.institutions import address, queries
from osler.institutions.models import Institution
from osler.people.models import User

COOKIE = "osler_institution"  # of readers without an account, and only when they choose: slugs by comma, or "none"
_NONE = "none"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Belongs:
    """`institutions` in the order their links are shown; `asks`: not asked yet, and there is a choice."""

    institutions: tuple[Institution, ...] = ()
    asks: bool = False

    @property
    def version(self) -> tuple[tuple[int, datetime], ...]:
        """Changes when links may."""
        return tuple((each.pk, each.changed_at) for each in self.institutions)


def belongs(request: HttpRequest) -> Belongs:
    found: Belongs | None = getattr(request, "osler_belongs", None)
    if found is None:
        found = request.osler_belongs = _belongs(request)  # type: ignore[attr-defined]
    return found


def any_at_all(request: HttpRequest) -> queries.Present:
    """Likewise: whether there are institutions, and outcomes readers told of."""
    found: queries.Present | None = getattr(request, "osler_any_at_all", None)
    if found is None:
        found = request.osler_any_at_all = queries.any_at_all()  # type: ignore[attr-defined]
    return found


def _belongs(request: HttpRequest) -> Belongs:
    if not any_at_all(request).institutions:
        return Belongs()
    known = {each.slug: each for each in queries.institutions()}
    if not known:
        return Belongs()
    by_address = queries.of_address(address.of(request))
    if user := signed_in(request):
        mine, left = queries.memberships(user)
        own = [each for each in known.values() if each.pk in mine]
        own.sort(key=lambda each: mine.index(each.pk))
        here = [each for each in by_address if each.pk not in left]
        asked = bool(own or here or left) or queries.was_asked(user)
    else:
        chosen = request.COOKIES.get(COOKIE, "")[:500].split(",")
        own, here = [known[slug] for slug in chosen if slug in known], by_address
        asked = bool(own or here or _NONE in chosen)
    return Belongs(tuple(dict.fromkeys([*own, *here])), asks=not asked)


def signed_in(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)
    return cast("User", user) if user is not None and user.is_authenticated else None


def remember(response: HttpResponse, slugs: list[str], *, secure: bool) -> None:
    """The choice of a reader without an account, for a year; [] for "none of these"."""
    value = ",".join(slugs) or _NONE
    response.set_cookie(COOKIE, value, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)
