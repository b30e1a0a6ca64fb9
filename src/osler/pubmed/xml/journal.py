"""Where and when an article appeared: `Journal`, `MedlineJournalInfo` and the dates."""

from __future__ import annotations

from typing import Any

from lxml.etree import _Element

from osler.model.article import HistoryDate, PartialDate
from osler.pubmed.xml.dates import from_medline, from_parts
from osler.pubmed.xml.text import flat

Fields = dict[str, Any]  # of osler.model.article.Journal

_TEXTS = {
    "Title": "title",
    "ISOAbbreviation": "iso_abbreviation",
    "Volume": "volume",
    "Issue": "issue",
    "Country": "country",
    "MedlineTA": "medline_ta",
    "NlmUniqueID": "nlm_unique_id",
    "ISSNLinking": "issn_linking",
    "Coden": "coden",  # until 2009
    "MedlineCode": "medline_code",  # until 2001
}
_DATE_PARTS = frozenset({"Year", "Month", "Day", "Season", "Hour", "Minute", "Second"})


def journal(el: _Element, fields: Fields, odd: list[str]) -> None:
    """Fill `fields` from `Journal`, `JournalIssue` or `MedlineJournalInfo`."""
    for child in el:
        tag = str(child.tag)
        if tag in _TEXTS:
            fields[_TEXTS[tag]] = flat(child)
        elif tag == "PubDate":
            fields["pub_date"] = date(child, odd)
        elif tag == "ISSN":
            fields["issn"] = flat(child)
            fields["issn_type"] = child.get("IssnType") or ""
        elif tag == "JournalIssue":
            fields["cited_medium"] = child.get("CitedMedium") or ""
            journal(child, fields, odd)
        else:
            odd.append(f"{el.tag}/{tag}")


def date(el: _Element, odd: list[str]) -> PartialDate:
    """Any element made of Year, Month, Day, Season or MedlineDate; a time of day, until 2009, is only printed."""
    parts = _parts(el, odd)
    return _with_time(_date(parts), parts) if "Hour" in parts else _date(parts)


def history_date(el: _Element, odd: list[str]) -> HistoryDate:
    """A `PubMedPubDate`. Times that are none are kept in the printed date."""
    parts = _parts(el, odd)
    day = _date(parts)
    hour, hour_odd = _number(parts.get("Hour"), 24)
    minute, minute_odd = _number(parts.get("Minute"), 60)
    second, second_odd = _number(parts.get("Second"), 61)
    if hour_odd or minute_odd or second_odd:
        day = _with_time(day, parts)
    return HistoryDate(el.get("PubStatus") or "", day, hour, minute, second)


def _with_time(day: PartialDate, parts: dict[str, str]) -> PartialDate:
    time = ":".join(parts[name] for name in ("Hour", "Minute", "Second") if name in parts)
    return day._replace(printed=f"{day.printed} {time}".strip())


def _parts(el: _Element, odd: list[str]) -> dict[str, str]:
    parts: dict[str, str] = {}
    for child in el:
        tag = str(child.tag)
        if tag in _DATE_PARTS or tag == "MedlineDate":
            parts[tag] = flat(child)
        else:
            odd.append(f"{el.tag}/{tag}")
    return parts


def _date(parts: dict[str, str]) -> PartialDate:
    if "MedlineDate" in parts:
        return from_medline(parts["MedlineDate"])
    get = parts.get
    return from_parts(get("Year", ""), get("Month", ""), get("Day", ""), get("Season", ""))


def _number(text: str | None, limit: int) -> tuple[int | None, bool]:
    """The number, and whether something stood there that is none."""
    if not text:
        return None, False
    if text.isascii() and text.isdigit() and len(text) <= 2 and int(text) < limit:
        return int(text), False
    return None, True
