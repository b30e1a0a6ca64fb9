"""An OpenAPI 3.1 description of the E-utilities here, for tools that read one, and for the fuzzer in the tests."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from osler import __version__
from osler.eutils.asked import DATES, SORTS
from osler.eutils.efetch import TEXTS
from osler.eutils.elink import COMMANDS

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": "integer"}
_IDS: Json = {"type": "array", "items": {"type": "string"}}


def _one_of(*values: str) -> Json:
    return {"type": "string", "enum": list(values)}


_MODE = _one_of("xml", "json")
_HISTORY: Json = {"WebEnv": _TEXT, "query_key": _TEXT}
_PAGE: Json = {"retstart": _NUMBER, "retmax": _NUMBER}
_ALWAYS: Json = {"db": _TEXT, "tool": _TEXT, "email": _TEXT, "api_key": _TEXT}
_XML, _JSON, _PLAIN = "text/xml", "application/json", "text/plain"

# address -> what it does, its parameters, the types of its answers
UTILITIES: dict[str, tuple[str, Json, tuple[str, ...]]] = {
    "einfo.fcgi": ("The database, its fields and links", {"version": _one_of("2.0"), "retmode": _MODE}, (_XML, _JSON)),
    "esearch.fcgi": (
        "A query in PubMed's language",
        {
            "term": _TEXT,
            "field": _TEXT,
            "sort": _one_of(*SORTS),
            "datetype": _one_of(*DATES),
            "reldate": _NUMBER,
            "mindate": _TEXT,
            "maxdate": _TEXT,
            "usehistory": _one_of("y", "n"),
            "rettype": _one_of("uilist", "count"),
            "idtype": _TEXT,
            "retmode": _MODE,
        }
        | _HISTORY
        | _PAGE,
        (_XML, _JSON),
    ),
    "epost.fcgi": ("Ids into the history server", {"id": _IDS, "WebEnv": _TEXT, "retmode": _MODE}, (_XML, _JSON)),
    "esummary.fcgi": (
        "Summaries",
        {"id": _IDS, "version": _one_of("1.0", "2.0"), "retmode": _MODE} | _HISTORY | _PAGE,
        (_XML, _JSON),
    ),
    "efetch.fcgi": (
        "Records as NLM published them, or as text",
        {"id": _IDS, "rettype": _one_of(*TEXTS, "xml"), "retmode": _one_of("xml", "text")} | _HISTORY | _PAGE,
        (_XML, _PLAIN),
    ),
    "elink.fcgi": (
        "Links between records, and out",
        {
            "dbfrom": _TEXT,
            "id": _IDS,
            "cmd": _one_of(*COMMANDS),
            "linkname": _TEXT,
            "term": _TEXT,
            "datetype": _one_of(*DATES),
            "reldate": _NUMBER,
            "mindate": _TEXT,
            "maxdate": _TEXT,
            "retmode": _one_of("xml", "json", "ref"),
        }
        | _HISTORY,
        (_XML, _JSON),
    ),
    "espell.fcgi": ("Spelling of a query", {"term": _TEXT}, (_XML,)),
    "egquery.fcgi": ("How many records a query finds", {"term": _TEXT, "retmode": _one_of("xml")}, (_XML,)),
    "ecitmatch.cgi": ("Citations to PMIDs", {"bdata": _TEXT, "retmode": _one_of("xml")}, (_PLAIN,)),
}


def description() -> Json:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "E-utilities on Osler's mirror of PubMed",
            "version": __version__,
            "description": "Every parameter may also be sent as a form by POST, in any case, lists repeated or joined "
            "by commas. What a utility cannot do it says in an ERROR, with status 200.",
        },
        "paths": {f"/entrez/eutils/{name}": _path(*each) for name, each in UTILITIES.items()},
    }


def _path(summary: str, parameters: Json, types: tuple[str, ...]) -> Json:
    every = _ALWAYS | parameters
    answers: Json = {
        "200": {"description": "the answer, or an ERROR", "content": {name: {} for name in types}},
        "429": {"description": "more requests a second than the administrator allows", "content": {_JSON: {}}},
        "503": {"description": "the mirror cannot answer now", "content": {name: {} for name in types}},
    }
    fields = [
        {"name": name, "in": "query", "schema": schema, "style": "form", "explode": False}
        if schema is _IDS
        else {"name": name, "in": "query", "schema": schema}
        for name, schema in every.items()
    ]
    if "ref" in parameters.get("retmode", {}).get("enum", ()):
        answers["302"] = {"description": "to the text, for retmode=ref"}
    form: Json = {"schema": {"type": "object", "properties": every, "additionalProperties": False}}
    return {
        "get": {"summary": summary, "parameters": fields, "responses": answers},
        "post": {
            "summary": summary,
            "requestBody": {"content": {"application/x-www-form-urlencoded": form}},
            "responses": answers,
        },
    }


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(description())
