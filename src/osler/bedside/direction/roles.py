"""A result's words as roles: which speak of the intervention (I), the comparator (C), the outcome (O)."""

from __future__ import annotations

import re
from typing import NamedTuple

from osler.bedside.direction.clean import P, clean, p_values

INTERVENTION, COMPARATOR, OUTCOME = "rolei", "rolec", "roleo"
CONTROL = re.compile(
    r"\b(?:control|controls|placebo|sham|usual|standard|conventional|untreated|vehicle|saline|comparator|comparison)\b"
)
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|<=|>=|[<>=±/]|\d+(?:\.\d+)?|%")
_COMMON = frozenset({
    "a", "after", "alone", "an", "and", "are", "as", "at", "baseline", "before", "by", "change", "changes",
    "daily", "day", "dose", "doses", "during", "for", "from", "group", "groups", "hours", "in", "is", "level",
    "levels", "mean", "mg", "minutes", "ml", "months", "no", "not", "number", "of", "on", "once", "only", "or",
    "patients", "per", "percentage", "plus", "proportion", "rate", "rates", "received", "score", "scores",
    "than", "the", "therapy", "time", "to", "total", "treated", "treatment", "twice", "use", "using", "versus",
    "vs", "was", "week", "weekly", "weeks", "were", "who", "with", "without",
})  # fmt: skip
_ENDINGS = ("ingly", "edly", "ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ed", "es", "s", "ly")


class Token(NamedTuple):
    """`kind` is a role, "num", "psigg", "pnsig", or the word itself; `at` its place in the cleaned text."""

    kind: str
    at: int
    word: str


class Marked(NamedTuple):
    tokens: tuple[Token, ...]
    text: str  # cleaned, p values and acronyms replaced
    p_values: tuple[P, ...]


def words(text: str) -> list[str]:
    return [w for w in _TOKEN.findall(clean(text)) if w.isalpha() and len(w) > 1]


def stem(word: str) -> str:
    """The word without its commonest ending, never shorter than four letters."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def mark(intervention: str, comparator: str, outcome: str, text: str) -> Marked:
    """The text as tokens; words that intervention and comparator share belong to neither."""
    own, other, about = (_stems(part) for part in (intervention, comparator, outcome))
    by_stem = dict.fromkeys(about - own - other, OUTCOME)
    by_stem |= dict.fromkeys(other - own, COMPARATOR) | dict.fromkeys(own - other, INTERVENTION)
    plain = clean(text)
    found = tuple(p_values(plain))
    plain = _abbreviated(intervention, comparator, _without_p(plain, found))
    own_is_control = bool(CONTROL.search(clean(intervention)))
    tokens: list[Token] = []
    for match in _TOKEN.finditer(plain):
        kind = _kind(match[0], by_stem, own_is_control)
        if tokens and kind == tokens[-1].kind and kind in (INTERVENTION, COMPARATOR, OUTCOME, "num"):
            continue
        tokens.append(Token(kind, match.start(), match[0]))
    return Marked(tuple(tokens), plain, found)


def _stems(text: str) -> set[str]:
    return {stem(w) for w in words(text) if w not in _COMMON}


def _without_p(text: str, found: tuple[P, ...]) -> str:
    for p in reversed(found):
        text = f"{text[: p.start]} {'psigg' if p.significant else 'pnsig'} {text[p.end :]}"
    return text


def _abbreviated(intervention: str, comparator: str, text: str) -> str:
    own, other = _short_names(intervention), _short_names(comparator)
    for role, names in ((INTERVENTION, own - other), (COMPARATOR, other - own)):
        for name in sorted(names, key=lambda n: (-len(n), n)):
            if not name.isdigit():
                text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", f" {role} ", text)
    return text


def _short_names(text: str) -> set[str]:
    capitals = re.findall(r"\b[A-Z][A-Za-z0-9\-/]{0,9}[A-Z0-9]\b|\b[A-Z]{2,}\b", text)
    bracketed = re.findall(r"\(([^()]{1,14})\)", text)
    lettered = [f"group {letter}" for letter in re.findall(r"[Gg]roup ([A-Z0-9]+)\b", text)]
    return {name.lower() for name in (*capitals, *bracketed, *lettered)}


def _kind(word: str, by_stem: dict[str, str], own_is_control: bool) -> str:
    if word[0].isdigit():
        return "num"
    if not word.isalpha() or word in (INTERVENTION, COMPARATOR, "psigg", "pnsig"):
        return word
    role = by_stem.get(stem(word), "")
    if role in (INTERVENTION, COMPARATOR):
        return role
    if not own_is_control and CONTROL.fullmatch(word):
        return COMPARATOR
    if not own_is_control and word in ("intervention", "experimental"):
        return INTERVENTION
    return role or word
