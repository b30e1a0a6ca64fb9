"""Who may see a view: decorators that ask for an account or a role."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponseBase]


def reader(view: View) -> View:
    """Any account; others are asked to sign in. What is shown is theirs, so nothing between keeps a copy."""
    return never_cache(login_required(view))


def librarian(view: View) -> View:
    """Librarians and administrators; readers get 403."""
    return _role("is_librarian", view)


def administrator(view: View) -> View:
    return _role("is_administrator", view)


def _role(attribute: str, view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if not getattr(request.user, attribute, False):
            raise PermissionDenied
        return view(request, *args, **more)

    return reader(answered)
