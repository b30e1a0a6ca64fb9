"""Around each utility: parameters read, failures in NCBI's shape, open to scripts and pages from anywhere."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from osler.engine.protocol import Engine
from osler.errors import OslerError
from osler.eutils import documents, limits
from osler.eutils.documents import element
from osler.eutils.failure import Failure
from osler.eutils.parameters import Parameters
from osler.search.related import Relater
from osler.search.vocabulary import Vocabulary
from osler.web import mirror

log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]  # of the request, its parameters, and what the path names
METHODS = ("GET", "POST", "HEAD")


def mirror_engine() -> Engine:
    return mirror.engine()


def mirror_vocabulary() -> Vocabulary:
    return mirror.vocabulary()


def mirror_relater() -> Relater:
    return mirror.relater()


def utility(name: str, root: str) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """A view of one utility; `root` is the element that carries its `<ERROR>`."""

    def wrap(view: View) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @functools.wraps(view)
        def answer(request: HttpRequest, **named: object) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return _open(HttpResponse(status=204))
            if request.method not in METHODS:
                return _open(HttpResponse(status=405, headers={"Allow": ", ".join(METHODS)}))
            try:
                parameters = Parameters.of(request)
            except Failure as failure:
                return _open(failed(name, root, failure, Parameters({})))
            _note_client(name, parameters)
            ration = limits.take(request, parameters)
            if ration is not None and ration.spent:
                return _open(limits.refusal(ration))
            try:
                response = view(request, parameters, **named)
            except Failure as failure:
                response = failed(name, root, failure, parameters)
            except OslerError as problem:
                response = failed(name, root, Failure(str(problem), status=503), parameters)
            if ration is not None:
                limits.stamp(response, ration)
            return _open(response)

        return gzip_page(answer)

    return wrap


def failed(name: str, root: str, failure: Failure, parameters: Parameters) -> HttpResponse:
    """The failure in the utility's own shape, XML or JSON."""
    if parameters.word("retmode") == "json":
        content: dict[str, object] = {f"{name}result": {"ERROR": failure.message}}
        if name in ("esummary", "elink"):
            content = {"esummaryresult": [failure.message]} if name == "esummary" else {"ERROR": failure.message}
        return documents.as_json(name, content, status=failure.status)
    return documents.xml(element(root, element("ERROR", failure.message)), status=failure.status)


def _open(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    response.headers["Access-Control-Expose-Headers"] = "X-RateLimit-Limit, X-RateLimit-Remaining, Retry-After"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers.setdefault("Cache-Control", "private")
    return response


def _note_client(name: str, parameters: Parameters) -> None:
    if settings.OSLER.eutils_log_clients:
        tool, email = (repr(parameters.text(each)[:100]) for each in ("tool", "email"))
        log.info("%s asked by tool %s, email %s", name, tool, email)
