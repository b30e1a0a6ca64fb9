"""docs/SEARCH.md names every field, alias and filter there is."""

from __future__ import annotations

from pathlib import Path

from osler.search import filters
from osler.search.syntax.parser import DEPTH
from osler.search.syntax.tags import TAGS


def test_every_field_and_alias_is_documented(root: Path) -> None:
    lines = (root / "docs/SEARCH.md").read_text("utf-8").splitlines()
    for tag in TAGS:
        (row,) = [line for line in lines if line.startswith(f"| **[{tag.short}]** {tag.name} |")]
        missing = [a for a in tag.aliases[1:] if f"[{a}]" not in row and a != tag.name.lower()]
        assert not missing, tag.name


def test_every_filter_is_documented_with_its_source(root: Path) -> None:
    text = (root / "docs/SEARCH.md").read_text("utf-8")
    for each in filters.every().values():
        assert f"| `{each.id}` | {each.group} |" in text
        assert f"{each.source} ({each.date})" in text


def test_limits_are_those_of_the_code(root: Path) -> None:
    assert f"{DEPTH} levels of parentheses" in (root / "docs/SEARCH.md").read_text("utf-8")
