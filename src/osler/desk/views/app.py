"""The phone app: its manifest, its service worker, what it keeps for when there is no network."""

from __future__ import annotations

import functools
import hashlib
import json

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from osler.desk import shown
from osler.library import queries
from osler.library.queries import saved
from osler.people.models import User
from osler.web import render
from osler.web.caching import build

MOST = 100  # saved papers kept on a phone, the newest
MOST_NOTES = 30  # of them with the page where notes are written
MOST_SHELVES = 10  # collections whose first page is kept, where papers are marked and moved


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    icons = [("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any")]
    icons.append(("maskable-512.png", "512x512", "maskable"))
    told = {
        "id": "/",
        "name": "Osler",
        "short_name": "Osler",
        "description": "The medical literature, kept and searched here",
        "start_url": "/?from=app",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fcfbf8",
        "theme_color": "#0b5c65",
        "icons": [
            {"src": static(f"desk/app/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in icons
        ],
        "share_target": {
            "action": reverse("share"),
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    response = JsonResponse(told, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; another version of the software is another worker."""
    text = _worker()
    version = hashlib.blake2b(f"{build()}{text}".encode(), digest_size=6).hexdigest()
    note, act = (_any(reverse(name, args=args)) for name, args in (("saved-paper", [0, 0]), ("collection-act", [0])))
    told: dict[str, object] = {
        "version": version,
        "offline": reverse("offline"),
        "list": reverse("offline-list"),
        "keep": reverse("keep"),
        "saved": reverse("saved"),
        "note": f"^{note}$",
        "act": f"^{act}$",
        "kept": f"^({reverse('keep')}|{reverse('follow')}|{act}|{note})$",
    }
    told |= {"leaving": [reverse("account_logout"), reverse("privacy-delete")], "login": reverse("account_login")}
    response = HttpResponse(f"const TOLD = {json.dumps(told)};\n{text}", content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Shown for a page that is not on the phone. It says nothing of anybody: every reader's is the same."""
    return render.page(request, "desk/offline.html", {})


@never_cache
@require_safe
def offline_list(request: HttpRequest) -> HttpResponse:
    """What the phone should hold, whose it is (as a name that tells nothing), and a token for what waits to be sent."""
    if not isinstance(request.user, User):
        return JsonResponse({"reader": None, "pages": []}, status=401)
    pages = [entry.href for entry in shown.reader_menu(request) if entry.name in ("Feed", "Saved")]
    shelves = queries.shelves(request.user)[:MOST_SHELVES]
    pages += [reverse("collection", args=[shelf.id]) for shelf in shelves]
    pages += [reverse("saved-paper", args=each) for each in saved.newest_notes(request.user, MOST_NOTES)]
    pages += [reverse("article", args=[pmid]) for pmid in saved.newest(request.user, MOST)]
    whose = salted_hmac("osler.desk.app", str(request.user.pk)).hexdigest()[:16]
    return JsonResponse({"reader": whose, "pages": pages, "token": get_token(request)})


def _any(path: str) -> str:
    """A path made of zeros as a regular expression for any numbers."""
    return path.replace("0", r"\d+")


@functools.cache
def _worker() -> str:
    path = finders.find("desk/app/worker.js")
    if path is None:
        raise FileNotFoundError("desk/app/worker.js")
    with open(str(path), encoding="utf-8") as file:
        return file.read()
