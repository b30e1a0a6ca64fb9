"""Treatments: taken now, taken before, or never, by the verbs and dates around the name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from osler.bedside.pack import Pack
from osler.bedside.text.findings import whole_words
from osler.bedside.text.proposal import Proposal
from osler.bedside.text.sentences import Sentence, dates

_NEVER = re.compile(
    r"\bnever\s+(?:been\s+)?(?:on|received|given|taken|treated with|had|used)\b|\bwas never given\b", re.I
)
_PLANNED = re.compile(
    r"\b(?:will|would|consider\w*|plan\w*|if|(?<!in )may(?! (?:19|20)\d\d)|might|could|should|discuss\w*"
    r"|declin\w*|refus\w*|on hold|paused|suspended"
    r"|next (?:week|month|year)|request\w*|propos\w*|recommend\w*|contraindicated|allerg\w*"
    r"|offer\w*|avoid\w*|start)\b",
    re.I,
)
_BEFORE = re.compile(
    r"\b(?:stopped|discontinued|previously|previous|formerly|tried|completed|until|last infusion|withdrawn|failed"
    r"|was treated with|were given|had been|not repeated|ended|ceased|received)\b"
    r"|(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d"
    r"|(?<!since )(?<!in \w{3} )\bin (?:19|20)\d\d\b",
    re.I,
)
_NOW = re.compile(
    r"\b(?:currently|now|since(?! then\b(?!\s*\|))|continu\w+|takes|taking|on(?=\s+(?:[\w-]+\s+){0,3}\|)|maintained"
    r"|begun|well tolerated|daily|weekly|twice|started in|is treated with)\b|\d\s?m?g\b",
    re.I,
)
_CUES = (_PLANNED, _BEFORE, _NOW)
_STARTED = re.compile(r"\b(?:was|were)\s+(?:begun|started)\b", re.I)
_SINCE = re.compile(r"^[^.;]{0,40}\b(?:since|(?:started|begun|from)(?: in| on)?)\s*$", re.I)
_DENIED = re.compile(r"\b(?:no|not|without)\s+(?:\w+\s+){0,2}$", re.I)


class Drugs:
    """The medicines of a pack by their names, brands and abbreviations."""

    def __init__(self, pack: Pack) -> None:
        self.names = [
            (term.name, whole_words("|".join(re.escape(n) for n in sorted(_spoken(term.name, term), key=len)[::-1])))
            for term in pack.vocabulary.terms.values()
            if term.kind == "drug"
        ]

    def read(self, sentence: Sentence) -> Iterator[Proposal]:
        mentions = sorted(
            (match.start(), match.end(), name) for name, says in self.names for match in says.finditer(sentence.text)
        )
        for index, (start, end, name) in enumerate(mentions):
            previous = mentions[index - 1][1] if index else 0
            following = mentions[index + 1][0] if index + 1 < len(mentions) else len(sentence.text)
            before = _own(sentence.text[previous:start], first=index == 0)
            after = re.split(r";", sentence.text[end:following])[0]
            status = _status(before, after, sentence.text[:start], together=index > 0)
            if status:
                words = sentence.text[start:end]
                on = _begun(after) if status == "now" else ""
                yield Proposal(name, status, "", on, sentence.start + start, sentence.start + end, words)


def _spoken(name: str, term: object) -> set[str]:
    aliases = {a.replace("_", " ") for a in getattr(term, "aliases", ())}
    return {name.replace("_", " "), *aliases, *getattr(term, "spoken", ())}


def _own(before: str, *, first: bool) -> str:
    """What stands before a name and belongs to it: since the last semicolon, or "and" with a verb of its own."""
    part = before.rsplit(";", 1)[-1]
    return part if first else part.rsplit(" and ", 1)[-1] if re.search(r"\band\s+(?:has|is|was|now)\b", part) else part


def _status(before: str, after: str, whole: str, *, together: bool) -> str:
    if _NEVER.search(before) or re.match(r"^\s*:?\s*(?:was )?never\b", after):
        return "never"
    if together and re.match(r"^\s*(?:or|and|,|nor)\s*$", before) and _NEVER.search(whole):
        return "never"
    last = before.rsplit(",", 1)
    if len(last) > 1 and any(cue.search(last[1]) for cue in _CUES):
        before, after = last[1], after.split(",", 1)[0]
    elif together and len(last) > 1 and any(cue.search(after) for cue in _CUES):
        before = last[1]  # what stands before the comma speaks of the medicine before it
    after = re.split(r"(?<=\w),?\s+(?:and|but)\s+(?:has|is|was)\b", after)[0]
    near = f"{_near(before)} | {after}"
    if _PLANNED.search(near) or _DENIED.search(before):
        return ""
    return _by_verbs(near, before, after)


def _by_verbs(near: str, before: str, after: str) -> str:
    ended = re.search(r"\b(?:stopped|discontinued)\b", near)
    if _STARTED.search(after) and not re.search(r"\b(?:stopped|discontinued|until)\b", after):
        return "now"
    if (_BEFORE.search(near) and not re.search(r"\bsince\b", near)) or (ended and "since" not in before):
        return "before"
    return "now" if _NOW.search(near) else ""


def _begun(after: str) -> str:
    """The date that a medicine is taken from: "since February 2025", "was started in 2024"; "" where none is told."""
    first = next(iter(dates(after)), None)
    return first.iso if first and _SINCE.search(after[: first.start]) else ""


def _near(before: str) -> str:
    return before[-60:]
