"""Findings and choices: present, absent, or of a kind, by a pack's patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from osler.bedside.pack import Pack
from osler.bedside.text import context
from osler.bedside.text.proposal import Proposal
from osler.bedside.text.sentences import Sentence

_EXCEPT = re.compile(r"^\s*(?:other than|apart from|except|besides|beyond)\b", re.IGNORECASE)
_AND_ANOTHER = re.compile(
    r"^(?:\s*(?:,|/|&|and|or|nor)\s*(?:anti-?\w[\w-]*(?:[- ](?:I|1|III|3)\b)?|ACA|ATA|ARA|RNAP3|Scl-?70)(?=\W))+",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"^(?:\s|-(?=pos|neg))*(?:\([^)]*\)\s*)?(?:antibod(?:y|ies)\s*)?(?:[:=]\s*)?(?:(?:is|are|was|were)\s+)?(?:strongly\s+|weakly\s+)?"
    r"(?:positive|pos\b|present|negative|neg\b|absent|detected|not detected|yes\b|no\b|\+|-(?=[\s,.;]|$))",
    re.IGNORECASE,
)


MOST = 12  # mentions of one thing that a sentence is read for; with more it is no sentence


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
                whole_words("|".join(entry["says"])),
                entry.get("value", True),
                entry.get("needs_result", False),
                entry.get("only_negated", False),
                entry.get("current", False),
            )
            for kind in ("finding", "choice")
            for entry in pack.words.get(kind, ())
        ]

    def read(self, sentence: Sentence) -> Iterator[Proposal]:
        for pattern in self.patterns:
            for match in islice(pattern.says.finditer(sentence.text), MOST):
                value = _value(pattern, sentence.text, match)
                if value is not None:
                    start = sentence.start + match.start()
                    yield Proposal(pattern.fact, value, "", "", start, start + len(match[0]), match[0])


def whole_words(says: str) -> re.Pattern[str]:
    """A pattern of a pack, case ignored, not inside a longer word."""
    return re.compile(rf"(?<![\w])(?:{says})(?![\w])", re.IGNORECASE)


def _value(pattern: _Pattern, sentence: str, match: re.Match[str]) -> bool | str | None:
    before, after = sentence[: match.start()], sentence[match.end() :]
    if pattern.needs_result:
        return _resulted(before, after)
    if context.uncertain(before, after) or (pattern.current and context.past(before, after)):
        return None
    denied = context.negated(before, after)
    if denied is None or (denied and _EXCEPT.match(after)):
        return None
    if pattern.only_negated and not denied:
        return None
    if pattern.value is True:
        return not denied
    return None if denied else pattern.value


def _resulted(before: str, after: str) -> bool | None:
    """An antibody: by the result that follows it, or the last of those it is listed with; else only where denied."""
    after = _AND_ANOTHER.sub("", after)
    before = before.rpartition("(")[2] if before.rfind("(") > before.rfind(")") else before
    if context.uncertain(before, after):
        return None
    if _RESULT.match(after):
        directly = context.negated(before.rpartition(",")[2], after)
        return None if directly is None else not directly
    return False if context.negated(before, after) else None
