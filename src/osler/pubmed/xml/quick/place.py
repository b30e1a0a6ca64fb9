"""Where and when: the journal, the pages, the dates."""

from __future__ import annotations

import re

from osler.model.article import ELocation, HistoryDate, Journal, PartialDate
from osler.pubmed.xml import journal
from osler.pubmed.xml.dates import from_parts
from osler.pubmed.xml.memo import Memo
from osler.pubmed.xml.quick.shape import A, N, Rows, Unusual, W, by_tree, items, make, tidy_all

_DAY = rf"{W}<Year>([0-9]{{4}})</Year>{W}<Month>([0-9]{{1,2}})</Month>{W}<Day>([0-9]{{1,2}})</Day>{W}"
_PLAIN_DAY = re.compile(_DAY)
_DATE_TYPE = re.compile(rf'DateType="{A}">')
_HISTORY = Rows(
    rf'<PubMedPubDate PubStatus="{A}">({_DAY.replace("(", "(?:")})'
    rf"(?:<Hour>([01]?[0-9]|2[0-3])</Hour>{W}<Minute>([0-5]?[0-9])</Minute>{W}"
    rf"(?:<Second>([0-5]?[0-9])</Second>{W})?)?</PubMedPubDate>"
)
_ELOCATIONS = Rows(rf'<ELocationID EIdType="{A}" ValidYN="([YN])">{N}</ELocationID>')

Issue = tuple[str, str, str, str, str, str, str, PartialDate]


def whole_journal(issue: Issue, info: str) -> Journal:
    """Of the title, ISO's abbreviation, ISSN, its type, volume, issue, medium and date; and of what is in
    `MedlineJournalInfo`. Raises Unusual."""
    title, iso, issn, issn_type, volume, number, medium, date_ = issue
    ta, nlm_id, linking, country = _INFO[info]
    return make(
        Journal,
        (title, iso, ta, nlm_id, issn, issn_type, linking, country, volume, number, medium, "", "", date_),
    )  # fmt: skip


def _titles(inside: str) -> tuple[str, ...]:
    """The title and ISO's abbreviation."""
    return _some(f"<Journal>{inside}</Journal>", "title", "iso_abbreviation")


def _info(inside: str) -> tuple[str, ...]:
    block = f"<MedlineJournalInfo>{inside}</MedlineJournalInfo>"
    return _some(block, "medline_ta", "nlm_unique_id", "issn_linking", "country")


def _some(block: str, *names: str) -> tuple[str, ...]:
    """These fields of a journal. Raises Unusual where there are others."""
    fields: journal.Fields = {}
    by_tree(block, block[1 : block.index(">")], lambda el, odd: journal.journal(el, fields, odd))
    if not fields.keys() <= set(names):
        raise Unusual
    return tuple([fields.get(name, "") for name in names])


def elocations(inside: str) -> tuple[ELocation, ...]:
    """Of one `ELocationID` after the other."""
    parts = _ELOCATIONS.of(inside)
    if parts is None or parts[0] or not tidy_all(parts):
        raise Unusual
    return tuple([make(ELocation, (type_, value, valid == "Y")) for type_, valid, value, _ in _ELOCATIONS.each(parts)])


def _history(inside: str) -> tuple[HistoryDate, ...]:
    parts = _HISTORY.of(inside)
    if parts is None or parts[0].strip():
        return tuple([_history_date(item) for item in items(inside, "</PubMedPubDate>")])
    return tuple(
        [
            make(HistoryDate, (status, date[day], _number(hour), _number(minute), _number(second)))
            for status, day, hour, minute, second, _ in _HISTORY.each(parts)
        ]
    )


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _history_date(item: str) -> HistoryDate:
    return by_tree(item + "</PubMedPubDate>", "PubMedPubDate", journal.history_date)


def _date(inside: str) -> PartialDate:
    found = _PLAIN_DAY.fullmatch(inside)
    return from_parts(*found.groups()) if found else by_tree(f"<Date>{inside}</Date>", "Date", journal.date)


def _article_date(inside: str) -> PartialDate:
    """From the attributes on."""
    found = _DATE_TYPE.match(inside)
    return date[inside[found.end() :]] if found else by_tree(f"<Date {inside}</Date>", "Date", journal.date)


_INFO = Memo(_info, 4_096)
titles = Memo(_titles, 4_096)
date = Memo(_date, 16_384)  # a record has three to ten days, of the last forty years
article_date = Memo(_article_date, 4_096)
history = Memo(_history, 1_024)
