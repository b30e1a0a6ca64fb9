"""Plain questions: where too few records have every word, what fits best is shown instead, and it is said.

PubMed joins all words by AND, so a question asked in a sentence finds nothing there. Whoever writes
operators, tags, quotation marks or asterisks means them, and is never answered loosely.
"""

from __future__ import annotations

import re

from osler.search.syntax import Term, Tree
from osler.search.syntax.tree import leaves

_OPERATOR = re.compile(r"\b(AND|OR|NOT)\b")


def is_question(tree: Tree, text: str) -> bool:
    """True for plain words only."""
    if _OPERATOR.search(text):
        return False
    return all(isinstance(leaf, Term) and _plain(leaf) for leaf in leaves(tree))


def sentence(strict: int, shown: int) -> str:
    """What the reader is told."""
    if not shown:
        return ""
    having = {0: "No citation has all of these words", 1: "1 citation has all of these words"}.get(
        strict, f"{strict:,} citations have all of these words"
    )
    return f"{having}; these {shown:,} fit the question best, whether they have all or some of them"


def _plain(term: Term) -> bool:
    return term.tag is None and not term.quoted and term.near is None and "*" not in term.text
