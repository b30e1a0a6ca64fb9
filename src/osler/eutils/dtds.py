"""The DTDs that answers name, served where this mirror stands for NCBI's hosts."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

FOLDER = Path(__file__).parent / "dtd"
_FILES = {path.name: path for path in FOLDER.iterdir() if path.suffix in (".dtd", ".mod", ".ent")}


@require_safe
def dtd(request: HttpRequest, name: str, version: str = "") -> HttpResponse:
    """404 for a name that no answer uses; `version` is a folder of NCBI's and decides nothing here."""
    if name not in _FILES:
        raise Http404
    response = HttpResponse(_FILES[name].read_bytes(), content_type="application/xml-dtd")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
