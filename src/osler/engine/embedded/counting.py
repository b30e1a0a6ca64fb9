"""How many match."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tantivy

# Every record passes. No column is read, where counting the values of one unpacks them all.
NUMBER: dict[str, dict[str, object]] = {"records": {"filter": "*"}}


def count_of(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """How many match, exactly. An aggregation takes hits by the block, where a search takes them one by one."""
    return number(searcher.aggregate(query, NUMBER)) if searcher.num_docs else 0


def number(found: Mapping[str, Any]) -> int:
    """What an aggregation that asked for NUMBER says."""
    return int(found["records"]["doc_count"])
