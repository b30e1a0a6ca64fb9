"""EPost: ids into the history server."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from osler.eutils import documents, history
from osler.eutils.documents import element
from osler.eutils.door import utility
from osler.eutils.failure import Failure
from osler.eutils.parameters import Parameters, as_pmid, database, pmids


@utility("epost", "ePostResult")
def epost(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    database(parameters)
    ids = parameters.ids()
    if not ids:
        raise Failure("Empty ID list; Nothing to store")
    bad = [each for each in dict.fromkeys(ids) if as_pmid(each) is None]
    good = pmids(ids)
    if not good:
        raise Failure("Some IDs have invalid value and were omitted. None of the IDs is valid")
    step = history.put(parameters.text("webenv"), good)
    if parameters.word("retmode") == "json":
        content: dict[str, object] = {"querykey": str(step.key), "webenv": step.environment.name}
        return documents.as_json("epost", {"epostresult": ({"invalididlist": bad} if bad else {}) | content})
    return documents.xml(
        element(
            "ePostResult",
            element("InvalidIdList", *(element("Id", each) for each in bad)) if bad else None,
            element("QueryKey", str(step.key)),
            element("WebEnv", step.environment.name),
            element("ERROR", "Some IDs have invalid value and were omitted.") if bad else None,
        )
    )
