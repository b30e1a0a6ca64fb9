"""Small answers: for crawlers, browsers' search boxes and whoever watches that the service is alive."""

from __future__ import annotations

from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from osler.web import mirror

# Result pages are endless and cost work; papers themselves may be found.
_ROBOTS = "User-agent: *\nDisallow: /search\nDisallow: /chosen\n"

_OPENSEARCH = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>Osler</ShortName>
<Description>Search the medical literature in this mirror of PubMed</Description>
<InputEncoding>UTF-8</InputEncoding>
<Image type="image/svg+xml">{icon}</Image>
<Url type="text/html" template="{search}?q={{searchTerms}}"/>
<Url type="application/atom+xml" template="{feed}?q={{searchTerms}}"/>
</OpenSearchDescription>
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponsePermanentRedirect(static("web/favicon.svg"))


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    text = _OPENSEARCH.format(
        icon=escape(request.build_absolute_uri(static("web/favicon.svg"))),
        search=escape(request.build_absolute_uri(reverse("search"))),
        feed=escape(request.build_absolute_uri(reverse("search-feed"))),
    )
    return HttpResponse(text, content_type="application/opensearchdescription+xml")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 while the mirror can be read. Raises EngineFailed (503) where it cannot."""
    return JsonResponse({"revision": mirror.engine().revision})
