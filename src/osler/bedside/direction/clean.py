"""A result's text made plain: one kind of dash and point, p values and intervals found and judged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_SIGNS = str.maketrans({
    "−": "-", "–": "-", "—": "-", "‑": "-", "·": ".", "≤": "<=", "≥": ">=", "﹤": "<", "＜": "<", "＞": ">",
    "\u2009": " ", "\u00a0": " ", "’": "'",
})  # fmt: skip
_P = re.compile(
    r"\bp\s*-?\s*(?:values?|interaction|trend|for trend)?\s*(?:was|of|were)?\s*(<=|>=|=|<|>|≈)\s*"
    r"(0?\.\d+|0|1(?:\.0+)?|\d\s?[x×]\s?10\s?-\s?\d+)"
)
_CI = re.compile(
    r"(?:ci|confidence interval|c\.i\.?)[^0-9\-]{0,14}(?:9[059]\s?%?)?[^0-9\-]{0,6}(-?\s?\d+(?:\.\d+)?)\s*%?\s*"
    r"(?:to|,|;|-|and)\s*(-?\s?\d+(?:\.\d+)?)"
)
_PARENTHESIS = re.compile(r"\(\s*(-?\d+(?:\.\d+)?)\s*(?:to|,|;|-)\s*(-?\d+(?:\.\d+)?)\s*\)")
_RATIO = re.compile(
    r"\b(?:hr|or|rr|hazard ratio|odds ratio|risk ratio|relative risk|irr|rate ratio|aor|ahr)\b[^0-9]{0,14}(\d+\.\d+)"
)
_ALPHA = 0.05


class P(NamedTuple):
    start: int
    end: int
    significant: bool
    value: float


def clean(text: str) -> str:
    """Lower case, compatibility forms, one spelling of signs, single spaces; line breaks are kept."""
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS).lower()
    return re.sub(r"[ \t]+", " ", text)


def p_values(text: str) -> list[P]:
    """Every p value of a cleaned text, judged at 0.05."""
    found = []
    for match in _P.finditer(text):
        value = float(match[2]) if re.fullmatch(r"[\d.]+", match[2]) else 0.0001
        significant = value < _ALPHA if match[1] in ("=", "≈") else match[1] in ("<", "<=") and value <= _ALPHA
        found.append(P(match.start(), match.end(), significant, value))
    return found


def ratios(text: str) -> list[float]:
    """Hazard, odds and risk ratios, as printed."""
    return [float(match[1]) for match in _RATIO.finditer(text)]


def intervals(text: str) -> Iterator[tuple[float, float]]:
    """Confidence intervals, and pairs in parentheses that may be ones, low end first."""
    for pattern in (_CI, _PARENTHESIS):
        for match in pattern.finditer(text):
            low, high = (float(end.replace(" ", "")) for end in match.groups())
            if low <= high:
                yield low, high
