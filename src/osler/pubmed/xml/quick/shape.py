"""What the shapes share: the bricks of their patterns, and the way out for what has no common shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from lxml.etree import _Element

from osler.errors import SourceProblem
from osler.pubmed.xml.tree import tree

Value = TypeVar("Value")

# Of one character excluded, `re` makes a tight loop; of a set it does not, so entities are looked for apart.
T = r"([^<]*)"  # the text of an element
A = r'([^"<\n\t]*)'  # the value of an attribute
W = r"[ \n\r\t]*"  # white space between elements


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


def match(shape: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match of all of a text, if it has that shape and no entity."""
    return None if "&" in text else shape.fullmatch(text)


class Children:
    """The children of a list element, all of one shape: two calls whatever their number."""

    def __init__(self, start: str, child: str, end: str) -> None:
        """Patterns; every `(` of `child` that captures is followed by neither `?` nor anything escaped."""
        self._child = re.compile(child)
        self._whole = re.compile(f"{start}{W}(?:{re.sub(r'[(](?![?])', '(?:', child)}{W})*+{end}")

    def of(self, block: str) -> list[Any] | None:
        """What each child captures; None where any is of another shape or has an entity."""
        if "&" in block or self._whole.fullmatch(block) is None:
            return None
        return self._child.findall(block)


def items(block: str, end: str) -> list[str]:
    """The children of a list element, each without its end tag, which is `end`. Raises Unusual on other content."""
    found = block[block.index(">") + 1 : block.rindex("<")].split(end)
    if found.pop().strip(" \n\r\t"):
        raise Unusual
    return found
