"""What clients of the E-utilities also call: PMC's id converter, the citation exporter, iCite."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from lxml import etree

from osler import cite
from osler.eutils import citing, documents, records
from osler.eutils.documents import element
from osler.eutils.door import mirror_engine, utility
from osler.eutils.parameters import Parameters, as_pmid, pmids
from osler.model.article import Article
from osler.model.query import Key, Pmids

_MOST_IDS = 200  # as PMC's converter
_MOST_PUBS = 1_000  # as iCite
_PMC = re.compile(r"(?:PMC)?(\d{1,10})(?:\.\d+)?", re.IGNORECASE)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/\S+)", re.IGNORECASE)

FORMATS: dict[str, tuple[str, str, Callable[[Article], str]]] = {
    "ris": ("application/x-research-info-systems", "ris", cite.ris),
    "nbib": ("application/nbib", "nbib", cite.nbib),
    "medline": ("application/nbib", "nbib", cite.nbib),
    "csl": ("application/vnd.citationstyles.csl+json", "json", lambda article: json.dumps(cite.csl(article))),
    "citation": ("application/json", "json", lambda article: json.dumps(_styles(article))),
}


def _styles(article: Article) -> dict[str, Any]:
    texts = {style: cite.formatted(article, style) for style in ("ama", "apa", "nlm")}
    return {"id": f"pmid:{article.pmid}"} | {name: {"orig": text, "format": text} for name, text in texts.items()}


@utility("idconv", "pmcids")
def id_converter(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """PMIDs, PMC ids and DOIs into each other, as far as the mirror's records tell."""
    asked = [one for value in parameters.given.get("ids", ()) for one in re.split(r"[,\s]+", value) if one]
    if not asked or len(asked) > _MOST_IDS:
        return _converted([], parameters, error=f"give 1 to {_MOST_IDS} ids in `ids`")
    kind = parameters.word("idtype")
    return _converted([_convert(one, kind) for one in asked], parameters)


def _convert(asked: str, kind: str) -> dict[str, str]:
    article = _find(asked, kind)
    if article is None:
        return {"requested-id": asked, "status": "error", "errmsg": "Identifier not found in this mirror"}
    found = {"pmcid": article.pmcid, "pmid": str(article.pmid), "doi": article.doi, "requested-id": asked}
    return {name: value for name, value in found.items() if value}


def _find(asked: str, kind: str) -> Article | None:
    engine = mirror_engine()
    doi, pmc = _DOI.fullmatch(asked), _PMC.fullmatch(asked)
    pmid = as_pmid(asked) if kind in ("", "pmid") else None
    if doi and kind in ("", "doi"):
        found = engine.pmids(Key("doi", (doi[1].lower(),)), limit=1)
    elif pmid is not None:
        found = [pmid]
    elif pmc and kind in ("", "pmcid"):
        found = engine.pmids(Key("pmc", (f"pmc{pmc[1]}",)), limit=1)
    else:
        return None
    return next(records.articles(found), None)


def _converted(rows: list[dict[str, str]], parameters: Parameters, *, error: str = "") -> HttpResponse:
    status = 400 if error else 200
    form = parameters.word("format", "xml")
    if form == "json":
        content: dict[str, Any] = {"status": "error" if error else "ok", "records": [_numbered(row) for row in rows]}
        if error:
            content = {"status": "error", "message": error}
        return HttpResponse(json.dumps(content), content_type="application/json", status=status)
    if form == "csv":
        columns = ("pmid", "pmcid", "doi", "requested-id", "errmsg")
        lines = [",".join(f'"{name}"' for name in columns)]
        lines += [",".join('"' + row.get(name, "").replace('"', '""') + '"' for name in columns) for row in rows]
        return HttpResponse("\n".join(lines) + "\n", content_type="text/csv; charset=utf-8", status=status)
    root = element("pmcids", *(element("record", **row) for row in rows), status="error" if error else "ok")
    if error:
        root.append(element("error", error))
    return HttpResponse(etree.tostring(root, xml_declaration=True, encoding="utf-8"), "text/xml", status=status)


def _numbered(row: dict[str, str]) -> dict[str, Any]:
    """PMIDs are numbers in the converter's JSON."""
    return row | ({"pmid": int(row["pmid"])} if "pmid" in row else {})


@utility("ctxp", "error")
def citation_exporter(request: HttpRequest, parameters: Parameters, of: str) -> HttpResponse:
    """One or more records in a reference manager's format; `of`: pubmed or pmc, whose ids are given."""
    form = parameters.word("format", "csl")
    if form not in FORMATS:
        return documents.plain(f"format is one of {', '.join(FORMATS)}\n", status=400)
    found = _of_pmc(parameters.ids()) if of == "pmc" else list(records.articles(_of_pubmed(parameters.ids())))
    if not found:
        return documents.plain("no such record in this mirror\n", status=404)
    content_type, extension, write = FORMATS[form]
    texts = [write(article) for article in found]
    many = len(texts) > 1 and extension == "json"
    body = f"[{','.join(texts)}]" if many else "\n".join(texts)
    response = HttpResponse(body, content_type=f"{content_type}; charset=utf-8")
    if parameters.word("download") in ("y", "yes", "true", "1"):
        response.headers["Content-Disposition"] = f'attachment; filename="pmid-{found[0].pmid}.{extension}"'
    return response


def _of_pubmed(ids: tuple[str, ...]) -> list[int]:
    return pmids(tuple(one.lower().removeprefix("pmid:") for one in ids))


def _of_pmc(ids: tuple[str, ...]) -> list[Article]:
    """PMC ids with or without their prefix; what is none, or not here, is left out."""
    found = [_find(one.upper().removeprefix("PMCID:"), "pmcid") for one in ids[:_MOST_IDS]]
    return [article for article in found if article is not None]


@utility("icite", "error")
def icite(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    """iCite's fields that a mirror can know; the others are null, as iCite's are where it cannot say."""
    ids = pmids(parameters.ids("pmids"))[:_MOST_PUBS]
    data = [_publication(article) for article in records.articles(ids)]
    return HttpResponse(
        json.dumps({"meta": {"pmids": ",".join(map(str, ids))}, "data": data}), content_type="application/json"
    )


@utility("icite", "error")
def icite_one(request: HttpRequest, parameters: Parameters, pmid: int) -> HttpResponse:
    """One publication by itself, as iCite answers for a PMID in the path."""
    found = list(records.articles(pmids((str(pmid),))))
    if not found:
        return HttpResponse(
            json.dumps({"error": "no such record in this mirror"}), status=404, content_type="application/json"
        )
    return HttpResponse(json.dumps(_publication(found[0])), content_type="application/json")


def _publication(article: Article) -> dict[str, Any]:
    engine = mirror_engine()
    cited_by = citing.citing(article.pmid)
    references = list(engine.pmids(Pmids(article.cited_pmids))) if article.cited_pmids else []
    unknown = dict.fromkeys(
        (
            "is_research_article", "relative_citation_ratio", "nih_percentile", "human", "animal", "molecular_cellular",
            "apt", "is_clinical", "expected_citations_per_year", "field_citation_rate", "provisional", "x_coord",
            "y_coord", "cited_by_clin",
        )
    )  # fmt: skip
    return unknown | {
        "pmid": article.pmid,
        "year": article.pub_date.year,
        "title": article.title.plain,
        "authors": ", ".join((p.fore_name and f"{p.fore_name} {p.last_name}") or p.last_name for p in article.authors),
        "journal": article.journal.abbreviation,
        "doi": article.doi or None,
        "citation_count": len(cited_by),
        "citations_per_year": None,
        "cited_by": cited_by,
        "references": references,
    }
