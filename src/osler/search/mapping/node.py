"""How a part of the query was searched: a tree that mirrors the one written, each part with its expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from osler.model.query import Expr


@dataclass(frozen=True, slots=True)
class Node:
    """One part of the query. `expr` is what the engine is asked; `translation` the same in PubMed's notation."""

    text: str  # as a person would type it
    translation: str
    expr: Expr
    tag: str = ""  # the field's name; "" for groups
    op: str = ""  # AND | OR | NOT for groups
    because: str = ""  # how the words were mapped: "MeSH heading", "author", …
    explodes: int = 0  # headings below that are searched too
    children: tuple[Node, ...] = ()
    start: int = 0
    end: int = 0

    @property
    def compound(self) -> bool:
        """True where the translation needs parentheses inside a larger one."""
        return bool(self.op)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below, in the order written."""
    todo = [node]
    while todo:
        here = todo.pop()
        yield here
        todo.extend(reversed(here.children))


def join(op: str, parts: list[Node]) -> str:
    """The translation of a group."""
    return f" {op} ".join(f"({part.translation})" if part.compound else part.translation for part in parts)
