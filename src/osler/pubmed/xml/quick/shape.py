"""What the shapes share: the bricks of their patterns, and the way out for what has no common shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from lxml.etree import _Element

from osler.errors import SourceProblem
from osler.model.article import RichText
from osler.pubmed.xml.text import tidy
from osler.pubmed.xml.tree import tree

Value = TypeVar("Value")

# Possessive (*+): what cannot match should fail at once.
A = r'([^"<&\x00-\x1f]*+)'  # the value of an attribute
N = r"([^<&\x00-\x1f]*+)"  # a name or number without entity or line break; `tidy_all` looks at its spaces
T = r"([^<]*+)"  # any text; `prose` says whether it is one to take as it is
W = r"[ \n\r\t]*+"  # white space between elements

_SPACE = " \n\r\t"
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f]")  # no characters of XML 1.0; and \r, which a parser changes
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|(lt|gt|quot|apos|amp));")
_ENTITIES = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}

make = tuple.__new__  # a NamedTuple without its own __new__, which is as slow as any function


class Unusual(Exception):
    """Not of a common shape, so lxml reads it; nothing need be wrong with it."""


def by_tree(xml: str, tag: str, read: Callable[[_Element, list[str]], Value]) -> Value:
    """One element as lxml reads it, if it is well-formed alone and all in it is known. Raises Unusual."""
    try:
        root = tree(xml)
    except SourceProblem:
        raise Unusual from None
    odd: list[str] = []
    value = read(root, odd)
    if odd or root.tag != tag:
        raise Unusual
    return value


def prose(text: str) -> str | None:
    """A text without markup as one reads it; None where it has what only a parser should judge."""
    if "&" in text:
        return _resolved(text)
    if text.isprintable():
        return tidy(text) if "  " in text or text[:1] == " " or text[-1:] == " " else text
    return None if _FORBIDDEN.search(text) else tidy(text)


def _resolved(text: str) -> str | None:
    """With characters for references to them; None where one is to something else."""
    if _FORBIDDEN.search(text):
        return None
    try:
        found, count = _REFERENCE.subn(_character, text)
    except Unusual:
        return None
    return tidy(found) if count == text.count("&") else None


def _character(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _ENTITIES[name]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    if 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000:
        return chr(number)
    raise Unusual


def rich(text: str) -> RichText | None:
    """The same as the model has it."""
    plain = prose(text)
    return None if plain is None else make(RichText, (plain, ""))


def tidy_all(texts: Iterable[str]) -> bool:
    """True where each is as one reads it, white space and all. Of what `N` captures: it looks for spaces only."""
    line = "\n".join(texts)
    return " " not in line or not ("  " in line or "\n " in line or " \n" in line or line[0] == " " or line[-1] == " ")


class Rows:
    """The children of a list element, all of one shape: one call whatever their number."""

    def __init__(self, child: str) -> None:
        """Of a pattern with groups."""
        pattern = re.compile(child + W)
        self._split = pattern.split
        self._step = pattern.groups + 1

    def of(self, inside: str) -> list[Any] | None:
        """What stands before the first child, then for each what it captures, and "".

        None where there is no child, or anything between or after them.
        """
        parts = self._split(inside)
        return None if len(parts) == 1 or any(parts[self._step :: self._step]) else parts

    def each(self, parts: list[Any]) -> Iterable[tuple[Any, ...]]:
        """The children of what `of` gave, each as what it captures, and ""."""
        flat = iter(parts)
        next(flat)
        return zip(*[flat] * self._step, strict=True)


def items(inside: str, end: str) -> list[str]:
    """The children of a list element, each without its end tag, which is `end`. Raises Unusual on other content."""
    found = inside.split(end)
    if found.pop().strip(_SPACE):
        raise Unusual
    return found
