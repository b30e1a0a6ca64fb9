"""One reference as a file names it: what is needed to find the paper, and to say which was not found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_PMID = re.compile(r"\d{1,8}", re.ASCII)
_PMCID = re.compile(r"(?:PMC)?(\d{1,9})(?:\.\d+)?", re.IGNORECASE | re.ASCII)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>|]+")
_SAID_PMID = re.compile(
    r"\bPMID\s*[:=-]?\s*(\d{1,8})\b|(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d{1,8})\b", re.I
)
_SAID_PMCID = re.compile(r"\bPMC(\d{3,9})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """Every part may be ""."""

    where: str  # "line 12", "item 3"
    title: str = ""
    year: str = ""
    journal: str = ""
    pmid: str = ""
    doi: str = ""  # lower case
    pmcid: str = ""  # "PMC123"
    number: str = ""  # of a database that may be PubMed: believed only where the title agrees

    @property
    def empty(self) -> bool:
        return not (self.title or self.pmid or self.doi or self.pmcid or self.number)

    @property
    def label(self) -> str:
        """What a person calls it."""
        ids = (self.pmid and f"PMID {self.pmid}", self.doi, self.pmcid)
        return self.title or next((each for each in ids if each), "") or self.number


class Trouble(NamedTuple):
    where: str
    what: str  # a sentence


@dataclass(frozen=True, slots=True)
class File:
    format: str  # a key of FORMATS
    entries: tuple[Entry, ...]
    troubles: tuple[Trouble, ...] = ()


def entry(
    where: str,
    *,
    title: str = "",
    date: str = "",
    journal: str = "",
    pmid: str = "",
    doi: str = "",
    pmcid: str = "",
    number: str = "",
    ids: tuple[str, ...] = (),
) -> Entry:
    """From raw texts. `ids` are texts in which identifiers may stand: "doi:10.1/x PMID: 5", an address."""
    said = " ".join(filter(None, ids))
    own_pmid, own_number = _PMID.fullmatch(pmid.strip()), _PMID.fullmatch(number.strip())
    own_pmcid = _PMCID.fullmatch(pmcid.strip())
    said_pmid, said_pmcid = _SAID_PMID.search(said), _SAID_PMCID.search(said)
    year = _YEAR.search(date)
    return Entry(
        where=where,
        title=" ".join(title.split())[:1000],
        year=year[1] if year else "",
        journal=" ".join(journal.split())[:300],
        pmid=(own_pmid[0] if own_pmid else (said_pmid[1] or said_pmid[2]) if said_pmid else "").lstrip("0"),
        doi=doi_in(doi) or doi_in(said),
        pmcid=f"PMC{own_pmcid[1]}" if own_pmcid else f"PMC{said_pmcid[1]}" if said_pmcid else "",
        number=own_number[0].lstrip("0") if own_number else "",
    )


def doi_in(text: str) -> str:
    """The first DOI in a text, lower case, without what sentences and addresses put behind it; "" where none is."""
    found = _DOI.search(text.replace("%2F", "/").replace("%2f", "/"))
    if found is None:
        return ""
    value = found[0].rstrip(".,;:'”’]}")
    while value.endswith(")") and value.count("(") < value.count(")"):
        value = value[:-1]
    return value.lower()
