"""A whole result set as a file, streamed: it may be larger than memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from osler import cite
from osler.model.article import Article
from osler.search import export
from osler.web import mirror, searching
from osler.web.state import State

# name in the address -> what the page calls it
EXPORTS = (
    ("ris", "RIS"),
    ("nbib", "nbib"),
    ("csv", "CSV"),
    ("bib", "BibTeX"),
    ("csl.json", "CSL-JSON"),
    ("pmids", "PMIDs"),
)


class Writer(NamedTuple):
    content_type: str
    suffix: str
    write: Callable[[Iterable[Article]], Iterator[str]]


def _each(write: Callable[[Article], str]) -> Callable[[Iterable[Article]], Iterator[str]]:
    """One after another, an empty line between."""

    def all_of(articles: Iterable[Article]) -> Iterator[str]:
        for article in articles:
            yield write(article).rstrip("\r\n") + "\n\n"

    return all_of


def _csv(articles: Iterable[Article]) -> Iterator[str]:
    yield cite.csv_header()
    yield from (cite.csv_row(article) for article in articles)


def _csl(articles: Iterable[Article]) -> Iterator[str]:
    separator = "["
    for article in articles:
        yield separator + json.dumps(cite.csl(article), ensure_ascii=False)
        separator = ",\n"
    yield "]\n" if separator != "[" else "[]\n"


_WRITERS = {
    "ris": Writer("application/x-research-info-systems; charset=utf-8", "ris", _each(cite.ris)),
    "nbib": Writer("application/nbib; charset=utf-8", "nbib", _each(cite.nbib)),
    "bib": Writer("application/x-bibtex; charset=utf-8", "bib", _each(cite.bibtex)),
    "csv": Writer("text/csv; charset=utf-8", "csv", _csv),
    "csl.json": Writer("application/vnd.citationstyles.csl+json", "json", _csl),
}


@require_safe
def exported(request: HttpRequest, format: str) -> HttpResponseBase:
    """In the order of the search up to 10,000 papers, beyond that newest PMID first. Raises BadQuery, BadInput."""
    if format != "pmids" and format not in _WRITERS:
        raise Http404
    state = State.read(request.GET)
    engine = mirror.engine()
    chosen = export.pmids(engine, mirror.vocabulary(), searching.request(state))
    if format == "pmids":
        return _file((f"{pmid}\n" for pmid in chosen), "text/plain; charset=utf-8", "txt")
    writer = _WRITERS[format]
    return _file(writer.write(export.articles(engine, chosen)), writer.content_type, writer.suffix)


def _file(lines: Iterator[str], content_type: str, suffix: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse((line.encode() for line in lines), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="osler-search.{suffix}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
