"""Something shared to Osler: a link or a text that names a paper leads to it, anything else is searched."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from osler.library.importing.entry import Entry, doi_in
from osler.library.importing.match import match
from osler.web import mirror
from osler.web.whole import whole

_PMID_LINK = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|/article/)(\d{1,9})\b", re.IGNORECASE
)
_PMID_SAID = re.compile(r"\bPMID:?\s*(\d{1,9})\b", re.IGNORECASE)
_PMC = re.compile(r"\b(PMC\d{1,9})\b", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+")
_LONGEST = 5000


@never_cache
@csrf_exempt  # changes nothing: phones post what is shared from outside
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    parts = [given.get(name, "").strip()[:_LONGEST] for name in ("url", "text", "title")]
    text = "\n".join(filter(None, parts))
    pmid = paper(text)
    if pmid is not None:
        return redirect("article", pmid)
    words = " ".join(_LINK.sub(" ", "\n".join(filter(None, parts[1:]))).split())[:300]
    named = doi_in(text)
    query = f'"{named}"[doi]' if named and not words else words or text[:300]
    return redirect(f"{reverse('search')}?{urlencode({'q': query})}" if query else reverse("home"))


def paper(text: str) -> int | None:
    """The PMID of the paper a text names by link, PMID, DOI or PMCID; None where it names none of this mirror."""
    if number := whole(text):
        return number
    for pattern in (_PMID_LINK, _PMID_SAID):
        if (found := pattern.search(text)) and (number := whole(found[1])):
            return number
    pmc = _PMC.search(text)
    entry = Entry(where="shared", doi=doi_in(text), pmcid=pmc[1].upper() if pmc else "")
    if not (entry.doi or entry.pmcid):
        return None
    found_here = match(mirror.engine(), [entry])[0]
    return found_here.pmid if found_here else None
