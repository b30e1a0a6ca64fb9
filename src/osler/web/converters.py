"""Parts of addresses."""

from __future__ import annotations


class Pmid:
    """A PMID as people write it: up to nine digits, not starting with 0."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
