"""XML and JSON as NCBI frames them: one DOCTYPE a utility, one header for JSON."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from lxml import etree

Element = etree._Element

_HOST = "https://eutils.ncbi.nlm.nih.gov/eutils/dtd"

# root element -> (public identifier, system identifier), exactly as NCBI names them
DOCTYPES: dict[str, tuple[str, str]] = {
    "eSearchResult": ("-//NLM//DTD esearch 20060628//EN", f"{_HOST}/20060628/esearch.dtd"),
    "eSummaryResult": ("-//NLM//DTD esummary v1 20041029//EN", f"{_HOST}/20041029/esummary-v1.dtd"),
    "eSummaryResult2": ("-//NLM//DTD esummary pubmed 20160808//EN", f"{_HOST}/20160808/esummary_pubmed.dtd"),
    "ePostResult": ("-//NLM//DTD epost 20090526//EN", f"{_HOST}/20090526/epost.dtd"),
    "eLinkResult": ("-//NLM//DTD elink 20101123//EN", f"{_HOST}/20101123/elink.dtd"),
    "eInfoResult": ("-//NLM//DTD einfo 20190110//EN", f"{_HOST}/20190110/einfo.dtd"),
    "eSpellResult": (
        "-//NLM//DTD eSpellResult, 23 November 2004//EN",
        "https://www.ncbi.nlm.nih.gov/entrez/query/DTD/eSpell.dtd",
    ),
    "Result": (
        "-//NLM//DTD eSearchResult, January 2004//EN",
        "https://www.ncbi.nlm.nih.gov/entrez/query/DTD/egquery.dtd",
    ),
    "PubmedArticleSet": (
        "-//NLM//DTD PubMedArticle, 1st January 2025//EN",
        "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd",
    ),
}

# What XML 1.0 cannot carry, not even escaped.
_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


def element(tag: str, *children: etree._Element | str | None, **attributes: str) -> etree._Element:
    """An element with these children in order; None is left out, text stands where it is given."""
    made = etree.Element(tag, {name: clean(value) for name, value in attributes.items()})
    for child in children:
        if isinstance(child, str):
            _append_text(made, clean(child))
        elif child is not None:
            made.append(child)
    return made


def clean(text: str) -> str:
    """Without the characters that XML cannot carry, lone surrogates among them."""
    return text.translate(_FORBIDDEN).encode("utf-8", "ignore").decode()


def _append_text(parent: etree._Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def prolog(kind: str) -> bytes:
    """The declaration, and the DOCTYPE of an answer of this kind (NCBI has none for EFetch's errors)."""
    declared = b'<?xml version="1.0" encoding="UTF-8" ?>\n'
    if kind not in DOCTYPES:
        return declared
    public, system = DOCTYPES[kind]
    return declared + f'<!DOCTYPE {kind.rstrip("2")} PUBLIC "{public}" "{system}">\n'.encode()


def xml(root: etree._Element, *, kind: str = "", status: int = 200) -> HttpResponse:
    """An XML answer; `kind` where it is not the root's name."""
    etree.indent(root, space="\t")
    body = prolog(kind or root.tag) + etree.tostring(root, encoding="utf-8") + b"\n"
    return HttpResponse(body, content_type="text/xml; charset=UTF-8", status=status)


def as_json(utility: str, content: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A JSON answer with NCBI's header."""
    body = {"header": {"type": utility, "version": "0.3"}} | content
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), content_type="application/json; charset=UTF-8", status=status
    )


def plain(text: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=UTF-8", status=status)
