"""The explanation of a query with counts, ready to print."""

from __future__ import annotations

from typing import NamedTuple

from osler.engine.protocol import Engine
from osler.search.mapping import Node
from osler.web import links

_COUNTED = 60  # parts counted: beyond that a strategy is read, not weighed


class Branch(NamedTuple):
    says: str  # the part in PubMed's notation; "" for a group, whose `op` joins its branches
    op: str
    because: str
    explodes: int
    papers: int | None  # None where the tree is too large to count every part
    href: str  # this part searched alone
    branches: tuple[Branch, ...]


def branch(engine: Engine, node: Node) -> Branch:
    left = iter(range(_COUNTED))
    return _branch(engine, node, left)


def _branch(engine: Engine, node: Node, left: object) -> Branch:
    count = engine.count(node.expr) if next(left, None) is not None else None  # type: ignore[call-overload]
    children = tuple(_branch(engine, child, left) for child in node.children)
    says = node.translation if not children else ""
    return Branch(says, node.op, node.because, node.explodes, count, links.search(node.translation), children)
