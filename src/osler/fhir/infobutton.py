"""The Infobutton: codes of a health record in an address -> the literature on what they name.

HL7 Context-Aware Knowledge Retrieval, URL-based implementation guide. Only the codes of the search criteria and the
subtopic are read; whatever the address says of the patient, or in free words, is neither read nor passed on.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from osler.fhir import knowledge, topic
from osler.fhir.topic import Topic
from osler.model.article import Article
from osler.web import mirror, records, render, searching
from osler.web.state import State

LENGTH = 20
_XML = ("text/xml", "application/xml", "application/atom+xml", "xml")


@csrf_exempt  # changes nothing, and a health record may send its codes by POST
@require_http_methods(["GET", "HEAD", "POST"])
def infobutton(request: HttpRequest) -> HttpResponse:
    """A redirect to the search; the results as a knowledge response where XML is asked for; 404 for unknown codes."""
    asked = request.POST if request.method == "POST" else request.GET
    found = topic.read(asked, mirror.vocabulary())
    if _wants_xml(request, asked):
        made = knowledge.response(found, _papers(found) if found else (), request.build_absolute_uri("/").rstrip("/"))
        response = HttpResponse(made, content_type="text/xml; charset=utf-8")
    elif found is None:
        response = render.page(request, "fhir/infobutton.html", {}, status=404)
    else:
        response = redirect(State(q=found.query).url())
        response.status_code = 303
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _wants_xml(request: HttpRequest, asked: QueryDict) -> bool:
    said = asked.get("knowledgeResponseType", "").lower()
    if said:
        return said in _XML
    accepted = request.headers.get("Accept", "").lower()
    return "xml" in accepted and "html" not in accepted


def _papers(found: Topic) -> Sequence[Article]:
    answer = searching.answer(State(q=found.query), limit=LENGTH)
    return records.articles(mirror.engine(), (hit.pmid for hit in answer.hits))
