"""What stands before the abstract, in nearly every record in one and the same order: one pattern takes it all."""

from __future__ import annotations

import re

from osler.model.article import Pagination
from osler.pubmed.xml.citation import Fields
from osler.pubmed.xml.dates import from_medline, from_parts
from osler.pubmed.xml.quick import place, words
from osler.pubmed.xml.quick.shape import A, N, T, Unusual, W, make, tidy_all

_DATE = rf"({W}(?:<[A-Z][a-z]++>{T[1:-1]}</[A-Z][a-z]++>{W})*+)"  # `place.date` reads it whole
_TITLES = rf"(?:<Title>{T[1:-1]}</Title>{W})?+(?:<ISOAbbreviation>{T[1:-1]}</ISOAbbreviation>{W})?+"
_HEAD = re.compile(
    rf'(<PubmedArticle>{W}<MedlineCitation[^<>]*+>){W}<PMID Version="([0-9]{{1,3}})">([1-9][0-9]{{0,9}})</PMID>{W}'
    rf"(?:<DateCreated>{_DATE}</DateCreated>{W})?+"
    rf"(?:<DateCompleted>{_DATE}</DateCompleted>{W})?+(?:<DateRevised>{_DATE}</DateRevised>{W})?+"
    rf"(<Article [^<>]*+>){W}<Journal>{W}"
    rf'(?:<ISSN IssnType="{A}">{N}</ISSN>{W})?+({_TITLES})<JournalIssue CitedMedium="{A}">{W}'
    rf"(?:<Volume>{N}</Volume>{W})?+(?:<Issue>{N}</Issue>{W})?+<PubDate>{W}"
    rf"(?:<Year>{N}</Year>{W}(?:<Month>{N}</Month>{W}(?:<Day>{N}</Day>{W})?+|<Season>{N}</Season>{W})?+"
    rf"|<MedlineDate>{N}</MedlineDate>{W})</PubDate>{W}</JournalIssue>{W}"
    rf"({_TITLES})</Journal>{W}"
    rf"<ArticleTitle>({T[1:-1]}(?:<(?!/ArticleTitle>){T[1:-1]})*+)</ArticleTitle>{W}"
    rf"(?:(<Pagination>){W}(?:<StartPage>{N}</StartPage>{W})?+(?:<EndPage>{N}</EndPage>{W})?+"
    rf"(?:<MedlinePgn>{N}</MedlinePgn>{W})?+</Pagination>{W})?+"
    rf"((?:<ELocationID [^<>]*+>{T[1:-1]}</ELocationID>{W})*+)"
)


def head(text: str) -> tuple[Fields, place.Issue, str, int]:
    """Of a journal article's record: fields, the journal's issue, the start tags of what goes on, and where it does.

    Raises Unusual.
    """
    found = _HEAD.match(text)
    if found is None:
        raise Unusual
    (
        citation, version, pmid, created, completed, revised, article,
        issn_type, issn, early, medium, volume, issue, year, month, day, season, medline, titles,
        title, paginated, start, end, pages, elocations,
    ) = found.groups("")  # fmt: skip
    if early and titles:  # the DTD has them after the issue, and once
        raise Unusual
    if not tidy_all((issn, volume, issue, year, month, day, season, medline, start, end, pages)):
        raise Unusual
    fields: Fields = {"pmid": int(pmid), "pmid_version": version, "title": words.title(title)}
    if created:
        fields["date_created"] = place.date[created]
    if completed:
        fields["date_completed"] = place.date[completed]
    if revised:
        fields["date_revised"] = place.date[revised]
    if paginated:
        fields["pagination"] = make(Pagination, (pages, start, end))
    if elocations:
        fields["elocations"] = place.elocations(elocations)
    date = from_medline(medline) if medline else from_parts(year, month, day, season)
    journal, iso = place.titles[early or titles]
    of_issue = (journal, iso, issn, issn_type, volume, issue, medium, date)
    return fields, of_issue, citation + article, found.end()
