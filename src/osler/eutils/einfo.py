"""EInfo: the database, its fields and its links; EGQuery: how many records a query finds."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from osler.errors import BadQuery
from osler.eutils import documents
from osler.eutils.documents import element
from osler.eutils.door import mirror_engine, mirror_vocabulary, utility
from osler.eutils.failure import Failure
from osler.eutils.links import LINKS
from osler.eutils.parameters import Parameters
from osler.search.run import Request, read
from osler.search.syntax.tags import TAGS, Kind, Tag


@utility("einfo", "eInfoResult")
def einfo(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    name = parameters.word("db")
    as_json = parameters.word("retmode") == "json"
    if not name:
        if as_json:
            return documents.as_json("einfo", {"einforesult": {"dblist": ["pubmed"]}})
        return documents.xml(element("eInfoResult", element("DbList", element("DbName", "pubmed"))))
    if name != "pubmed":
        raise Failure(f"Can not retrieve DbInfo for db={parameters.text('db')}")
    second = parameters.text("version") == "2.0"
    if as_json:
        content: dict[str, object] = {key.lower(): value for key, value in _about()}
        content["fieldlist"] = [{k.lower(): v for k, v in _field(tag, second=second)} for tag in TAGS]
        content["linklist"] = [
            {"name": link.name, "menu": link.menu, "description": link.description, "dbto": link.database}
            for link in LINKS
        ]
        return documents.as_json("einfo", {"einforesult": {"dbinfo": [content]}})
    info = element("DbInfo", *(element(key, value) for key, value in _about()))
    fields = (element("Field", *(element(k, v) for k, v in _field(tag, second=second))) for tag in TAGS)
    info.append(element("FieldList", *fields))
    info.append(
        element(
            "LinkList",
            *(
                element(
                    "Link",
                    element("Name", link.name),
                    element("Menu", link.menu),
                    element("Description", link.description),
                    element("DbTo", link.database),
                )
                for link in LINKS
            ),
        )
    )
    return documents.xml(element("eInfoResult", info))


def _about() -> list[tuple[str, str]]:
    status = mirror_engine().status()
    updated = datetime.fromisoformat(status.last_update).strftime("%Y/%m/%d %H:%M") if status.last_update else ""
    return [
        ("DbName", "pubmed"),
        ("MenuName", "PubMed"),
        ("Description", "PubMed bibliographic record"),
        ("DbBuild", f"Osler-r{status.revision}"),
        ("Count", str(status.records)),
        ("LastUpdate", updated),
    ]


def _field(tag: Tag, *, second: bool) -> list[tuple[str, str]]:
    """NCBI's abbreviations are four letters; ours are the tags people type."""
    words = tag.kind in (Kind.TEXT, Kind.ALL)
    told = [
        ("Name", ABBREVIATIONS.get(tag.name, tag.short.upper())),
        ("FullName", tag.name),
        ("Description", tag.about),
        ("TermCount", ""),
        ("IsDate", "Y" if tag.kind is Kind.DATE else "N"),
        ("IsNumerical", "N"),
        ("SingleToken", "N" if words else "Y"),
        ("Hierarchy", "Y" if tag.kind is Kind.MESH else "N"),
        ("IsHidden", "N"),
    ]
    if second:
        told += [
            ("IsRangable", "Y" if tag.kind is Kind.DATE else "N"),
            ("IsTruncatable", "N" if tag.kind is Kind.DATE else "Y"),
        ]
    return told


# EInfo's field names (einfo.fcgi?db=pubmed), where they differ from the tag.
ABBREVIATIONS = {
    "All Fields": "ALL",
    "PMID": "UID",
    "Filter": "FILT",
    "Title": "TITL",
    "Abstract": "ABST",
    "MeSH Terms": "MESH",
    "MeSH Major Topic": "MAJR",
    "MeSH Subheading": "SUBH",
    "Journal": "JOUR",
    "Affiliation": "AFFL",
    "Author": "AUTH",
    "Author - First": "FAUT",
    "Author - Last": "LAUT",
    "Author - Full": "FULL",
    "Author - Corporate": "COLN",
    "Author - Identifier": "AUID",
    "Language": "LANG",
    "Publication Type": "PTYP",
    "Date - Publication": "PDAT",
    "Date - Entry": "EDAT",
    "Date - Create": "CRDT",
    "Date - MeSH": "MHDA",
    "Date - Modification": "MDAT",
    "Date - Completion": "DCOM",
    "Volume": "VOL",
    "Issue": "ISS",
    "Pagination": "PAGE",
    "EC/RN Number": "ECNO",
    "Supplementary Concept": "SUBS",
    "Secondary Source ID": "SI",
    "Text Word": "WORD",
    "Title/Abstract": "TIAB",
    "Other Term": "OTRM",
    "Investigator": "INVR",
    "Pharmacological Action": "PAPX",
    "Place of Publication": "PLCP",
    "Transliterated Title": "TT",
    "Grants and Funding": "GRNT",
    "Grant Number": "GRNT",
    "Editor": "ED",
    "ISBN": "ISBN",
    "Publisher": "PUBN",
    "DOI": "DOI",
}


@utility("egquery", "Result")
def egquery(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    text = parameters.text("term")
    count, status = "0", "Ok"
    try:
        wanted = Request(text=text, seconds=settings.OSLER.query_seconds)
        count = str(mirror_engine().count(read(mirror_engine(), mirror_vocabulary(), wanted).explanation.expr))
    except BadQuery:
        count, status = "Error", "Term or Database is not found"
    item = element(
        "ResultItem",
        element("DbName", "pubmed"),
        element("MenuName", "PubMed"),
        element("Count", count),
        element("Status", status),
    )
    return documents.xml(element("Result", element("Term", text), element("eGQueryResult", item)))
