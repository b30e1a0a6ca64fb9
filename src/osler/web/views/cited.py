"""One paper among others: as a reference, and all that cite it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from osler.cite.source import title
from osler.model.query import Search, Sort, Span
from osler.web import mirror, records, render
from osler.web.addresses import url
from osler.web.caching import by_revision
from osler.web.pages.cards import card
from osler.web.pages.formatted import formatted
from osler.web.pages.keeping import keeping
from osler.web.state import PER_PAGE, deepest, page_of


@by_revision
def reference(request: HttpRequest, pmid: int) -> HttpResponse:
    """As a page, or for the sheet of a list of papers. Raises NotFound where the mirror has no such paper."""
    found = records.article(mirror.engine(), pmid)
    context = {"pmid": pmid, "title": title(found), "formatted": formatted(found)}
    return render.page(request, "web/reference.html", context, fragment="cite-body", block="reference")


@by_revision
def cited_by(request: HttpRequest, pmid: int) -> HttpResponse:
    """All papers of the mirror that cite this one, newest first. Raises NotFound, BadInput."""
    engine = mirror.engine()
    cited = records.article(engine, pmid)
    page = page_of(request.GET.get("page", ""))
    asked = Search(Span("cites", pmid, pmid), sort=Sort.DATE, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    found = engine.search(asked)
    papers = records.articles(engine, (hit.pmid for hit in found.hits), brief=True)
    keeping(request, (paper.pmid for paper in papers))
    pages = min(-(-found.count // PER_PAGE), deepest(PER_PAGE))
    address = url("cited-by", pmid)
    context = {
        "pmid": pmid,
        "title": title(cited),
        "count": found.count,
        "first": asked.offset + 1,
        "papers": [card(paper) for paper in papers],
        "page": page,
        "pages": pages,
        "previous": f"{address}?page={page - 1}" if page > 1 else "",
        "next": f"{address}?page={page + 1}" if page < pages else "",
    }
    return render.page(request, "web/cited_by.html", context)
