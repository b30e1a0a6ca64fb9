"""One reader without sign-in (OSLER_SINGLE_USER): whoever sits at this machine, and nobody else."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from osler.people import services

Answer = Callable[[HttpRequest], HttpResponse]
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


def only_here(get_response: Answer) -> Answer:
    """Refuses whatever does not come from this machine itself; what a proxy passes on does not."""
    _unless_alone()

    def answer(request: HttpRequest) -> HttpResponse:
        if not from_here(request):
            return HttpResponse("This Osler serves one reader, at this machine only.\n", "text/plain", 403)
        return get_response(request)

    return answer


def the_one(get_response: Answer) -> Answer:
    """Every request is the one reader's; pages about signing in lead to the settings."""
    _unless_alone()

    def answer(request: HttpRequest) -> HttpResponse:
        if not from_here(request):
            raise PermissionDenied
        if request.path.startswith("/account/"):
            return redirect("profile")
        request.user = SimpleLazyObject(services.the_one)  # type: ignore[assignment]
        return get_response(request)

    return answer


def from_here(request: HttpRequest) -> bool:
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _unless_alone() -> None:
    if not settings.OSLER.single_user:
        raise MiddlewareNotUsed
