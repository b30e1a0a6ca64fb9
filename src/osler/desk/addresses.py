"""Where a feed can be had: one address a format."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from osler.web import mirror
from osler.web.pages.outgoing import FORMATS


class Address(NamedTuple):
    name: str  # "RSS"
    type: str  # media type
    href: str  # absolute: it is copied into other programs


def addresses(request: HttpRequest, view: str, token: str | None) -> list[Address]:
    """[] where there is no token."""
    if not token:
        return []
    base = mirror.config().base_url.rstrip("/") or request.build_absolute_uri("/").rstrip("/")
    return [
        Address(name, type_, base + reverse(view, args=[token, ending])) for ending, (name, type_) in FORMATS.items()
    ]
