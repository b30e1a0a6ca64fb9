"""Papers ticked in a list of results: they come as `pmid`, once each, or several in one."""

from __future__ import annotations

from django.http import QueryDict

from osler.errors import BadInput
from osler.web.whole import whole

MOST = 1_000  # so many addresses of pages can carry; whole results are exported without ticking


def chosen_pmids(given: QueryDict) -> list[int]:
    """In their order, each once. Raises BadInput for none, for more than MOST, and for what is no PMID."""
    texts = [text for several in given.getlist("pmid") for text in several.replace(",", " ").split()]
    if not texts:
        raise BadInput("no paper is chosen; tick some in a list of results")
    if len(texts) > MOST:
        raise BadInput(f"more than {MOST:,} papers are chosen; export the whole search, or choose in parts")
    found = [(whole(text), text) for text in texts]
    wrong = next((text for number, text in found if not number), None)
    if wrong is not None:
        raise BadInput(f"'{wrong[:40]}' is no PMID")
    return list(dict.fromkeys(number for number, _ in found if number))
