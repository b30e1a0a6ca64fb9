"""A search that names earlier ones by their numbers, with what they stand for in their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from osler.errors import BadQuery
from osler.search.syntax.numbered import MOST
from osler.search.syntax.parser import parse
from osler.search.syntax.printer import unparse
from osler.search.syntax.tree import History, Leaf, Tree, fold, leaves


def numbers(text: str) -> frozenset[int]:
    """Which earlier searches `text` names; none where it cannot be read."""
    if "#" not in text:
        return frozenset()
    try:
        return frozenset(leaf.number for leaf in leaves(parse(text)) if isinstance(leaf, History))
    except BadQuery:
        return frozenset()


def written_out(text: str, earlier: Mapping[int, str]) -> str:
    """`text` with every #n of `earlier` replaced by that search, as written where it names none. A number that is not
    there, or not earlier than the search that names it, stays. Raises BadQuery for what cannot be read, or becomes
    longer than MOST terms."""
    named = numbers(text)
    if not named & earlier.keys():
        return text
    known: dict[int, tuple[Tree, int]] = {}
    for number in sorted(earlier):
        known[number] = _placed(parse(earlier[number]), known)
    return unparse(_placed(parse(text), known)[0])


def _placed(tree: Tree, known: Mapping[int, tuple[Tree, int]]) -> tuple[Tree, int]:
    """The tree with what is known of numbers in their place, and how many terms it has."""
    size = 0

    def leaf(found: Leaf) -> Tree:
        nonlocal size
        told = known.get(found.number) if isinstance(found, History) else None
        size += told[1] if told else 1
        if size > MOST:
            raise BadQuery(
                f"written out, the search has more than {MOST:,} terms", position=0, hint="name fewer earlier searches"
            )
        return told[0] if told else found

    return fold(tree, leaf, lambda group, parts: replace(group, parts=tuple(parts))), size
