"""EFetch: records as NLM published them, or as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from osler import cite
from osler.eutils import documents, records, text
from osler.eutils.documents import element
from osler.eutils.door import utility
from osler.eutils.parameters import Parameters, database
from osler.model.article import Article

_LEGACY = b"<MedlineCitation"  # a record of an older file, which had no PubmedArticle around it

# rettype -> a record as text; several are separated as PubMed separates them
TEXTS: dict[str, Callable[[int, Article], str]] = {
    "medline": lambda number, article: f"\n{cite.nbib(article)}",
    "abstract": text.abstract,
    "docsum": text.docsum,
    "uilist": lambda number, article: f"{article.pmid}\n",
}


@utility("efetch", "eFetchResult")
def efetch(request: HttpRequest, parameters: Parameters) -> HttpResponseBase:
    database(parameters)
    asked = parameters.word("rettype")
    mode = parameters.word("retmode", "text" if asked in TEXTS else "xml")
    if asked == "xml":  # metapub asks for rettype=xml with retmode=text, and NCBI answers with XML
        mode = "xml"
    pmids = records.wanted(parameters)
    if asked == "uilist" and mode == "xml":
        return documents.xml(element("IdList", *(element("Id", str(pmid)) for pmid in records.held(pmids))))
    if asked == "uilist" or mode == "json":  # NCBI, asked for JSON, lists the ids as text
        return documents.plain("".join(f"{pmid}\n" for pmid in records.held(pmids)))
    if mode in ("text", "asn.1", "html"):
        write = TEXTS.get(asked, text.abstract)
        return _stream(_texts(pmids, write), "text/plain; charset=UTF-8")
    return _stream(_set(pmids), "text/xml; charset=UTF-8")


def _stream(body: Iterator[bytes], content_type: str) -> HttpResponse:
    return StreamingHttpResponse(body, content_type=content_type)  # type: ignore[return-value]


def _set(pmids: Sequence[int]) -> Iterator[bytes]:
    yield documents.prolog("PubmedArticleSet") + b"<PubmedArticleSet>\n"
    for record in records.stored(pmids):
        xml = record.xml.strip()
        yield (b"<PubmedArticle>" + xml + b"</PubmedArticle>\n") if xml.startswith(_LEGACY) else xml + b"\n"
    yield b"</PubmedArticleSet>\n"


def _texts(pmids: Sequence[int], write: Callable[[int, Article], str]) -> Iterator[bytes]:
    for number, article in enumerate(records.articles(pmids), start=1):
        yield write(number, article).encode()
