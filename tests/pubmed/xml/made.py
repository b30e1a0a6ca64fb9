"""Records and files of them, made up for tests (synthetic: no such papers exist)."""

from __future__ import annotations

import gzip
from io import BytesIO

from osler.model.article import Deletion, Problem, Record
from osler.pubmed.xml import read

HEAD = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, '
    b'1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)


def record(pmid: int | str = 1, title: str = "A title", inside: str = "", article: str = "") -> bytes:
    """One `PubmedArticle`; `article` goes into its Article, `inside` into its MedlineCitation."""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>'
        f'<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print"><PubDate><Year>2001</Year></PubDate>'
        f"</JournalIssue><Title>Journal of made papers</Title></Journal><ArticleTitle>{title}</ArticleTitle>{article}"
        f'<Language>eng</Language><PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>'
        f"</PublicationTypeList></Article><MedlineJournalInfo><MedlineTA>J Made</MedlineTA></MedlineJournalInfo>"
        f"{inside}</MedlineCitation><PubmedData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>'
    ).encode()


def file(*parts: bytes, root: str = "PubmedArticleSet", head: bytes = HEAD, attributes: str = "") -> bytes:
    """A set of these parts, as NLM prints it: a line each."""
    name = root.encode()
    return head + b"<%s%s>\n" % (name, attributes.encode()) + b"\n".join(parts) + b"\n</%s>\n" % name


def events(data: bytes, *, zipped: bool = False) -> list[Record | Deletion | Problem]:
    return list(read(BytesIO(gzip.compress(data) if zipped else data)))


def outline(data: bytes, *, zipped: bool = False) -> list[int | str]:
    """PMIDs of the records, minus those deleted, and the kinds of problems: in order."""
    return [
        each.article.pmid if isinstance(each, Record) else -each.pmid if isinstance(each, Deletion) else each.kind
        for each in events(data, zipped=zipped)
    ]
