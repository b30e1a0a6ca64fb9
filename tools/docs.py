"""Makes the pages under docs/ that are lists of what the code says: run it after changing what they list."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from osler.config import Config
from osler.engine import fields as index
from osler.fulltext.jats.rules import RULES, Shown

DOCS = Path(__file__).resolve().parents[1] / "docs"


def settings() -> str:
    """docs/SETTINGS.md."""
    rows = [(f"`OSLER_{each.name.upper()}`", _default(each), str(each.metadata["help"])) for each in fields(Config)]
    return (
        "# Settings\n\n"
        "Osler is set up by environment variables, read when a command starts; a value that cannot be read is "
        "refused by name. This page is made from `osler/config.py` by `make docs`.\n\n"
        f"{_table(('variable', 'default', 'meaning'), rows)}\n"
        "Under `OSLER_HOME` lie `corpus/` (index and records: can be rebuilt from NLM's files at any time), "
        "`library.sqlite3` (what people made: back it up) and `downloads/` (NLM's files as fetched).\n"
    )


def _default(each: Field[Any]) -> str:
    if each.default is MISSING:
        return str(each.metadata["default"])
    if isinstance(each.default, bool):
        return f"`{int(each.default)}`"
    return f"`{each.default}`" if each.default != "" else "empty"


def index_fields() -> str:
    """docs/FIELDS.md."""
    kinds = (("Words", index.TEXT), ("Keys", index.KEY), ("Numbers", index.NUMBER))
    parts = [f"## {title}\n\n{_table(('field', 'filled from'), kind.items())}" for title, kind in kinds]
    return (
        "# The index's fields\n\n"
        "What an engine can be asked, and what of a citation fills it. Words are searched with their positions, keys "
        "as whole folded values, numbers as ranges (dates as YYYYMMDD). One more field, "
        f"`{index.BEST}`, serves ranking only. This page is made from `osler/engine/fields.py` by `make docs`.\n\n"
        + "\n".join(parts)
        + f"\nFacets: {', '.join(f'`{name}`' for name in index.FACETS)}.\n"
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)


def jats() -> str:
    """docs/JATS.md."""
    rows = [
        (shown.value, ", ".join(f"`{name}`" for name, how in sorted(RULES.items()) if how is shown)) for shown in Shown
    ]
    return (
        "# Full text: how each element of JATS is shown\n\n"
        "MathML is shown as such (presentation elements; `annotation` is the same formula once more and left out), and "
        "of `alternatives` the one that can be read here best. An element that is not in this table is shown as its "
        "words and counted at the end of the page: none is dropped in silence. This page is made from "
        "`osler/fulltext/jats/rules.py` by `make docs`.\n\n" + _table(("shown", "elements"), [r for r in rows if r[1]])
    )


PAGES = {"SETTINGS.md": settings, "FIELDS.md": index_fields, "JATS.md": jats}


def stale() -> list[str]:
    """Names of pages that are not what the code says now."""
    found = []
    for name, made in PAGES.items():
        path = DOCS / name
        if not path.exists() or path.read_text("utf-8") != made():
            found.append(name)
    return found


def main() -> int:
    for name in stale():
        (DOCS / name).write_text(PAGES[name](), "utf-8")
        print(f"docs/{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
