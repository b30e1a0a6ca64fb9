"""Formats of one tag a line: RIS, MEDLINE (nbib) and Web of Science.

rispy and nbib stop a whole file at its first broken line and cannot say where an entry began; people's files are
broken in places, and the rest of them is wanted. They check what we write (tests/library/test_export.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from osler.library.importing.entry import Entry, Trouble, entry

_SAYING = ("UR", "M3", "L3", "N1", "M1", "AN", "C1", "C2", "LK")  # where exporters put identifiers
_RIS = re.compile(r"^([A-Z][A-Z0-9])\s{1,2}-(?:\s+(.*)|\s*)$")
_MEDLINE = re.compile(r"^([A-Z]{2,4}) {0,2}- ?(.*)$")
_WOS = re.compile(r"^([A-Z][A-Z0-9])(?: (.*)|\s*)$")

Tags = dict[str, list[str]]


class Block(NamedTuple):
    line: int  # where it begins, from 1
    tags: Tags
    strays: tuple[int, ...]  # lines that belong to no tag


def ris(text: str) -> Iterator[Entry | Trouble]:
    """Entries from TY to ER; one without either is read all the same, and said."""
    for block in blocks(text, _RIS, starts="TY", ends="ER"):
        where, tags = f"line {block.line}", block.tags
        if "TY" not in tags:
            yield Trouble(where, "the entry does not begin with TY; what stands in it was read all the same")
        yield from _strays(block)
        yield entry(
            where,
            title=first(tags, "TI", "T1", "CT", "BT"),
            date=first(tags, "PY", "Y1", "DA"),
            journal=first(tags, "T2", "JF", "JO", "J2", "JA"),
            doi=first(tags, "DO"),
            pmid=first(tags, "PM"),
            pmcid=_pmcid(first(tags, "C2")),
            number=first(tags, "AN") or first(tags, "ID"),
            ids=tuple(value for tag in _SAYING for value in tags.get(tag, ())),
        )


def medline(text: str) -> Iterator[Entry | Trouble]:
    """Entries begin with PMID, or after an empty line."""
    for block in blocks(text, _MEDLINE, starts="PMID", ends=""):
        where, tags = f"line {block.line}", block.tags
        if not tags.keys() & {"PMID", "TI", "AID", "LID", "PMC", "BTI"}:
            yield Trouble(where, "the entry has neither PMID nor title")
            continue
        yield from _strays(block)
        dois = [value for tag in ("AID", "LID", "DO") for value in tags.get(tag, ()) if "10." in value]
        yield entry(
            where,
            title=first(tags, "TI", "BTI"),
            date=first(tags, "DP"),
            journal=first(tags, "TA", "JT"),
            pmid=first(tags, "PMID"),
            pmcid=first(tags, "PMC"),
            ids=tuple(dois),
        )


def wos(text: str) -> Iterator[Entry | Trouble]:
    for block in blocks(text, _WOS, starts="PT", ends="ER", continued="   "):
        where, tags = f"line {block.line}", block.tags
        if tags.keys() <= {"FN", "VR", "EF"}:
            continue
        yield from _strays(block)
        number = first(tags, "UT")
        yield entry(
            where,
            title=first(tags, "TI"),
            date=first(tags, "PY"),
            journal=first(tags, "SO", "JI"),
            doi=first(tags, "DI"),
            pmid=first(tags, "PM"),
            number=number.removeprefix("MEDLINE:") if number.startswith("MEDLINE:") else "",
        )


def blocks(text: str, pattern: re.Pattern[str], *, starts: str, ends: str, continued: str = "") -> Iterator[Block]:
    """Entries by the tags they start and end with; by empty lines too, where `ends` is ""."""
    tags: Tags = {}
    strays: list[int] = []
    begin, last = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        found = pattern.match(line) if not (continued and line.startswith(continued)) else None
        if found and found[1] == ends:
            if tags:
                yield Block(begin, tags, tuple(strays))
            tags, strays, last = {}, [], ""
            continue
        if (found and found[1] == starts and tags) or (not ends and not line.strip() and tags):
            yield Block(begin, tags, tuple(strays))
            tags, strays, last = {}, [], ""
        if found:
            begin = begin if tags else number
            last = found[1]
            tags.setdefault(last, []).append((found[2] or "").strip())
        elif line.strip() and last:  # a value goes on
            tags[last][-1] = f"{tags[last][-1]} {line.strip()}"
        elif line.strip() and tags:
            strays.append(number)
    if tags:
        yield Block(begin, tags, tuple(strays))


def _strays(block: Block) -> Iterator[Trouble]:
    for number in block.strays:
        yield Trouble(f"line {number}", "the line belongs to no tag")


def first(tags: Tags, *names: str) -> str:
    """The first value that is not empty, of the tags in this order; "" without one."""
    return next((value for name in names for value in tags.get(name, ()) if value), "")


def _pmcid(text: str) -> str:
    return text if text.upper().startswith("PMC") else ""
