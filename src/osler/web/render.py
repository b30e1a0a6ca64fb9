"""A page, or only its block where a script asked for that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
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
    found = engines["jinja2"].get_template(template)
    if request.headers.get("HX-Target") != fragment:
        return HttpResponse(found.render(dict(context), request), status=status)
    made = found.template  # type: ignore[attr-defined]
    text = "".join(made.blocks[block or fragment](made.new_context({"request": request, **context})))
    return HttpResponse(text, status=status)
