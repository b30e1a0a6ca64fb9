"""Bringing papers from elsewhere, and the report of what was found."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from osler.desk.returning import see_other
from osler.errors import BadInput
from osler.library import importing, queries, services
from osler.library.models import Import
from osler.people.guards import reader
from osler.web import mirror, render
from osler.web.whole import MOST_ROWS, whole

_SHOWN = 200  # entries not found, on the page; the file has all
_BY = ("PMID", "DOI", "PMCID", "title")


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """The form; a POST reads the file (or what was pasted) and goes on to its report."""
    assert request.user.is_authenticated
    error = ""
    if request.method == "POST":
        try:
            access = queries.access(request.user, _number(request.POST.get("collection", "")))
            data, name = _given(request)
            made = services.begin_import(access, data, name)
            services.advance_import(mirror.engine(), request.user, made.pk)
            return see_other(reverse("import-report", args=[made.pk]))
        except BadInput as refused:
            error = str(refused)
    default = services.default_collection(request.user)
    chosen = request.POST.get("collection") or request.GET.get("collection") or str(default.pk)
    context = {
        "tab": "saved",
        "shelves": [shelf for shelf in queries.shelves(request.user) if shelf.can_write],
        "chosen": chosen,
        "pasted": request.POST.get("pasted", ""),
        "error": error,
        "imports": queries.imports(request.user),
        "formats": importing.FORMATS,
        "largest": importing.LARGEST // 2**20,
        "most": importing.MOST,
    }
    return render.page(request, "desk/import.html", context, status=400 if error else 200)


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, id: int) -> HttpResponse:
    """A POST looks for the next entries: a script sends it until there are none left, or a person does."""
    assert request.user.is_authenticated
    if request.method == "POST":
        row = services.advance_import(mirror.engine(), request.user, id)
        if not request.headers.get("HX-Request"):
            return see_other(reverse("import-report", args=[id]))
    else:
        row = queries.import_of(request.user, id)
    context = {
        "tab": "saved",
        "row": row,
        "format": importing.FORMATS[row.format][0],
        "found": [(by, row.found.get(by, 0)) for by in _BY if row.found.get(by)],
        "found_count": sum(row.found.values()),
        "missing": list(islice(queries.missing(row), _SHOWN)),
        "missing_count": row.missing.count("\n") + 1 if row.missing else 0,
        "going": bool(row.waiting) and row.collection is not None,
    }
    return render.page(request, "desk/import_report.html", context, fragment="report")


@reader
@require_safe
def missing(request: HttpRequest, id: int) -> StreamingHttpResponse:
    """What was not found, as a table: where it stood, and everything the file said that could have found it."""
    assert request.user.is_authenticated
    row = queries.import_of(request.user, id)
    response = StreamingHttpResponse((line.encode() for line in _table(row)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="osler-not-found-{id}.csv"'
    return response


def _table(row: Import) -> Iterator[str]:
    yield "Where,Title,Year,Journal,PMID,DOI,PMCID\r\n"
    for each in queries.missing(row):
        out = io.StringIO()
        cells = (each.where, each.title, each.year, each.journal, each.pmid, each.doi, each.pmcid)
        csv.writer(out).writerow(f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in cells)
        yield out.getvalue()


def _given(request: HttpRequest) -> tuple[bytes, str]:
    file = request.FILES.get("file")
    if file is not None:
        if (file.size or 0) > importing.LARGEST:
            raise BadInput(f"the file is larger than {importing.LARGEST // 2**20} MB; divide it")
        return file.read(), file.name or ""
    pasted = request.POST.get("pasted", "")
    if not pasted.strip():
        raise BadInput("choose a file, or paste references, PMIDs or DOIs")
    return pasted.encode(), "pasted"


def _number(text: str) -> int:
    number = whole(text, below=MOST_ROWS)
    if number is None:
        raise BadInput("choose the collection to bring them into")
    return number
