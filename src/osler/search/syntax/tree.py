"""A query as it was written: terms with their tags, joined by AND, OR and NOT.

Positions count characters of the text from 0 and take no part in equality, so that a tree equals
the one read back from its print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from osler.search.syntax.tags import Tag


class Op(StrEnum):
    AND = "AND"
    OR = "OR"
    NOT = "NOT"


@dataclass(frozen=True, slots=True)
class Term:
    """Words with their tag; `tag` is None where none was typed."""

    text: str
    tag: Tag | None = None
    quoted: bool = False
    explode: bool = True
    near: int | None = None  # proximity: at most so many other words between these, in any order
    jid: str = ""  # a journal's NLM id, from [Journal:__jid…]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included, as typed."""

    low: str
    high: str
    tag: Tag
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class History:
    """An earlier search by its number: #3."""

    number: int
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Two or more parts joined by one operator; NOT takes every later part from the first."""

    op: Op
    parts: tuple[Tree, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


Tree = Term | Range | History | Group
Leaf = Term | Range | History
T = TypeVar("T")


def fold(tree: Tree, leaf: Callable[[Leaf], T], group: Callable[[Group, list[T]], T]) -> T:
    """Bottom-up over the tree without recursion: depth costs memory, never the stack."""
    done: list[T] = []
    todo: list[tuple[Tree, bool]] = [(tree, False)]
    while todo:
        node, opened = todo.pop()
        if not isinstance(node, Group):
            done.append(leaf(node))
        elif opened:
            count = len(node.parts)
            parts = done[-count:]
            del done[-count:]
            done.append(group(node, parts))
        else:
            todo.append((node, True))
            todo.extend((part, False) for part in reversed(node.parts))
    return done[0]


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Every term, range and history number, in the order written."""
    todo: list[Tree] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, Group):
            todo.extend(reversed(node.parts))
        else:
            yield node


def groups(tree: Tree) -> Iterator[Group]:
    """Every Boolean of a tree, the outermost first; the rest in no order to rely on."""
    todo: list[Tree] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, Group):
            todo.extend(node.parts)
            yield node
