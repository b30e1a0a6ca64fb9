"""Findings and choices: present, absent, or of a kind, by a pack's patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from osler.bedside.pack import Pack
from osler.bedside.text import context
from osler.bedside.text.proposal import Proposal
from osler.bedside.text.sentences import Sentence

_EXCEPT = re.compile(r"^\s*(?:other than|apart from|except|besides|beyond)\b", re.IGNORECASE)
_RESULT = re.compile(
    r"^(?:\s|-(?=pos|neg))*(?:\([^)]*\)\s*)?(?:antibod(?:y|ies)\s*)?(?:[:=]\s*)?(?:(?:is|are|was|were)\s+)?(?:strongly\s+|weakly\s+)?"
    r"(?:positive|pos\b|present|negative|neg\b|absent|detected|not detected|\+|-(?=[\s,.;]|$))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Pattern:
    fact: str
    says: re.Pattern[str]
    value: bool | str
    needs_result: bool = False
    only_negated: bool = False
    current: bool = False


class Findings:
    """What a pack says of findings and choices, compiled once."""

    def __init__(self, pack: Pack) -> None:
        self.patterns = [
            _Pattern(
                entry["fact"],
                whole_words(says),
                entry.get("value", True),
                entry.get("needs_result", False),
                entry.get("only_negated", False),
                entry.get("current", False),
            )
            for kind in ("finding", "choice")
            for entry in pack.words.get(kind, ())
            for says in entry["says"]
        ]

    def read(self, sentence: Sentence) -> Iterator[Proposal]:
        for pattern in self.patterns:
            for match in pattern.says.finditer(sentence.text):
                value = _value(pattern, sentence.text, match)
                if value is not None:
                    start = sentence.start + match.start()
                    yield Proposal(pattern.fact, value, "", "", start, start + len(match[0]), match[0])


def whole_words(says: str) -> re.Pattern[str]:
    """A pattern of a pack, case ignored, not inside a longer word."""
    return re.compile(rf"(?<![\w])(?:{says})(?![\w])", re.IGNORECASE)


def _value(pattern: _Pattern, sentence: str, match: re.Match[str]) -> bool | str | None:
    before, after = sentence[: match.start()], sentence[match.end() :]
    if context.uncertain(before, after) or (pattern.current and context.past(before, after)):
        return None
    denied = context.negated(before, after)
    if denied is None or (denied and _EXCEPT.match(after)):
        return None
    if pattern.needs_result and not (denied or _RESULT.match(after)):
        return None
    if pattern.only_negated and not denied:
        return None
    if pattern.value is True:
        return not denied
    return None if denied else pattern.value
