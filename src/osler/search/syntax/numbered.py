"""Strategies pasted as printed: numbered lines, of which the last joins the others by their numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from osler.errors import BadQuery
from osler.search.syntax.tree import Group, History, Tree, fold

MOST = 20_000  # terms of a strategy once its lines are put in place of their numbers
_MARK = re.compile(r"[ \t]*(?:[#Ss][ \t]?(\d{1,3})[.):]?|(\d{1,3})[.):])[ \t]+(?=\S)")
_NEXT = re.compile(r"(?<!\S)(?:#(\d{1,3})[.):]?|(\d{1,3})[.)])(?=\s)\s*")
_JOINED = re.compile(r"(?:\b(?:and|or|not)|[(&|:])$", re.IGNORECASE)
_OPERATOR = re.compile(r"(?:and|or|not)\b", re.IGNORECASE)
_REFERS = re.compile(r"(?<!\w)#\d{1,3}\b")
_FORMULA = re.compile(r"[#Ss]?\d{1,3}|(?:and|or|not)\b|[()]|\s+", re.IGNORECASE)
_SPAN = re.compile(r"(and|or)/([#Ss]?\d{1,3})\s*[-–]\s*([#Ss]?\d{1,3})\s*$", re.IGNORECASE)  # or/1-4, as Ovid prints


class Line(NamedTuple):
    """One numbered line: its text without the number, and where that begins in the whole."""

    number: int
    text: str
    start: int


def lines(text: str) -> list[Line]:
    """The lines of a numbered strategy; none where the text is no such thing: a list that refers to nothing, a
    search that only names earlier ones. A box of one line makes spaces of line breaks: then numbers tell."""
    found = _by_line(text) or _in_a_row(text)
    bodies = [line.text.strip() for line in found]
    numbers = {line.number for line in found}
    if len(found) < 2 or len(numbers) < len(found) or not all(bodies):
        return []
    if any(_OPERATOR.match(body) for body in bodies if "/" not in body):
        return []
    written = [line._replace(text=_written(line.text)) for line in found]
    last = max(written, key=lambda line: line.number)
    named = {int(name[1:]) for name in _REFERS.findall(last.text)}
    return written if named & (numbers - {last.number}) else []


def _by_line(text: str) -> list[Line]:
    """Numbers at the beginning of lines, in any order; a line without one goes on with the one before."""
    found: list[Line] = []
    place = 0
    for raw in text.splitlines(keepends=True):
        mark = _MARK.match(raw)
        if mark:
            start = place + mark.end()
            found.append(Line(int(mark[1] or mark[2]), text[start : place + len(raw)], start))
        elif found:
            found[-1] = found[-1]._replace(text=text[found[-1].start : place + len(raw)])
        elif raw.strip():
            return []
        place += len(raw)
    return found if len(found) > 1 else []


def _in_a_row(text: str) -> list[Line]:
    """#1 … #2 … #3 #1 AND #2: a number that is the next one and joined to nothing before it begins a line."""
    found: list[Line] = []
    for mark in _NEXT.finditer(text):
        before = text[: mark.start()].rstrip()
        number = int(mark[1] or mark[2])
        if number != len(found) + 1 or (before and (not found or _JOINED.search(before))):
            continue
        if found:
            found[-1] = found[-1]._replace(text=text[found[-1].start : mark.start()])
        found.append(Line(number, text[mark.end() :], mark.end()))
    return found


def _written(text: str) -> str:
    """A line that only joins others, 3 AND (1 or 2), with its numbers as #3 AND (#1 or #2)."""
    body = text.strip()
    span = _SPAN.match(body)
    if span:
        first, last = int(span[2].lstrip("#Ss")), int(span[3].lstrip("#Ss"))
        return f" {span[1].upper()} ".join(f"#{number}" for number in range(first, last + 1))
    place, pieces = 0, []
    while place < len(body):
        piece = _FORMULA.match(body, place)
        if piece is None:
            return text
        pieces.append(piece[0])
        place = piece.end()
    if not any(_OPERATOR.fullmatch(piece) for piece in pieces):
        return text
    return "".join(f"#{p.lstrip('#Ss')}" if p[-1].isdigit() else _upper(p) for p in pieces)


def _upper(piece: str) -> str:
    return piece.upper() if _OPERATOR.fullmatch(piece) else piece


def joined(number: int, trees: Mapping[int, Tree]) -> Tree:
    """The tree of a line, with earlier lines in place of their numbers. Raises BadQuery for a line that names itself
    or a later one, and for a strategy beyond MOST terms."""
    done: dict[int, tuple[Tree, int]] = {}
    for here in sorted(trees):
        size = 0

        def leaf(found: Tree, here: int = here) -> Tree:
            nonlocal size
            size += 1
            if not isinstance(found, History) or found.number not in trees:
                return found
            if found.number >= here:
                raise BadQuery(f"#{found.number} is no line above line {here}", position=found.start)
            tree, terms = done[found.number]
            size += terms
            return replace(tree, start=found.start, end=found.end) if isinstance(tree, Group) else tree

        tree = fold(trees[here], leaf, lambda group, parts: replace(group, parts=tuple(parts)))
        if size > MOST:
            raise BadQuery(f"line {here} stands for more than {MOST:,} terms", position=trees[here].start)
        done[here] = (tree, size)
    return done[number][0]
