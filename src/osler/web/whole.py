"""Numbers that come in addresses and forms."""

from __future__ import annotations

MOST_ROWS = 10**18  # numbers of the library's rows are below this, and databases hold them


def whole(text: str, *, below: int = 10**9) -> int | None:
    """The number that `text` is in plain digits, from 0; None where it is none or not below the bound."""
    digits = text.lstrip("0") or text[-1:]
    if not (text.isascii() and text.isdigit()) or len(digits) > len(str(below)):
        return None
    return number if (number := int(digits)) < below else None
