"""What was read once need not be read again: NLM repeats itself byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memo(dict[str, Value], Generic[Value]):
    """A function's results by its text, forgotten all at once when there are `limit` of them.

    Looking up what is known is one C call. Several threads may share one: at worst they compute twice.
    """

    __slots__ = ("_limit", "_read")

    def __init__(self, read: Callable[[str], Value], limit: int) -> None:
        super().__init__()
        self._read = read
        self._limit = limit

    def __missing__(self, text: str) -> Value:
        value = self._read(text)
        if len(self) >= self._limit:
            self.clear()
        self[text] = value
        return value
