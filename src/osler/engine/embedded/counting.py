"""How many match."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tantivy

from osler.engine.embedded import schema

# Every record has this number, once. Not PMIDs: they rise so evenly that Tantivy keeps them as slopes, slow to open.
NUMBER: dict[str, dict[str, object]] = {"records": {"value_count": {"field": schema.DATE_ORDER}}}


def count_of(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """How many match, exactly. An aggregation takes hits by the block, where a search takes them one by one."""
    return number(searcher.aggregate(query, NUMBER)) if searcher.num_docs else 0


def number(found: Mapping[str, Any]) -> int:
    """What an aggregation that asked for NUMBER says."""
    return int(found["records"]["value"])
