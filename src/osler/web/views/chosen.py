"""What is done with ticked papers: shown alone, written to a file, cited together."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from osler import cite
from osler.errors import BadInput
from osler.web import mirror, records, render
from osler.web.chosen import chosen_pmids
from osler.web.pages.formatted import STYLES
from osler.web.state import State
from osler.web.views.export import EXPORTS


@require_safe
def chosen(request: HttpRequest) -> HttpResponse:
    """`?pmid=1&pmid=2&as=ris`: a list of PMIDs is a search, so files are those of `/search.ris`. Raises BadInput."""
    pmids = chosen_pmids(request.GET)
    wish = request.GET.get("as", "")
    if wish in STYLES or wish == "cite":
        return _cited(request, pmids, next((style for style in STYLES if style == wish), "nlm"))
    if wish and wish not in dict(EXPORTS):
        raise BadInput(f"there is no '{wish[:40]}' of papers; there are {', '.join((*dict(EXPORTS), 'cite'))}")
    return redirect(State(q=" ".join(map(str, pmids))).url(f"/search.{wish}" if wish else "/search"))


def _cited(request: HttpRequest, pmids: list[int], style: cite.Style) -> HttpResponse:
    papers = records.articles(mirror.engine(), pmids)
    context = {
        "references": [(paper.pmid, cite.formatted(paper, style)) for paper in papers],
        "pmids": pmids,
        "missing": len(pmids) - len(papers),
        "style": style,
        "styles": STYLES,
        "exports": [(name, label) for name, label in EXPORTS if name != "pmids"],
    }
    return render.page(request, "web/references.html", context)
