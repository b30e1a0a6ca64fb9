"""A record's summary as ESummary gives it: one list of named values, written three ways.

Field names and order follow NCBI's `esummary_pubmed.dtd` (20160808) and its version 1 item names.
"""

from __future__ import annotations

from dataclasses import dataclass

from osler.cite import names, source
from osler.cite.dates import printed
from osler.cite.pages import number
from osler.model.article import Article, HistoryDate, PartialDate, Person

RECORD_STATUS = {
    "MEDLINE": "PubMed - indexed for MEDLINE",
    "OLDMEDLINE": "PubMed - OLDMEDLINE",
    "PubMed-not-MEDLINE": "PubMed",
    "Publisher": "PubMed - as supplied by publisher",
    "In-Process": "PubMed - in process",
    "In-Data-Review": "PubMed - in process",
    "Completed": "PubMed - in process",
}
# NCBI's numbers for PubStatus (NCBI_Biblio.mod.dtd, PubStatus) and ArticleId types (same module, ArticleId).
PUB_STATUS = {"received": 1, "accepted": 2, "epublish": 3, "ppublish": 4, "revised": 5, "aheadofprint": 10}
ID_TYPES = {"pubmed": 1, "medline": 2, "doi": 3, "pii": 4, "pmcid": 5, "pmcpid": 6, "pmpid": 7, "pmc": 8}
_OTHER_STATUS, _OTHER_ID = 256, 255


@dataclass(frozen=True, slots=True)
class Summary:
    """What all forms of a summary are written from; "" where the record does not say."""

    article: Article
    pub_date: str
    e_pub_date: str
    authors: tuple[tuple[str, str], ...]  # (name, "Author" | "CollectiveName" | "Editor")
    pages: str
    issn: str
    essn: str
    elocation: str
    history: tuple[tuple[str, str], ...]  # (status, "1965/08/01 00:00")
    sort_pub_date: str
    cited_by: int


def summary(article: Article, *, cited_by: int = 0) -> Summary:
    """`cited_by`: how many records of the mirror cite it."""
    journal = article.journal
    print_issn = journal.issn if journal.issn_type == "Print" else ""
    electronic = journal.issn if journal.issn_type == "Electronic" else ""
    if not print_issn and journal.issn_linking not in ("", electronic):
        print_issn = journal.issn_linking
    return Summary(
        article=article,
        pub_date=printed(article.pub_date),
        e_pub_date=printed(article.article_dates[0]) if article.article_dates else "",
        authors=tuple(_author(person, "Author") for person in article.authors),
        pages=number(article),
        issn=print_issn,
        essn=electronic,
        elocation=". ".join(f"{place.type}: {place.value}" for place in article.elocations if place.valid),
        history=tuple((each.status, _moment(each)) for each in article.history),
        sort_pub_date=_sortable(article.pub_date),
        cited_by=cited_by,
    )


def record_status(article: Article) -> str:
    return RECORD_STATUS.get(article.status, "PubMed")


def pub_status(article: Article) -> str:
    return str(PUB_STATUS.get(article.publication_status, _OTHER_STATUS))


def id_type(kind: str) -> int:
    return ID_TYPES.get(kind, _OTHER_ID)


def ids(article: Article) -> tuple[tuple[str, str], ...]:
    """(type, value), the PMID first."""
    others = tuple((each.type, each.value) for each in article.ids if each.type != "pubmed")
    return (("pubmed", str(article.pmid)), *dict.fromkeys(others))


def so(article: Article) -> str:
    """The source without the journal's name, as version 1 has it: "1965 Aug;92(2):188-91"."""
    line = source.citation_line(article)
    return line.removeprefix(article.journal.abbreviation).removeprefix(".").strip().split(" doi:")[0].rstrip(".")


def _author(person: Person, kind: str) -> tuple[str, str]:
    if person.collective_name is not None:
        return names.collective(person), "CollectiveName"
    return names.short(person), kind


def _moment(each: HistoryDate) -> str:
    date = each.date
    day = f"{date.year or 0:04}/{date.month or 1:02}/{date.day or 1:02}"
    return f"{day} {each.hour or 0:02}:{each.minute or 0:02}"


def _sortable(date: PartialDate) -> str:
    return f"{date.year:04}/{date.month or 1:02}/{date.day or 1:02} 00:00" if date.year else ""
