"""The templates' environment: what every page may call."""

from __future__ import annotations

import functools
from datetime import UTC, datetime

import jinja2
from django.conf import settings
from django.templatetags.static import static
from markupsafe import Markup, escape

from osler import __version__
from osler.web import icons, links, markup
from osler.web.addresses import url
from osler.web.compiling import Constants, Environment
from osler.web.pages.following import following
from osler.web.pages.keeping import keeping
from osler.web.sheets import sheets


def environment(**options: object) -> jinja2.Environment:
    """Autoescaping is on (Django's backend asks for it); a name a template misspells is an error, not a blank."""
    options |= {"undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    if not settings.DEBUG:
        options["extensions"] = [Constants]
    made = Environment(**options)  # type: ignore[arg-type]
    made.globals.update(
        static=static if settings.DEBUG else functools.cache(static),
        url=url,
        icon=icons.icon,
        following=following,
        keeping=keeping,
        search_link=links.search,
        sheets=sheets,
        version=__version__,
    )
    made.filters.update(
        rich=markup.html, unbroken=markup.unbroken, number=number, day=day, plural=plural, sentence=sentence
    )
    return made


def number(value: int) -> str:
    """12345 -> 12,345"""
    return f"{value:,}"


def day(stamp: str) -> str:
    """An ISO 8601 time as a day people read: "22 November 2026"; "" stays ""."""
    if not stamp:
        return ""
    when = datetime.fromisoformat(stamp).astimezone(UTC)
    return f"{when.day} {when:%B %Y}"


def plural(count: int, one: str, many: str = "") -> Markup:
    """1 citation, 2 citations; the number kept together with its noun."""
    noun = one if count == 1 else many or f"{one}s"
    return Markup(f"{number(count)}\u00a0{escape(noun)}")


def sentence(text: str) -> str:
    """A message as a sentence: a capital first, a full stop last."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "…", ":")) else ".")
