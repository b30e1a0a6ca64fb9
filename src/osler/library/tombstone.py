"""A paper that NLM deleted, as an article again: what its kept citation says, for exports."""

from __future__ import annotations

from typing import Any

from osler.library.models import Paper
from osler.model.article import Article, ArticleId, Journal, Pagination, PartialDate, Person, PersonList, RichText


def article_of(paper: Paper) -> Article:
    """Authors, title, journal, date, pages and ids; nothing else was kept."""
    item = paper.citation
    ids = [("pubmed", str(paper.pmid)), ("doi", item.get("DOI", "")), ("pmc", item.get("PMCID", ""))]
    return Article(
        pmid=paper.pmid,
        title=RichText(paper.title),
        journal=Journal(
            title=item.get("container-title", ""),
            medline_ta=item.get("container-title-short", ""),
            issn=item.get("ISSN", ""),
            volume=item.get("volume", ""),
            issue=item.get("issue", ""),
            pub_date=_date(item),
        ),
        pagination=Pagination(medline=item.get("page", "")),
        author_lists=(PersonList(tuple(_person(each) for each in item.get("author", ()))),),
        ids=tuple(ArticleId(type_, value) for type_, value in ids if value),
    )


def _date(item: dict[str, Any]) -> PartialDate:
    parts = (item.get("issued", {}).get("date-parts") or [[]])[0]
    return PartialDate(*parts[:3]) if parts else PartialDate(None)


def _person(each: dict[str, str]) -> Person:
    if "literal" in each:
        return Person(collective_name=RichText(each["literal"]))
    return Person(each.get("family", ""), each.get("given", ""), each.get("given", "")[:1], each.get("suffix", ""))
