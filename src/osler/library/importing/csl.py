"""CSL-JSON, as Zotero, Paperpile and citeproc write it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from osler.errors import BadInput
from osler.library.importing.entry import Entry, Trouble, entry


def csl(text: str) -> Iterator[Entry | Trouble]:
    """A list of items, or an object with `items`, or one item. Raises BadInput where it is no JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise BadInput(f"line {line}: this is no JSON ({getattr(error, 'msg', 'nested too deeply')})") from None
    items = data.get("items", [data]) if isinstance(data, dict) else data
    for number, item in enumerate(items if isinstance(items, list) else [items], 1):
        where = f"item {number}"
        if isinstance(item, dict):
            yield _entry(where, item)
        else:
            yield Trouble(where, "this is no CSL item")


def _entry(where: str, item: dict[str, Any]) -> Entry:
    journal = _text(item, "container-title") or _text(item, "journalAbbreviation")
    return entry(
        where,
        title=_text(item, "title"),
        date=_date(item.get("issued")),
        journal=journal,
        doi=_text(item, "DOI"),
        pmid=_text(item, "PMID"),
        pmcid=_text(item, "PMCID"),
        ids=(_text(item, "note"), _text(item, "URL"), _text(item, "id")),
    )


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name, "")
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value) if isinstance(value, str | int) else ""


def _date(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value or "")
    parts = value.get("date-parts") or [[]]
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    return str(first[0]) if first else str(value.get("raw") or value.get("literal") or "")
