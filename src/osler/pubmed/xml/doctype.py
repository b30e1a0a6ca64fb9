"""A document type declaration may name NLM's DTD. One that declares entities of its own is refused, unread."""

from __future__ import annotations

import re

from osler.errors import SourceProblem

_LITERAL = rb"""(?:"[^"]*"|'[^']*')"""
_HEAD = re.compile(
    rb"<!DOCTYPE\s+[^\s\[<>]+\s*(?:(?:SYSTEM|PUBLIC\s+%s)(?:\s+%s)?\s*)?(?P<rest>[\[>])" % (_LITERAL, _LITERAL)
)
# Entities are how bombs and foreign files come in; attribute defaults would change what the record says.
_REFUSED = re.compile(rb"<!ENTITY|<!ATTLIST|%[^\s;]+;")
_SUBSET = re.compile(rb"""(?:<!--(?s:.*?)-->|<\?(?s:.*?)\?>|"[^"]*"|'[^']*'|[^\]"'<]|<(?!!--|\?))*+\]\s*>""")


def length(text: bytes) -> int | None:
    """How many bytes the declaration at the start of `text` takes; None where more of it is needed.

    Raises SourceProblem (refused) for entities, whose contents are neither fetched nor expanded.
    """
    if refused := _REFUSED.search(text, 0, _opening_end(text)):
        what = refused.group().decode("ascii", "replace")
        raise SourceProblem(f"its document type declares {what[:40]}, which NLM's files never do", kind="refused")
    head = _HEAD.match(text)
    if head is None:
        return None
    if head["rest"] == b">":
        return head.end()
    subset = _SUBSET.match(text, head.end())
    return subset.end() if subset else None


def _opening_end(text: bytes) -> int:
    """Where the first element may start: declarations are looked for before it only."""
    first = re.search(rb"<[A-Za-z_]", text)
    return first.start() if first else len(text)
