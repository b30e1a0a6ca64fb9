"""Made-up papers as NLM's XML; nothing in them is real."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from osler.model.article import Record
from osler.pubmed import xml


def paper(
    pmid: int,
    title: str = "",
    *,
    abstract: str = "",
    year: int = 2020,
    month: str = "",
    authors: Sequence[tuple[str, str]] = (),
    affiliations: Sequence[str] = (),
    mesh: Sequence[str] = (),
    major: Sequence[str] = (),
    types: Sequence[str] = ("Journal Article",),
    keywords: Sequence[str] = (),
    journal: str = "Synth J",
    language: str = "eng",
    pmc: str = "",
    cites: Iterable[int] = (),
    entered: int = 2020,
    version: int = 1,
) -> Record:
    """A record of the given parts. `authors` are (last name, initials); `mesh` may have "Heading/qualifier"."""
    month = f"<Month>{month}</Month>" if month else ""
    text = (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="{version}">{pmid}</PMID>'
        f'<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print"><PubDate><Year>{year}</Year>{month}'
        f"</PubDate></JournalIssue><Title>{escape(journal)}</Title><ISOAbbreviation>{escape(journal)}</ISOAbbreviation>"
        f"</Journal><ArticleTitle>{escape(title or f'Paper {pmid}')}</ArticleTitle>"
        + (f"<Abstract><AbstractText>{escape(abstract)}</AbstractText></Abstract>" if abstract else "")
        + _authors(authors, affiliations)
        + f"<Language>{language}</Language><PublicationTypeList>"
        + "".join(f'<PublicationType UI="D0">{escape(t)}</PublicationType>' for t in types)
        + f"</PublicationTypeList></Article><MedlineJournalInfo><MedlineTA>{escape(journal)}</MedlineTA>"
        "<NlmUniqueID>1</NlmUniqueID></MedlineJournalInfo>"
        + _headings(mesh, major)
        + ("<KeywordList>" + "".join(f"<Keyword>{escape(k)}</Keyword>" for k in keywords) + "</KeywordList>")
        + '</MedlineCitation><PubmedData><History><PubMedPubDate PubStatus="pubmed">'
        f"<Year>{entered}</Year><Month>1</Month><Day>1</Day></PubMedPubDate></History><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{pmid}</ArticleId>'
        + (f'<ArticleId IdType="pmc">{pmc}</ArticleId>' if pmc else "")
        + "</ArticleIdList>"
        + _references(cites)
        + "</PubmedData></PubmedArticle>"
    )
    data = text.encode()
    return Record(xml.parse(data), data)


def file_of(records: Iterable[Record], deleted: Iterable[int] = ()) -> bytes:
    """A file of NLM's holding these records and deletions."""
    gone = "".join(f"<PMID>{pmid}</PMID>" for pmid in deleted)
    gone = f"<DeleteCitation>{gone}</DeleteCitation>" if gone else ""
    body = b"".join(record.xml for record in records)
    return b'<?xml version="1.0"?>\n<PubmedArticleSet>' + body + gone.encode() + b"</PubmedArticleSet>\n"


def _authors(authors: Sequence[tuple[str, str]], affiliations: Sequence[str]) -> str:
    if not authors:
        return ""
    places = "".join(f"<AffiliationInfo><Affiliation>{escape(a)}</Affiliation></AffiliationInfo>" for a in affiliations)
    people = "".join(
        f"<Author><LastName>{escape(last)}</LastName><ForeName>{initials}</ForeName><Initials>{initials}</Initials>"
        f"{places if at == 0 else ''}</Author>"
        for at, (last, initials) in enumerate(authors)
    )
    return f"<AuthorList>{people}</AuthorList>"


def _headings(mesh: Sequence[str], major: Sequence[str]) -> str:
    parts = []
    for each in mesh:
        name, _, qualifier = each.partition("/")
        star = "Y" if each in major else "N"
        parts.append(
            f'<MeshHeading><DescriptorName UI="D0" MajorTopicYN="{"N" if qualifier else star}">{escape(name)}'
            "</DescriptorName>"
            + (f'<QualifierName UI="Q0" MajorTopicYN="{star}">{escape(qualifier)}</QualifierName>' if qualifier else "")
            + "</MeshHeading>"
        )
    return f"<MeshHeadingList>{''.join(parts)}</MeshHeadingList>" if parts else ""


def _references(cites: Iterable[int]) -> str:
    parts = [
        f'<Reference><Citation>A paper</Citation><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>'
        "</ArticleIdList></Reference>"
        for pmid in cites
    ]
    return f"<ReferenceList>{''.join(parts)}</ReferenceList>" if parts else ""
