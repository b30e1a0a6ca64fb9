"""The same paper beside its page: as data, as NLM published it, and for reference managers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse

from osler import cite
from osler.cite.as_json import as_json
from osler.engine.protocol import StoredRecord
from osler.model.article import Article
from osler.pubmed.xml import parse
from osler.web import mirror, records
from osler.web.caching import by_revision


class Format(NamedTuple):
    content_type: str
    download: bool  # saved as a file, rather than looked at
    write: Callable[[Article], str]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


FORMATS: dict[str, Format] = {
    "json": Format("application/json", False, lambda article: _json(as_json(article))),
    "nbib": Format("application/nbib; charset=utf-8", True, cite.nbib),
    "ris": Format("application/x-research-info-systems; charset=utf-8", True, cite.ris),
    "bib": Format("application/x-bibtex; charset=utf-8", True, cite.bibtex),
    "csl.json": Format("application/vnd.citationstyles.csl+json", True, lambda article: _json([cite.csl(article)])),
}


@by_revision
def formatted(request: HttpRequest, pmid: int, format: str) -> HttpResponse:
    """404 for a PMID the mirror has not, and for a format that is not one."""
    if format != "xml" and format not in FORMATS:
        raise Http404
    stored = records.record(mirror.engine(), pmid)
    return _xml(stored) if format == "xml" else _written(stored, format)


def _xml(stored: StoredRecord) -> HttpResponse:
    return HttpResponse(b'<?xml version="1.0" encoding="UTF-8"?>\n' + stored.xml, content_type="application/xml")


def _written(stored: StoredRecord, name: str) -> HttpResponse:
    format = FORMATS[name]
    response = HttpResponse(format.write(parse(stored.xml)), content_type=format.content_type)
    kind = "attachment" if format.download else "inline"
    response.headers["Content-Disposition"] = f'{kind}; filename="pmid-{stored.pmid}.{name}"'
    return response
