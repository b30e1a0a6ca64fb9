"""ESpell: the query with its slips mended by the mirror's own words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from osler.errors import BadQuery
from osler.eutils import documents
from osler.eutils.documents import element
from osler.eutils.door import mirror_engine, mirror_vocabulary, utility
from osler.eutils.failure import Failure
from osler.eutils.parameters import Parameters, database
from osler.search.spell import Correction, correct
from osler.search.syntax import parse


@utility("espell", "eSpellResult")
def espell(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    database(parameters)
    text = parameters.text("term")
    if not text:
        return documents.xml(_answer("", None, error="Empty term"))
    try:
        corrected = correct(mirror_engine(), mirror_vocabulary(), parse(text))
    except BadQuery as problem:
        raise Failure(str(problem)) from problem
    return documents.xml(_answer(text, corrected))


def _answer(text: str, corrected: Correction | None, *, error: str = "") -> documents.Element:
    pieces: list[documents.Element] = []
    rest = text
    for typed, meant in corrected.words if corrected else ():
        before, found, rest_after = rest.partition(typed)
        if found:
            pieces += [element("Original", before), element("Replaced", meant)]
            rest = rest_after
    if pieces and rest:
        pieces.append(element("Original", rest))
    return element(
        "eSpellResult",
        element("Database", "pubmed"),
        element("Query", text),
        element("CorrectedQuery", corrected.text if corrected else ""),
        element("SpelledQuery", *pieces),
        element("ERROR", error),
    )
