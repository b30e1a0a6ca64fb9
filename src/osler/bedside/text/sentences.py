"""Sentences of a clinical note, and the dates in them, with their places in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<iso>(?:19|20)\d\d-\d\d?(?:-\d\d?)?)\b"
    rf"|(?:(?P<day>\d\d?)(?:st|nd|rd|th)?\s+)?(?P<month>{_MONTH})\.?\s+(?P<year>(?:19|20)\d\d)\b"
    rf"|(?P<dd>0?[1-9]|[12]\d|3[01])\.(?P<dm>0?[1-9]|1[0-2])\.(?P<dy>(?:19|20)\d\d)\b"
    rf"|(?P<m>0?[1-9]|1[0-2])/(?P<y>(?:19|20)\d\d)\b"
    rf"|(?P<bare>(?:19|20)\d\d)\b)",
    re.IGNORECASE,
)
# A full stop ends a sentence unless it belongs to a number or to one of these.
_ABBREVIATION = re.compile(r"\b(?:Dr|Mrs|Mr|Ms|Prof|approx|ca|pred|vs|e\.g|i\.e|resp|s\.c|p\.o|i\.v)\.$", re.IGNORECASE)
# A question answered in a word stays with its answer: "Digital ulcers? Yes."
_END = re.compile(
    r"[.!](?=\s|$)|\?(?=\s|$)(?!\s+(?:A:\s*)?(?:yes|no|none|present|absent|positive|negative)\b(?!:))|\n+", re.I
)


LONGEST = 1_000  # characters


class Sentence(NamedTuple):
    """A sentence as it stands in the note, from `start`."""

    text: str
    start: int


class Dated(NamedTuple):
    """A date as exact as written: "2026-03-04", "2026-03" or "2026"."""

    iso: str
    start: int
    end: int


def sentences(note: str) -> Iterator[Sentence]:
    """In order; empty ones left out."""
    start = 0
    for end in _END.finditer(note):
        if end[0] == "." and _ABBREVIATION.search(note[max(0, end.end() - 12) : end.end()]):
            continue
        yield from _one(note, start, end.end())
        start = end.end()
    yield from _one(note, start, len(note))


def _one(note: str, start: int, end: int) -> Iterator[Sentence]:
    while end - start > LONGEST:  # no sentence: cut at a space, so that nothing has to be read across all of it
        cut = note.rfind(" ", start, start + LONGEST) + 1 or start + LONGEST
        yield from _one(note, start, cut)
        start = cut
    text = note[start:end]
    if text.strip():
        lead = len(text) - len(text.lstrip())
        yield Sentence(text.strip(), start + lead)


def dates(text: str) -> list[Dated]:
    """Every date in a sentence, in order."""
    found = []
    for match in _DATE.finditer(text):
        if match["iso"]:
            iso = "-".join(part.zfill(2) for part in match["iso"].split("-"))
        elif match["month"]:
            iso = f"{match['year']}-{_MONTHS[match['month'].lower()]:02}"
            iso += f"-{int(match['day']):02}" if match["day"] else ""
        elif match["dy"]:
            iso = f"{match['dy']}-{int(match['dm']):02}-{int(match['dd']):02}"
        elif match["m"]:
            iso = f"{match['y']}-{int(match['m']):02}"
        else:
            iso = match["bare"]
        found.append(Dated(iso, match.start(), match.end()))
    return found
