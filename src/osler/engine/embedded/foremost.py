"""The first records of the whole mirror in an order, among which a broad question finds its own first hits.

To put a million hits in order costs more than to count them. Of a question that a third of the records match, the
newest twenty are among the newest sixty or so of all: those are looked up one by one, and only the counting takes
every hit. As the candidates are the beginning of the order, what is found of them is the beginning of the answer;
where they hold too few of it, the answer is None and the question is asked in full.
"""

from __future__ import annotations

import threading
from typing import Any

import tantivy
from tantivy import DocAddress, FieldType, Occur, Query

from osler.engine.embedded import schema

LARGE = 1_000_000  # records; over fewer, looking at the question costs what is saved
_KEPT = 512  # records of an order
_SPARE = 2.5  # candidates for each hit that should be among them
_EACH = 400  # hits put in order in the time in which one candidate is looked up

Hits = list[tuple[Any, DocAddress]]


class Foremost:
    """Of one snapshot. An order is found once, when first asked for; safe to share between threads."""

    def __init__(
        self, searcher: tantivy.Searcher, sample: tantivy.Searcher | None, index_schema: tantivy.Schema
    ) -> None:
        self._searcher = searcher
        self._sample = sample
        self._schema = index_schema
        self._guard = threading.Lock()
        self._found: dict[str | None, list[Query]] = {}

    def hits(self, where: Query, share: float, order: str | None, wanted: int) -> Hits | None:
        """The first `wanted` of `where`, of which about `share` of the records are hits: by `order`, one of the two
        dates, newest first; or as they lie in the index. None where it does not pay, or they are not found."""
        candidates = round(wanted * _SPARE / share) if share > 0 else _KEPT + 1
        if candidates > _KEPT or candidates * _EACH > share * self._searcher.num_docs:
            return None
        chosen = Query.boolean_query([(Occur.Should, record) for record in self._records(order)[:candidates]])
        # Candidates first: a segment that has none of them is not looked into.
        query = Query.boolean_query([(Occur.Must, Query.const_score_query(chosen, 0.0)), (Occur.Must, where)])
        found = self._top(Query.const_score_query(query, 0.0), wanted, order)
        return found if len(found) == wanted else None

    def _records(self, order: str | None) -> list[Query]:
        with self._guard:
            if order not in self._found:
                hits = self._top(self._range(order), _KEPT, order)
                pmids = self._searcher.fast_field_values("pmid", [address for _, address in hits])
                self._found[order] = [Query.term_query(self._schema, "pmid", pmid, "basic") for pmid in pmids]
            return self._found[order]

    def _range(self, order: str | None) -> Query:
        """Records enough, and hardly more: the sample tells from which date on there are so many."""
        few = _KEPT // schema.SHARE * 2
        if order is not None and self._sample is not None and self._sample.num_docs > few:
            newest = self._sample.search(Query.all_query(), few, count=False, order_by_field=order).hits
            cut = Query.range_query(self._schema, order, FieldType.Integer, int(newest[-1][0]), None)
            if len(self._top(cut, _KEPT, order)) == _KEPT:
                return cut
        return Query.all_query()

    def _top(self, query: Query, limit: int, order: str | None) -> Hits:
        if order is None:
            return list(self._searcher.search(query, limit, count=False).hits)
        return list(self._searcher.search(query, limit, count=False, order_by_field=order).hits)
