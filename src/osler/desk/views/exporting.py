"""A collection as a file."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from osler.library import queries
from osler.library.export import FORMATS, entries
from osler.library.models import Collection
from osler.people.guards import reader
from osler.people.models import User
from osler.web import mirror


@reader
@require_safe
def exported(request: HttpRequest, id: int, format: str) -> HttpResponseBase:
    assert request.user.is_authenticated
    return as_file(queries.access(request.user, id).collection, request.user, format)


def as_file(collection: Collection, user: User | None, format: str) -> StreamingHttpResponse:
    """Streamed: it may be larger than memory. 404 for a format that is none."""
    if format not in FORMATS:
        raise Http404
    chosen = FORMATS[format]
    lines = chosen.write(entries(mirror.engine(), collection, user))
    response = StreamingHttpResponse((line.encode() for line in lines), content_type=chosen.content_type)
    name = re.sub(r"[^a-z0-9]+", "-", collection.name.lower()).strip("-")[:60] or "collection"
    response.headers["Content-Disposition"] = f'attachment; filename="osler-{name}.{chosen.suffix}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
