"""Where and when: the journal, the pages, the dates."""

from __future__ import annotations

import re

from osler.model.article import ELocation, HistoryDate, Journal, Pagination, PartialDate
from osler.pubmed.xml import journal, lists
from osler.pubmed.xml.dates import from_medline, from_parts
from osler.pubmed.xml.memo import Memo
from osler.pubmed.xml.quick.shape import A, N, Unusual, W, by_tree, items

_DATE = rf"<Year>{N}</Year>{W}<Month>{N}</Month>{W}<Day>{N}</Day>{W}"
_HISTORY_DATE = re.compile(
    rf'{W}<PubMedPubDate PubStatus="{A}">{W}{_DATE}'
    rf"(?:<Hour>([01]?[0-9]|2[0-3])</Hour>{W}<Minute>([0-5]?[0-9])</Minute>{W}"
    rf"(?:<Second>([0-5]?[0-9])</Second>{W})?)?"
)
_JOURNAL = re.compile(
    rf'<Journal>{W}(?:<ISSN IssnType="{A}">{N}</ISSN>{W})?<JournalIssue CitedMedium="{A}">{W}'
    rf"(?:<Volume>{N}</Volume>{W})?(?:<Issue>{N}</Issue>{W})?<PubDate>{W}"
    rf"(?:<Year>{N}</Year>{W}(?:<Month>{N}</Month>{W}(?:<Day>{N}</Day>{W})?|<Season>{N}</Season>{W})?"
    rf"|<MedlineDate>{N}</MedlineDate>{W})</PubDate>{W}</JournalIssue>{W}"
    rf"(?:<Title>{N}</Title>{W})?(?:<ISOAbbreviation>{N}</ISOAbbreviation>{W})?</Journal>"
)
_PAGES = re.compile(
    rf"<Pagination>{W}(?:<StartPage>{N}</StartPage>{W})?(?:<EndPage>{N}</EndPage>{W})?"
    rf"(?:<MedlinePgn>{N}</MedlinePgn>{W})?</Pagination>"
)
_ELOCATION = re.compile(rf'<ELocationID EIdType="{A}" ValidYN="([YN])">{N}</ELocationID>')


def _journal(text: str) -> Journal:
    """Of `Journal` and `MedlineJournalInfo`, the one text after the other."""
    block, closing, info = text.partition("</Journal>")
    found = _JOURNAL.fullmatch(block + closing)
    if found is None:
        return Journal(**_fields(block + closing), **_JOURNAL_INFO[info])
    issn_type, issn, medium, volume, issue, year, month, day, season, medline, title, iso = found.groups("")
    return Journal(
        title=title,
        iso_abbreviation=iso,
        issn=issn,
        issn_type=issn_type,
        volume=volume,
        issue=issue,
        cited_medium=medium,
        pub_date=from_medline(medline) if medline else from_parts(year, month, day, season),
        **_JOURNAL_INFO[info],
    )


def _fields(block: str) -> journal.Fields:
    fields: journal.Fields = {}
    by_tree(block, block[1 : block.index(">")], lambda el, odd: journal.journal(el, fields, odd))
    return fields


def pagination(block: str) -> Pagination:
    found = _PAGES.fullmatch(block)
    if found is None:
        return by_tree(block, "Pagination", lists.pagination)
    start, end, medline = found.groups("")
    return Pagination(medline, start, end)


def elocation(block: str) -> ELocation:
    found = _ELOCATION.fullmatch(block)
    if found is None:
        raise Unusual
    return ELocation(found[1], found[3], found[2] == "Y")


def history(block: str) -> tuple[HistoryDate, ...]:
    return tuple([_HISTORY_DATES[item] for item in items(block, "</PubMedPubDate>")])


def _history_date(item: str) -> HistoryDate:
    found = _HISTORY_DATE.fullmatch(item)
    if found is None:
        return by_tree(item + "</PubMedPubDate>", "PubMedPubDate", journal.history_date)
    status, year, month, day, hour, minute, second = found.groups()
    return HistoryDate(
        status,
        from_parts(year, month, day),
        int(hour) if hour else None,
        int(minute) if minute else None,
        int(second) if second else None,
    )


def _date(block: str) -> PartialDate:
    return by_tree(block, block[1 : block.index(">")].split(" ", maxsplit=1)[0], journal.date)


_JOURNAL_INFO = Memo(_fields, 4_096)
_HISTORY_DATES = Memo(_history_date, 4_096)
journal_of = Memo(_journal, 1_024)  # papers of one issue stand together
date = Memo(_date, 4_096)
