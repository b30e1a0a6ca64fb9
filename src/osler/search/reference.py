"""One line of a reference list, in whatever style it was written -> its parts. What is not recognised stays out."""

from __future__ import annotations

import re

from osler.search.citation import Citation

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+", re.IGNORECASE)
_PMID = re.compile(r"\bPMID:?\s*(\d{1,9})\b", re.IGNORECASE)
_PMC = re.compile(r"\bPMC(\d{1,9})\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d-])(1[89]\d\d|20\d\d)(?![\d-])")
# 2019;78(3):285-92 · 78(3), 285–292 · 78:285 · vol. 78, no. 3, pp. 285–292
_PLACE = (
    re.compile(
        r"(?P<volume>\w{1,6})\s*\((?P<issue>[^()]{1,20})\)\s*[:,]\s*(?:pp?\.?\s*)?(?P<page>[A-Za-z]{0,3}\d+\w*)"
    ),
    re.compile(r";\s*(?P<volume>\w{1,6})\s*:\s*(?P<page>[A-Za-z]{0,3}\d+\w*)"),
    re.compile(r"\bvol\.?\s*(?P<volume>\w{1,6}).{0,25}?\bpp?\.?\s*(?P<page>[A-Za-z]{0,3}\d+\w*)", re.IGNORECASE),
    re.compile(r"(?<![\d.:])(?P<volume>\d{1,4})\s*[:,]\s*(?:pp?\.?\s*)?(?P<page>[A-Za-z]{0,3}\d+\w*)\s*[-–]"),
    re.compile(r"(?<![\d.:])(?P<volume>\d{1,4}):(?P<page>[A-Za-z]{0,3}\d+)"),
)
_INITIALS = re.compile(r"^(?:[A-Z]\.?[\s-]?){1,4}$")
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]?!”\"])[.?!]\s+|\.\s+(?=[A-Z(])")
_MOST = 2_000  # characters read


def read(line: str) -> Citation:
    """Never refuses: a line that says nothing gives an empty Citation."""
    text = " ".join(line[:_MOST].split())
    doi, pmid, pmc = _DOI.search(text), _PMID.search(text), _PMC.search(text)
    place = next((found for each in _PLACE if (found := each.search(text))), None)
    parts = place.groupdict() if place else {}
    year = _YEAR.search(text[: place.start()] if place else text) or _YEAR.search(text)
    author, rest = _author(text)
    title, journal = _title(rest, place.start() - (len(text) - len(rest)) if place else len(rest))
    return Citation(
        pmid=int(pmid[1]) if pmid else None,
        doi=doi[0].rstrip(".,;)") if doi else "",
        pmcid=pmc[1] if pmc else "",
        title=title,
        journal=journal,
        year=year[1] if year else "",
        volume=parts.get("volume") or "",
        issue=parts.get("issue") or "",
        page=parts.get("page") or "",
        author=author,
    )


def _author(text: str) -> tuple[str, str]:
    """The first author's last name, and the text behind the authors."""
    text = re.sub(r"^\s*(?:\[?\d{1,3}[\].)]\s*)", "", text)
    head, stop, rest = _names(text)
    if not stop:
        return "", text
    first = re.split(r",|;|\bet al\b| and | & ", head)[0].strip(" .")
    words = [word for word in first.split() if not _INITIALS.match(word)]
    if not words or len(words) > 4 or not any(word[:1].isupper() for word in words):
        return "", text
    return " ".join(words), rest


def _names(text: str) -> tuple[str, str, str]:
    """Up to the year in parentheses (APA), "et al", or the full stop behind initials."""
    apa = re.match(r"(.{3,600}?)\s*\((?:1[89]|20)\d\d[^)]{0,12}\)\.?\s*", text)
    if apa:
        return apa[1], "y", text[apa.end() :]
    others = re.match(r"(.{3,600}?)\bet al\.?,?\s*", text)
    if others:
        return others[1], "e", text[others.end() :]
    # "Doe JQ, Roe R; Some Study Group. …": what begins like a list of authors is one, up to the full stop
    listed = re.match(r"([^.,;:()]{1,40}\s[A-Z]{1,4}\b(?:[,;][^.]{0,600})?)\.\s+", text)
    if listed:
        return listed[1], "l", text[listed.end() :]
    return "", "", text


def _title(text: str, end: int) -> tuple[str, str]:
    """The first sentence is the title, the next the journal, up to where year or volume begin."""
    before = text[: max(end, 0)] if end > 0 else text
    before = _DOI.sub("", before)
    pieces = [piece.strip(' .,;:“”"') for piece in _SENTENCE.split(before) if piece and piece.strip(" .,;:")]
    if not pieces:
        return "", ""
    title = pieces[0]
    journal = ""
    for piece in pieces[1:]:
        name = re.split(r"[;,(]|\b(?:1[89]|20)\d\d\b|\bvol\b", piece)[0].strip(" .,")
        if len(name) > 2 and not name[0].isdigit():
            journal = name
            break
    return (title, journal) if len(title.split()) > 2 else ("", journal or title)
