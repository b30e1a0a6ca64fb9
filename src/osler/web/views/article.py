"""One paper, as a page."""

from __future__ import annotations

from contextlib import suppress

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from osler.cite.source import title
from osler.errors import NotFound
from osler.fulltext.jats import folder
from osler.library import services
from osler.model.article import Article
from osler.model.query import Search, Sort, Span
from osler.web import ahead, links, mirror, records, render
from osler.web.addresses import url
from osler.web.caching import by_revision_and_links
from osler.web.pages.article import article_page
from osler.web.pages.cards import card
from osler.web.pages.formatted import formatted
from osler.web.pages.keeping import keeping
from osler.web.pages.reaching import reaching

CITED_BY = 5


@by_revision_and_links
def article(request: HttpRequest, pmid: int) -> HttpResponse:
    engine = mirror.engine()
    citing = engine.search(Search(Span("cites", pmid, pmid), sort=Sort.DATE, limit=CITED_BY))
    try:
        found, others = records.article_and(engine, pmid, (hit.pmid for hit in citing.hits))
    except NotFound:
        return _absent(request, pmid)
    page = article_page(
        found,
        url=request.build_absolute_uri(url("article", pmid)),
        here=records.held(engine, found.cited_pmids),
    )
    _note_reading(request, pmid, found)
    ahead.opened(pmid)
    keeping(request, [pmid, *(hit.pmid for hit in citing.hits)])
    context = {
        "page": page,
        "reach": reaching(request, [found]),
        "cited_by": [card(each) for each in others],
        "cited_by_count": citing.count,
        "readable": folder.holds(mirror.config().home, pmid=pmid, pmcid=found.pmcid, doi=found.doi),
        "formatted": formatted(found),
    }
    return render.page(request, "web/article.html", context)


def _note_reading(request: HttpRequest, pmid: int, found: Article) -> None:
    """For "recently read", where the reader lets it be kept. A library busy just now is no reason to show nothing."""
    if request.method == "GET" and request.user.is_authenticated:
        with suppress(OperationalError):
            services.opened(request.user, pmid, title(found))


def moved(request: HttpRequest, pmid: int) -> HttpResponse:
    """PubMed's own addresses end in a slash; people change only the host name."""
    return redirect("article", pmid, permanent=True)


def _absent(request: HttpRequest, pmid: int) -> HttpResponse:
    context = {"pmid": pmid, "pubmed": links.article("pubmed", str(pmid))}
    return render.page(request, "web/absent.html", context, status=404)
