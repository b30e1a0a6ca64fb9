"""Remembered results: right, and bounded."""

from __future__ import annotations

from osler.pubmed.xml.memo import Memo


def test_it_asks_once_and_forgets_when_full() -> None:
    asked: list[str] = []

    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    memo = Memo(length, 3)
    assert [memo[t] for t in ("a", "bb", "a", "ccc", "bb")] == [1, 2, 1, 3, 2]
    assert asked == ["a", "bb", "ccc"]
    assert memo["dddd"] == 4
    assert len(memo) <= 3
    assert memo["a"] == 1
    assert asked[-1] == "a"


def test_what_cannot_be_read_is_not_remembered() -> None:
    memo = Memo(int, 3)
    for _ in range(2):
        try:
            memo["x"]
        except ValueError:
            continue
        raise AssertionError
    assert "x" not in memo
