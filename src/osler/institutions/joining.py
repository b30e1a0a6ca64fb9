"""Whoever signs in is joined to the institutions whose rules fit them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from osler.institutions import address, services
from osler.people.models import User


def connect() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="osler.institutions.joining")


def _signed_in(sender: Any, user: User, request: HttpRequest | None, **more: Any) -> None:
    services.join_by_rules(user, address.of(request) if request is not None else "")
