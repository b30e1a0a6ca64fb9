"""ESearch's parameters -> the query text, its order, and the page asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from osler.eutils.failure import Failure
from osler.eutils.parameters import Parameters
from osler.model.query import Sort

# NCBI's names, lower case without spaces, underscores and plus signs. Not given: newest PMID first, as NCBI answers.
SORTS: dict[str, Sort] = {
    "relevance": Sort.BEST,
    "pubdate": Sort.DATE,
    "publicationdate": Sort.DATE,
    "author": Sort.AUTHOR,
    "firstauthor": Sort.AUTHOR,
    "journal": Sort.JOURNAL,
    "journalname": Sort.JOURNAL,
    "mostrecent": Sort.ENTREZ,
}
DATES = {"pdat": "dp", "edat": "edat", "mdat": "lr", "crdt": "crdt", "mhda": "mhda", "ppdt": "dp", "epdt": "epdat"}
_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2}))?(?:[/-](\d{1,2}))?")
DEEPEST = 9998  # the last `retstart` NCBI answers for PubMed
_DEFAULT_PAGE = 20
_TOO_DEEP = (
    "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998. For PubMed, ESearch can only retrieve "
    "the first 9,999 records matching the query. To obtain more than 9,999 PubMed records, consider using EDirect "
    "that contains additional logic to batch PubMed search results automatically so that an arbitrary number can be "
    "retrieved."
)


@dataclass(frozen=True, slots=True)
class Page:
    start: int
    count: int
    clipped: bool  # more was asked for than one answer may list


def page(parameters: Parameters, most: int) -> Page:
    """`most` is how many ids may be reached, 0 for all. Raises Failure beyond NCBI's depth."""
    start = parameters.number("retstart", 0)
    count = parameters.number("retmax", _DEFAULT_PAGE)
    if not most:
        return Page(start, count, False)
    if start > min(DEEPEST, most - 1):
        raise Failure(_TOO_DEEP)
    reachable = most - start
    return Page(start, min(count, reachable), count > reachable)


def term(parameters: Parameters, *, today: date) -> str:
    """The query: the term in its `field`, in a stored set, within dates. "" where nothing was asked."""
    text = parameters.text("term")
    field = parameters.text("field").strip("[] ")
    if text and field and "[" not in text:
        text = f"{text}[{field}]"
    key = parameters.text("query_key") or parameters.text("querykey")
    if key and (parameters.text("webenv")):
        stored = f"#{key.lstrip('#')}"
        text = f"({text}) AND {stored}" if text else stored
    dates = _dates(parameters, today)
    if dates:
        text = f"({text}) AND {dates}" if text else dates
    return text


def order(parameters: Parameters) -> Sort | None:
    """None where nothing (or nothing known) is asked: newest PMID first."""
    return SORTS.get(re.sub(r"[\s_+]+", "", parameters.word("sort")))


def _dates(parameters: Parameters, today: date) -> str:
    tag = DATES.get(parameters.word("datetype", "edat"), "edat")
    days = parameters.number("reldate", 0)
    if days:
        first = today - timedelta(days=min(days, 365_000)) if days < today.toordinal() else date.min
        return f"{first.year:04}/{first.month:02}/{first.day:02}:3000[{tag}]"
    low, high = parameters.text("mindate"), parameters.text("maxdate")
    if not low or not high:  # NCBI reads them as a pair only
        return ""
    if _DATE.fullmatch(low) is None or _DATE.fullmatch(high) is None:
        raise Failure(f"Invalid date: {low if _DATE.fullmatch(low) is None else high}")
    return f"{low.replace('-', '/')}:{high.replace('-', '/')}[{tag}]"
