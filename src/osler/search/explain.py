"""How a query was searched, part by part with counts: the page's tree, the report's table, `osler search --explain`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from osler.engine.protocol import Engine
from osler.search.mapping import Node

PARTS = 400  # parts that are counted; a longer strategy shows the rest without counts
SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Counted:
    """A part and how many records it finds by itself; None where time or parts ran out."""

    node: Node
    depth: int
    count: int | None


def counted(engine: Engine, node: Node, *, parts: int = PARTS, seconds: float = SECONDS) -> list[Counted]:
    """Every part in the order written, outermost first. Counting stops at the budget; what is left has None."""
    deadline = time.monotonic() + seconds
    found: list[Counted] = []
    kept: dict[str, int] = {}  # by translation: long strategies repeat themselves
    for depth, part in _walk(node):
        count = kept.get(part.translation)
        if count is None and len(found) < parts and time.monotonic() < deadline:
            count = kept[part.translation] = engine.count(part.expr)
        found.append(Counted(part, depth, count))
    return found


def as_json(parts: list[Counted]) -> dict[str, Any]:
    """The parts nested: text, translation, tag, operator, why, count, children."""
    stack: list[tuple[int, dict[str, Any]]] = []
    root: dict[str, Any] = {}
    for part in parts:
        node = part.node
        shown: dict[str, Any] = {
            "text": node.text,
            "translation": node.translation,
            "tag": node.tag,
            "op": node.op,
            "because": node.because,
            "explodes": node.explodes,
            "count": part.count,
            "start": node.start,
            "end": node.end,
            "children": [],
        }
        while stack and stack[-1][0] >= part.depth:
            stack.pop()
        if stack:
            stack[-1][1]["children"].append(shown)
        else:
            root = shown
        stack.append((part.depth, shown))
    return root


def as_lines(parts: list[Counted]) -> Iterator[str]:
    """For people: one line a part, indented, its count in front."""
    for part in parts:
        node = part.node
        count = "?" if part.count is None else f"{part.count:,}"
        label = node.op if node.op and node.children else node.translation
        why = f"  · {node.because}" if node.because else ""
        below = f"  · and {node.explodes:,} below" if node.explodes else ""
        yield f"{count:>10}  {'  ' * part.depth}{label}{below}{why}"


def _walk(node: Node) -> Iterator[tuple[int, Node]]:
    todo = [(0, node)]
    while todo:
        depth, here = todo.pop()
        yield depth, here
        todo.extend((depth + 1, child) for child in reversed(here.children))
