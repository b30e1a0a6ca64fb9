"""The page that tells people how to point their tools here, and what differs from NCBI."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from osler.web import render


class Difference(NamedTuple):
    """`check` names the test that keeps the row true."""

    what: str
    ncbi: str
    here: str
    check: str


DIFFERENCES: tuple[Difference, ...] = (
    Difference("Databases", "some forty", "pubmed only; others are refused by name", "only_pubmed_is_held"),
    Difference(
        "Records", "all of PubMed, of today", "those of this mirror, at its last update", "records_are_the_mirrors"
    ),
    Difference(
        "Ids one ESearch lists",
        "9,999",
        "the same, unless the administrator lifts it",
        "the_limit_is_ncbis_and_can_be_lifted",
    ),
    Difference(
        "Requests a second",
        "3, with a key 10",
        "none limited, unless the administrator does",
        "limits_are_off_until_set",
    ),
    Difference(
        "Searches in the history server",
        "a snapshot of the ids",
        "#1 in a later query runs the search again; paging is from the snapshot",
        "history_pages_a_snapshot",
    ),
    Difference(
        "Similar articles",
        "computed ahead",
        "this mirror's own measure, computed when asked",
        "similar_articles_are_our_own",
    ),
    Difference(
        "A query that cannot be read",
        "searched as far as possible",
        "finds nothing; ErrorList and OutputMessage say where and why",
        "an_unreadable_query_says_why",
    ),
    Difference("LinkOut", "thousands of providers", "the DOI and PubMed Central", "linkout_is_doi_and_pmc"),
    Difference(
        "iCite's ratios",
        "given",
        "null; cited_by and references are counted within the mirror",
        "icite_has_what_the_mirror_knows",
    ),
)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    base = settings.OSLER.base_url.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    context = {"base": base, "root": f"{base}/entrez/eutils", "differences": DIFFERENCES}
    return render.page(request, "eutils/guide.html", context)
