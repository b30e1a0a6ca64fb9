"""The explanation of a query with counts, ready to print and to edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from osler.search.explain import Counted
from osler.search.mapping import Node
from osler.web import links


class Branch(NamedTuple):
    says: str  # the part in PubMed's notation; "" for a group, whose `op` joins its branches
    op: str
    because: str
    explodes: int
    papers: int | None  # None where the strategy is too long to count every part
    href: str  # this part searched alone
    edit: str  # the part as typed, where it stands in the text as one piece; else ""
    at: str  # "start-end" of that piece in the text as typed
    branches: tuple[Branch, ...]


def tree(parts: Sequence[Counted], typed: str) -> Branch:
    """`parts` as `osler.search.explain.counted` gives them; the outermost comes first."""
    counts = {id(part.node): part.count for part in parts}
    return _branch(parts[0].node, counts, typed, inside=False)


def _branch(node: Node, counts: Mapping[int, int | None], typed: str, *, inside: bool) -> Branch:
    """`inside`: below a part that is edited as a whole already."""
    own = typed[node.start : node.end].strip()
    edit = own if node.text and own and not inside and not _joins_typed(node) else ""
    branches = tuple(_branch(child, counts, typed, inside=inside or bool(edit)) for child in node.children)
    return Branch(
        says=node.translation if not branches else "",
        op=node.op,
        because=node.because,
        explodes=node.explodes,
        papers=counts.get(id(node)),
        href=links.search(node.translation),
        edit=edit,
        at=f"{node.start}-{node.end}",
        branches=branches,
    )


def _joins_typed(node: Node) -> bool:
    """True for AND, OR, NOT between parts that were each typed; False where the system made the parts of one word."""
    return bool(node.op) and any((c.start, c.end) != (node.start, node.end) for c in node.children)


def spliced(typed: str, changes: Mapping[str, str]) -> str:
    """The query with pieces ("start-end") replaced, later ones first so that places stay right.

    Places outside the text, or that are no places, are passed over; an emptied piece leaves nothing behind.
    """
    for start, end in sorted(filter(None, map(_place, changes)), reverse=True):
        if 0 <= start <= end <= len(typed):
            typed = typed[:start] + changes[f"{start}-{end}"].strip() + typed[end:]
    return " ".join(typed.split())


def _place(at: str) -> tuple[int, int] | None:
    start, _, end = at.partition("-")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None
