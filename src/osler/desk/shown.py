"""What templates of the desk may call, beyond what every page may."""

from __future__ import annotations

import contextlib
import functools
import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from markupsafe import Markup

from osler.people import queries
from osler.people.adapters import invited


class Entry(NamedTuple):
    name: str
    href: str
    here: bool = False
    icon: str = ""


_SETTINGS = (
    ("Your name", "profile"),
    ("Privacy choices", "privacy"),
    ("E-mail addresses", "account_email"),
    ("Password", "account_change_password"),
    ("Passkeys and second step", "mfa_index"),
    ("Devices signed in", "usersessions_list"),
    ("Institutions", "socialaccount_connections"),
    ("Your library", "institutions"),
    ("Keys for tools", "apikeys"),
)
_LIBRARIAN = (("Holdings and links", "librarian"),)
# What a reader keeps here; a room that is not there yet has no entry.
_ROOMS = (
    ("Feed", ("feed",), "feed"),
    ("Saved", ("saved",), "save"),
    ("Reactions", ("reactions",), "like"),
    ("Follows", ("follows",), "follow"),
    ("Learning", ("learning",), "learn"),
)
_ADMINISTRATION = (("People", "people"), ("Credit provider", "provider-queue"), ("Terms and privacy notice", "texts"))
# Signing in and out mean nothing where everyone at this machine is the one reader.
_ALONE = ("profile", "privacy", "texts", "institutions", "librarian", "apikeys")


def said(request: HttpRequest) -> Iterable[Message]:
    """Messages waiting for this reader; shown once."""
    return get_messages(request)


def settings_menu(request: HttpRequest) -> list[Entry]:
    entries = _SETTINGS + (_LIBRARIAN if getattr(request.user, "is_librarian", False) else ())
    entries += _ADMINISTRATION if getattr(request.user, "is_administrator", False) else ()
    if settings.OSLER.single_user:
        entries = tuple(entry for entry in entries if entry[1] in _ALONE)
    elif not ways(request):
        entries = tuple(entry for entry in entries if entry[1] != "socialaccount_connections")
    found = [(name, reverse(view)) for name, view in entries]
    here = max((href for _, href in found if request.path.startswith(href)), key=len, default="")
    return [Entry(name, href, href == here) for name, href in found]


def reader_menu(request: HttpRequest) -> list[Entry]:
    """Where a signed-in reader goes: the rooms, then the settings."""
    found = [(name, _first(views), icon) for name, views, icon in (*_ROOMS, ("Settings", ("profile",), "settings"))]
    return [Entry(name, href, request.path == href, icon) for name, href, icon in found if href]


@functools.cache
def _first(views: tuple[str, ...]) -> str:
    for view in views:
        with contextlib.suppress(NoReverseMatch):
            found = reverse(view)
            if not found.endswith(".atom"):
                return found
    return ""


def ways(request: HttpRequest, process: str = "login") -> list[Entry]:
    """The institutions' sign-in pages, by name; where to go afterwards is kept."""
    after = request.GET.get("next", "")
    more = {"process": process} | ({"next": after} if after else {})
    found = [
        (str(provider.name), provider.get_login_url(request, **more))
        for provider in get_adapter(request).list_providers(request)
    ]
    return [Entry(name, href) for name, href in sorted(found)]


def mail_works() -> bool:
    return bool(settings.OSLER.email_url)


def door(request: HttpRequest) -> str:
    """Who may make an account: "open", "invitation" or "closed"."""
    return "open" if invited(request) else str(settings.OSLER.signup)


def reads_as_administrator(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_administrator", False))


def signs_out() -> bool:
    return not settings.OSLER.single_user


def first_account() -> bool:
    """Whether nobody has an account here yet."""
    return not queries.anyone()


def signup_action(request: HttpRequest) -> str:
    """The sign-up form's address: it carries the invitation on."""
    token = request.GET.get("invitation", "")
    return reverse("account_signup") + (f"?{urlencode({'invitation': token})}" if token else "")


def quiet(field: BoundField) -> None:
    """Takes a field's own help away: templates say it in their words."""
    field.help_text = ""


def data_block(value: Any) -> Markup:
    """Data for a script of the page."""
    return Markup('<span hidden data-json="{}"></span>').format(json.dumps(value))


_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))


def browser(user_agent: str) -> str:
    """ "Firefox on Windows"; what is not known is said as it named itself, shortened."""
    name = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return " on ".join(filter(None, (name, system))) or re.sub(r"\s.*", "", user_agent)[:40] or "A program"


GLOBALS = {
    each.__name__: each
    for each in (
        *(said, settings_menu, reader_menu, ways, mail_works, door, first_account, signup_action),
        *(signs_out, quiet, data_block, browser, reads_as_administrator),
    )
}
