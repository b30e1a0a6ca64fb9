"""Plain questions: where too few records have every word, what fits best is shown instead, and it is said.

PubMed joins all words by AND, so a question asked in a sentence finds nothing there. Whoever writes
operators, tags or asterisks means them, and is never answered loosely; nor who quotes, but within a sentence: a
title pasted whole has quotation marks of its own.
"""

from __future__ import annotations

import re

from osler.search.syntax import Term, Tree
from osler.search.syntax.tree import leaves

_SENTENCE = 5  # plain words beside what is quoted
_OPERATOR = re.compile(r"\b(AND|OR|NOT)\b")


def is_question(tree: Tree, text: str) -> bool:
    """True for plain words only, and for a sentence of them in which some are quoted."""
    if _OPERATOR.search(text):
        return False
    plain = 0
    quoted = False
    for leaf in leaves(tree):
        if not isinstance(leaf, Term) or not _plain(leaf):
            return False
        quoted = quoted or leaf.quoted
        plain += 0 if leaf.quoted else len(leaf.text.split())
    return not quoted or plain >= _SENTENCE


def sentence(strict: int, shown: int) -> str:
    """What the reader is told."""
    if not shown:
        return ""
    having = {0: "No citation has all of these words", 1: "1 citation has all of these words"}.get(
        strict, f"{strict:,} citations have all of these words"
    )
    return f"{having}; these {shown:,} fit the question best, whether they have all or some of them"


def _plain(term: Term) -> bool:
    return term.tag is None and term.near is None and "*" not in term.text
