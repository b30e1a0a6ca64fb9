"""ISSNs: eight characters without a hyphen, the last a check digit (ISO 3297)."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"(\d{4})[-‐–]?(\d{3}[\dXx])", re.ASCII)


def normal(text: str) -> str:
    """ "1234-567x" -> "1234567X"; "" where the text is no ISSN by its shape. The check digit is not looked at."""
    found = _SHAPE.fullmatch(text.strip())
    return "".join(found.groups()).upper() if found else ""


def check_digit(seven: str) -> str:
    """The eighth character: the weights 8 to 2 on the first seven, modulo 11, ten written X."""
    a, b, c, d, e, f, g = map(int, seven)  # written out: a title list has hundreds of thousands
    return "0123456789X"[-(8 * a + 7 * b + 6 * c + 5 * d + 4 * e + 3 * f + 2 * g) % 11]


def is_valid(issn: str) -> bool:
    """Of a normal form."""
    return len(issn) == 8 and check_digit(issn[:7]) == issn[7]


def printed(issn: str) -> str:
    """As people write it: "1234-567X"."""
    return f"{issn[:4]}-{issn[4:]}" if issn else ""
