"""ISBNs: thirteen digits, the last a check digit (ISO 2108); ten of them are turned into thirteen."""

from __future__ import annotations

import re


def normal(text: str) -> str:
    """The ISBN-13 without hyphens, or "" where the text is none, a wrong check digit included."""
    digits = re.sub(r"[\s‐–-]", "", text).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits, re.ASCII):
        total = sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(digits))
        return _with_check("978" + digits[:9]) if total % 11 == 0 else ""
    if re.fullmatch(r"97[89]\d{10}", digits, re.ASCII) and _with_check(digits[:12]) == digits:
        return digits
    return ""


def _with_check(twelve: str) -> str:
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"
