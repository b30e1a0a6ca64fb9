"""A reader's own files of a paper: put, opened, removed."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from osler.errors import BadInput, OutOfSpace
from osler.people.guards import reader
from osler.people.models import User
from osler.reading import attachments
from osler.reading.models import Kind
from osler.reading.views import read
from osler.web import mirror, records

_TYPES = {Kind.PDF: "application/pdf", Kind.JATS: "application/xml"}


@reader
@require_POST
def attach(request: HttpRequest, pmid: int) -> HttpResponse:
    assert isinstance(request.user, User)
    article = records.article(mirror.engine(), pmid)
    upload = request.FILES.get("file")
    if upload is None:
        return read.page(request, article, problem="Choose a file first", status=400)
    try:
        attachments.attach(request.user, pmid, upload)
    except OutOfSpace as problem:
        return read.page(request, article, problem=str(problem), status=507)
    except BadInput as problem:
        return read.page(request, article, problem=str(problem), status=400)
    return redirect("read", pmid)


@reader
@require_safe
def open_file(request: HttpRequest, key: int) -> HttpResponse:
    """In the browser's own viewer; never run as a page of ours: its type is what was checked, not what it says."""
    assert isinstance(request.user, User)
    found = attachments.one(request.user, key)
    response = HttpResponse(attachments.content(found), content_type=_TYPES[Kind(found.kind)])
    how = "inline" if found.kind == Kind.PDF else "attachment"
    response.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(found.name)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@reader
@require_POST
def remove(request: HttpRequest, key: int) -> HttpResponse:
    assert isinstance(request.user, User)
    found = attachments.one(request.user, key)
    attachments.remove(found)
    return redirect("read", found.pmid)
