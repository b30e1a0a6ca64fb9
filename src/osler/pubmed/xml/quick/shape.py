"""What the shapes share: the bricks of their patterns, and the way out for what has no common shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from lxml.etree import _Element

from osler.errors import SourceProblem
from osler.pubmed.xml.text import tidy
from osler.pubmed.xml.tree import tree

Value = TypeVar("Value")

A = r'([^"<&\x00-\x1f]*)'  # the value of an attribute
N = r"((?:[^\x00- <&]+(?: [^\x00- <&]+)*+)?)"  # a name or number: words with one space between, no entity
T = r"([^<]*)"  # any text; `prose` says whether it is one to take as it is
W = r"[ \n\r\t]*"  # white space between elements


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
    """A text as one reads it; None where it has entities, controls or line breaks, for which XML has rules."""
    return tidy(text) if text.isprintable() and "&" not in text else None


class Children:
    """The children of a list element, all of one shape: two calls whatever their number."""

    def __init__(self, start: str, child: str, end: str) -> None:
        """Patterns, of which `child` has groups."""
        self._child = re.compile(child)
        self._whole = re.compile(f"{start}{W}(?:{re.sub(r'[(](?![?])', '(?:', child)}{W})*+{end}")

    def of(self, block: str) -> list[Any] | None:
        """What each child captures; None where any is of another shape."""
        return None if self._whole.fullmatch(block) is None else self._child.findall(block)


def items(block: str, end: str) -> list[str]:
    """The children of a list element, each without its end tag, which is `end`. Raises Unusual on other content."""
    found = block[block.index(">") + 1 : block.rindex("<")].split(end)
    if found.pop().strip(" \n\r\t"):
        raise Unusual
    return found
