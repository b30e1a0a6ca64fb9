"""A page, or only its block where a script asked for that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    fragment: str = "main",
    block: str = "",
) -> HttpResponse:
    """The whole page, or where htmx asks for `#fragment` only the block of that name (or of the name `block`)."""
    if request.headers.get("HX-Target") != fragment:
        return render(request, template, dict(context), status=status, using="jinja2")
    made = engines["jinja2"].get_template(template).template  # type: ignore[attr-defined]
    text = "".join(made.blocks[block or fragment](made.new_context({"request": request, **context})))
    return HttpResponse(text, status=status)
