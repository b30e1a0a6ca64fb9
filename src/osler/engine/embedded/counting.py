"""How many match."""

from __future__ import annotations

import tantivy

from osler.engine.embedded import schema

# Every record has this number, once. Not PMIDs: they rise so evenly that Tantivy keeps them as slopes, slow to open.
_NUMBER = {"records": {"value_count": {"field": schema.DATE_ORDER}}}


def count_of(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """How many match, exactly. An aggregation takes hits by the block, where a search takes them one by one."""
    if not searcher.num_docs:
        return 0
    return int(searcher.aggregate(query, _NUMBER)["records"]["value"])
