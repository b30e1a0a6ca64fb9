"""Papers like one: on its page a few, on a page of their own more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from osler.cite.source import title
from osler.web import mirror, records, render
from osler.web.caching import by_revision
from osler.web.pages.cards import card
from osler.web.pages.keeping import keeping

FEW, MORE = 5, 40


@by_revision
def similar(request: HttpRequest, pmid: int) -> HttpResponse:
    """Raises NotFound where the mirror has no such paper. `?reviews=1` lists reviews and guidelines first."""
    engine = mirror.engine()
    reviews = request.GET.get("reviews") == "1"
    inside = request.headers.get("HX-Target") == "similar-list"
    found = mirror.relater()(pmid, limit=FEW if inside else MORE, reviews_first=reviews)
    why = {each.pmid: each.because for each in found}
    papers = [(card(article), why[article.pmid]) for article in records.articles(engine, why)]
    keeping(request, why)
    context = {
        "pmid": pmid,
        "title": title(records.article(engine, pmid)),
        "papers": papers,
        "reviews": reviews,
        "inside": inside,
    }
    return render.page(request, "web/similar.html", context, fragment="similar-list", block="similar")
