"""ESummary: summaries of records; version 1 (items), version 2.0 (elements) and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from lxml import etree

from osler.eutils import docsum, documents, records
from osler.eutils.citing import cited_by
from osler.eutils.docsum import Summary
from osler.eutils.documents import element
from osler.eutils.door import utility
from osler.eutils.parameters import Parameters, database
from osler.search.mapping.languages import CODES

_MISSING = "cannot get document summary"
_JSON_MOST = 500  # as NCBI: more summaries than this only come as XML
_LANGUAGES = {code: name.title() for name, code in reversed(CODES.items())}


@utility("esummary", "eSummaryResult")
def esummary(request: HttpRequest, parameters: Parameters) -> HttpResponseBase:
    database(parameters)
    pmids = records.wanted(parameters)
    if parameters.word("retmode", "xml") == "json":
        if len(pmids) > _JSON_MOST:
            told = f"Too many UIDs in request. Maximum number of UIDs is {_JSON_MOST} for JSON format output."
            return documents.as_json("esummary", {"esummaryresult": [told]})
        return documents.as_json("esummary", {"result": _json(pmids)})
    if parameters.text("version") == "2.0":
        return documents.xml(_second(pmids), kind="eSummaryResult2")
    return _first(pmids)


def _summaries(pmids: Iterable[int]) -> dict[int, Summary]:
    wanted = list(pmids)
    cited = cited_by(wanted) if len(wanted) <= records.BATCH else {}
    return {
        article.pmid: docsum.summary(article, cited_by=cited.get(article.pmid, 0))
        for article in records.articles(wanted)
    }


def _first(pmids: list[int]) -> HttpResponse:
    found = _summaries(pmids)
    children = [_items(found[pmid]) for pmid in pmids if pmid in found]
    errors = [element("ERROR", f"UID={pmid}: cannot get document summary") for pmid in pmids if pmid not in found]
    return documents.xml(
        element("eSummaryResult", *(errors + children or [element("ERROR", "Empty result - nothing to do")]))
    )


def _items(summary: Summary) -> etree._Element:
    article = summary.article
    journal = article.journal
    item, many = _item, _list
    return element(
        "DocSum",
        element("Id", str(article.pmid)),
        item("PubDate", summary.pub_date, "Date"),
        item("EPubDate", summary.e_pub_date, "Date"),
        item("Source", journal.abbreviation),
        many("AuthorList", (item("Author", name) for name, _ in summary.authors)),
        item("LastAuthor", summary.authors[-1][0] if summary.authors else ""),
        item("Title", article.title.plain),
        item("Volume", journal.volume),
        item("Issue", journal.issue),
        item("Pages", summary.pages),
        many("LangList", (item("Lang", _LANGUAGES.get(code.lower(), code)) for code in article.languages)),
        item("NlmUniqueID", journal.nlm_unique_id),
        item("ISSN", summary.issn),
        item("ESSN", summary.essn),
        many("PubTypeList", (item("PubType", each.name) for each in article.publication_types)),
        item("RecordStatus", docsum.record_status(article)),
        item("PubStatus", article.publication_status),
        many("ArticleIds", (item(kind, value) for kind, value in docsum.ids(article))),
        item("DOI", article.doi) if article.doi else None,
        many("History", (item(status, date, "Date") for status, date in summary.history)),
        many("References", (item(each.type, each.source) for each in article.corrections if each.type != "Cites")),
        item("HasAbstract", str(int(article.abstract is not None)), "Integer"),
        item("PmcRefCount", str(summary.cited_by), "Integer"),
        item("FullJournalName", journal.title),
        item("ELocationID", summary.elocation),
        item("SO", docsum.so(article)),
    )


def _item(name: str, text: str, kind: str = "String") -> etree._Element:
    return element("Item", text, Name=name, Type=kind)


def _list(name: str, items: Iterator[etree._Element]) -> etree._Element:
    return element("Item", *items, Name=name, Type="List")


def _second(pmids: list[int]) -> etree._Element:
    found = _summaries(pmids)
    return element(
        "eSummaryResult",
        element("DocumentSummarySet", *(_document(pmid, found.get(pmid)) for pmid in pmids), status="OK"),
    )


def _document(pmid: int, summary: Summary | None) -> etree._Element:
    if summary is None:
        return element("DocumentSummary", element("error", _MISSING), uid=str(pmid))
    made = element("DocumentSummary", uid=str(pmid))
    for name, value in fields(summary):
        made.append(_field(name, value))
    return made


# What the members of a list are called in XML; JSON has no names there.
_MEMBERS = {
    "Authors": "Author",
    "Lang": "string",
    "PubType": "flag",
    "ArticleIds": "ArticleId",
    "History": "PubMedPubDate",
    "References": "Reference",
    "Attributes": "flag",
    "SrcContribList": "Author",
    "DocContribList": "Author",
}


def _field(name: str, value: Any) -> etree._Element:
    if not isinstance(value, list):
        return element(name, str(value))
    return element(name, *(_member(_MEMBERS[name], each) for each in value))


def _member(name: str, value: dict[str, Any] | str) -> etree._Element:
    if isinstance(value, str):
        return element(name, value)
    return element(name, *(element(key, str(text)) for key, text in value.items()))


def _json(pmids: list[int]) -> dict[str, Any]:
    found = _summaries(pmids)
    result: dict[str, Any] = {"uids": [str(pmid) for pmid in pmids]}
    for pmid in pmids:
        summary = found.get(pmid)
        content = {"error": _MISSING} if summary is None else {k.lower(): _lowered(v) for k, v in fields(summary)}
        result[str(pmid)] = {"uid": str(pmid), **content}
    return result


def _lowered(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [{k.lower(): v for k, v in each.items()} if isinstance(each, dict) else each for each in value]


def fields(summary: Summary) -> Iterator[tuple[str, Any]]:
    """Every field of a version 2.0 summary in NCBI's order: text, a number, or a list of texts or objects."""
    article = summary.article
    journal, book = article.journal, article.book_data
    yield "PubDate", summary.pub_date
    yield "EPubDate", summary.e_pub_date
    yield "Source", journal.abbreviation
    yield "Authors", [{"Name": name, "AuthType": kind, "ClusterID": ""} for name, kind in summary.authors]
    yield "LastAuthor", summary.authors[-1][0] if summary.authors else ""
    yield "Title", article.title.plain
    yield "SortTitle", _sort_title(article.title.plain)
    yield "Volume", journal.volume
    yield "Issue", journal.issue
    yield "Pages", summary.pages
    yield "Lang", list(article.languages)
    yield "NlmUniqueID", journal.nlm_unique_id
    yield "ISSN", summary.issn
    yield "ESSN", summary.essn
    yield "PubType", [each.name for each in article.publication_types]
    yield "RecordStatus", docsum.record_status(article)
    yield "PubStatus", docsum.pub_status(article)
    yield (
        "ArticleIds",
        [{"IdType": kind, "IdTypeN": docsum.id_type(kind), "Value": value} for kind, value in docsum.ids(article)],
    )
    yield "History", [{"PubStatus": status, "Date": date} for status, date in summary.history]
    yield "References", _references(summary)
    yield "Attributes", ["Has Abstract"] if article.abstract is not None else []
    yield "PmcRefCount", summary.cited_by
    yield "FullJournalName", journal.title
    yield "ELocationID", summary.elocation
    yield "DocType", "citation" if book is None else "chapter"
    yield "SrcContribList", []
    yield "BookTitle", book.book.title.plain if book else ""
    yield "Medium", book.book.medium if book else ""
    yield "Edition", book.book.edition if book else ""
    yield "PublisherLocation", book.book.publisher_location if book else ""
    yield "PublisherName", book.book.publisher_name.plain if book else ""
    yield "SrcDate", ""
    yield "ReportNumber", book.book.report_number if book else ""
    yield "AvailableFromURL", ""
    yield "LocationLabel", book.location_labels[0][1] if book and book.location_labels else ""
    yield "DocContribList", []
    yield "DocDate", ""
    yield "BookName", ""
    yield "Chapter", ""
    yield "SortPubDate", summary.sort_pub_date
    yield "SortFirstAuthor", summary.authors[0][0] if summary.authors else ""


def _references(summary: Summary) -> list[dict[str, Any]]:
    """Ties to other records; a PMID only where NLM gives one, as NCBI leaves it out."""
    return [
        {"RefSource": each.source, "RefType": each.type}
        | ({"PMID": each.pmid} if each.pmid else {})
        | {"Note": each.note}
        for each in summary.article.corrections
        if each.type != "Cites"
    ]


def _sort_title(title: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in title.lower()).split()
    return " ".join(words[1:] if words[:1] in (["a"], ["an"], ["the"]) else words)
