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
    for block in _blocks(text, _RIS, starts="TY", ends="ER"):
        where, tags = f"line {block.line}", block.tags
        if "TY" not in tags:
            yield Trouble(where, "the entry does not begin with TY; what stands in it was read all the same")
        yield from _strays(block)
        yield entry(
            where,
            title=_first(tags, "TI", "T1", "CT", "BT"),
            date=_first(tags, "PY", "Y1", "DA"),
            journal=_first(tags, "T2", "JF", "JO", "J2", "JA"),
            doi=_first(tags, "DO"),
            pmid=_first(tags, "PM"),
            pmcid=_pmcid(_first(tags, "C2")),
            number=_first(tags, "AN") or _first(tags, "ID"),
            ids=tuple(value for tag in _SAYING for value in tags.get(tag, ())),
        )


def medline(text: str) -> Iterator[Entry | Trouble]:
    """Entries begin with PMID, or after an empty line."""
    for block in _blocks(text, _MEDLINE, starts="PMID", ends=""):
        where, tags = f"line {block.line}", block.tags
        if not tags.keys() & {"PMID", "TI", "AID", "LID", "PMC", "BTI"}:
            yield Trouble(where, "the entry has neither PMID nor title")
            continue
        yield from _strays(block)
        dois = [value for tag in ("AID", "LID", "DO") for value in tags.get(tag, ()) if "10." in value]
        yield entry(
            where,
            title=_first(tags, "TI", "BTI"),
            date=_first(tags, "DP"),
            journal=_first(tags, "TA", "JT"),
            pmid=_first(tags, "PMID"),
            pmcid=_first(tags, "PMC"),
            ids=tuple(dois),
        )


def wos(text: str) -> Iterator[Entry | Trouble]:
    for block in _blocks(text, _WOS, starts="PT", ends="ER", continued="   "):
        where, tags = f"line {block.line}", block.tags
        if tags.keys() <= {"FN", "VR", "EF"}:
            continue
        yield from _strays(block)
        number = _first(tags, "UT")
        yield entry(
            where,
            title=_first(tags, "TI"),
            date=_first(tags, "PY"),
            journal=_first(tags, "SO", "JI"),
            doi=_first(tags, "DI"),
            pmid=_first(tags, "PM"),
            number=number.removeprefix("MEDLINE:") if number.startswith("MEDLINE:") else "",
        )


def _blocks(text: str, pattern: re.Pattern[str], *, starts: str, ends: str, continued: str = "") -> Iterator[Block]:
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


def _first(tags: Tags, *names: str) -> str:
    return next((value for name in names for value in tags.get(name, ()) if value), "")


def _pmcid(text: str) -> str:
    return text if text.upper().startswith("PMC") else ""
