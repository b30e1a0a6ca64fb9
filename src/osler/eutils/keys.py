"""A reader's own API keys: made, listed with their last use, revoked."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from osler.errors import BadInput, NotFound
from osler.eutils.limits import digest
from osler.eutils.models import ApiKey
from osler.people.belongings import Files
from osler.people.guards import reader
from osler.people.models import User
from osler.web import mirror, render

MOST = 20  # in force, of one reader
LONGEST = 100  # characters of a name
_COOKIE = "osler-new-key"
_SECONDS = 60


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """POST `do`: "make" (with `name`), "revoke" (with `key`). A new key travels to the next page in a signed cookie of
    this browser's, is shown there once, and is nowhere kept."""
    assert isinstance(request.user, User)
    if request.method == "POST":
        return _act(request, request.user)
    context = {"keys": of(request.user), "fresh": _fresh(request), "limit": mirror.config().eutils_per_second}
    response = render.page(request, "eutils/keys.html", context)
    response.delete_cookie(_COOKIE, path=reverse("apikeys"))
    return response


def _act(request: HttpRequest, user: User) -> HttpResponse:
    response = HttpResponse(status=303, headers={"Location": reverse("apikeys")})
    match request.POST.get("do", ""):
        case "make":
            made = make(request.POST.get("name", ""), user)
            response.set_cookie(
                _COOKIE,
                signing.dumps([user.pk, made], salt=_COOKIE),
                max_age=_SECONDS,
                path=reverse("apikeys"),
                httponly=True,
                samesite="Strict",
                secure=request.is_secure(),
            )
        case "revoke":
            revoke(user, request.POST.get("key", ""))
            messages.success(request, "The key is dead.")
        case _:
            raise BadInput("a key can be made or revoked")
    return response


def _fresh(request: HttpRequest) -> str:
    """The key made a moment ago by this reader in this browser, else ""."""
    try:
        owner, key = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_COOKIE, max_age=_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(key) if owner == request.user.pk else ""


def of(user: User | None) -> Sequence[ApiKey]:
    """In force, the newest first. None: those of nobody here, made by `osler apikey`."""
    return list(ApiKey.objects.filter(user=user, revoked_at=None).order_by("-made_at", "-pk"))


def make(name: str, user: User | None = None, per_second: int | None = None) -> str:
    """The key itself, of which only a hash is kept. Raises BadInput for a name that is taken, empty or too long."""
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST:
        raise BadInput(f"give the key a name of at most {LONGEST} characters: the program that will use it")
    held = ApiKey.objects.filter(user=user, revoked_at=None)
    if held.filter(label=name).exists():
        raise BadInput(f"there is a key named {name!r} already: revoke it first, or choose another name")
    if user is not None and held.count() >= MOST:
        raise BadInput(f"{MOST} keys are the most one reader can have; revoke one first")
    key = secrets.token_hex(18)
    ApiKey.objects.create(digest=digest(key), label=name, user=user, per_second=per_second)
    return key


def revoke(user: User, key: str) -> None:
    """Raises NotFound for a key that is not theirs, or dead already."""
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    if not ApiKey.objects.filter(pk=number, user=user, revoked_at=None).update(revoked_at=timezone.now()):
        raise NotFound("there is no such key of yours in force")


def export(user: User) -> Files:
    """For "download everything": what is kept of the keys, which is not the keys."""
    rows = ApiKey.objects.filter(user=user).order_by("pk").values("label", "made_at", "used_at", "revoked_at")
    return {"api-keys.json": json.dumps(list(rows), ensure_ascii=False, indent=1, default=str).encode()}
