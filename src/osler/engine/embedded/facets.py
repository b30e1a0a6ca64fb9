"""Counting a result by year, type, journal, language and free full text.

Exact counts of a result of millions take longer than a page may. A sample of the records, chosen by a hash of
the PMID and scaled to the exact number of hits, gives the same picture, and says how many it saw: of n seen, a
value that p of them have is off by a standard error of sqrt(p (1 - p) / n) of the whole. The sample is an index of
its own beside the large one (`osler.engine.embedded.indexing`), of which a very broad result takes one bucket;
where there is none, the bucket is taken of the large one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import tantivy
from tantivy import Occur, Query

from osler.engine.embedded import schema
from osler.engine.embedded.counting import NUMBER, number
from osler.errors import BadInput
from osler.model.query import Facet

SAMPLE_ABOVE = 200_000  # results; below, all of them are counted
_MOST_SAMPLED = 100_000  # of the sample's records; of more, one bucket
_FREE = "free_full_text"
_IS_FREE = '{}:"{}"'.format(*schema.key_term("subset", "free full text"))  # in Tantivy's own query language
_MOST = 200  # values of one facet: more than any page shows
_FIELDS = {"publication_type": "pt", "language": "language", "journal": schema.JOURNAL_ORDER}
_YEAR_STEP = 10_000 * schema.ORDER_STEP

_Found = Mapping[str, Any]  # Tantivy's answer to one aggregation
Labels = Callable[[str], Mapping[str, str]]


def count(
    searcher: tantivy.Searcher, where: Query, wanted: tuple[str, ...], labels: Labels, *, hits: int | None = None
) -> dict[str, Facet]:
    """Facet name -> counts. Given `hits`, the number of the whole result, `where` is a sample of it: what it has is
    scaled up; a sample that has nothing gives nothing."""
    asked = {name: _aggregation(name) for name in wanted}
    if not asked:
        return {}
    found = searcher.aggregate(where, asked if hits is None else asked | NUMBER)
    seen = 0 if hits is None else number(found)
    if hits is not None and not seen:
        return {}
    times = hits / seen if hits is not None else 1.0
    return {name: Facet(_counts(name, found[name], labels, times), seen) for name in wanted}


def sampled(
    searcher: tantivy.Searcher, sample: tantivy.Searcher | None, index_schema: tantivy.Schema, where: Query, hits: int
) -> tuple[tantivy.Searcher, Query]:
    """Where to count so many hits, and what to count there."""
    if sample is not None and hits <= _MOST_SAMPLED * schema.SHARE:
        return sample, where
    chosen = Query.term_query(index_schema, schema.BUCKET, 0, "basic")
    return sample or searcher, Query.boolean_query([(Occur.Must, chosen), (Occur.Must, where)])


def _aggregation(name: str) -> dict[str, object]:
    if name == "year":
        return {"histogram": {"field": schema.DATE_ORDER, "interval": _YEAR_STEP, "min_doc_count": 1}}
    if name == _FREE:
        return {"filter": _IS_FREE}
    if name not in _FIELDS:
        raise BadInput(f"no facet is called {name!r}: year, {', '.join(_FIELDS)}, free_full_text are")
    return {"terms": {"field": _FIELDS[name], "size": _MOST}}


def _counts(name: str, found: _Found, labels: Labels, times: float) -> tuple[tuple[str, int], ...]:
    if name == _FREE:
        free = round(found["doc_count"] * times)
        return (("free full text", free),) if free else ()
    buckets = [(each["key"], round(int(each["doc_count"]) * times)) for each in found["buckets"]]
    if name == "year":
        years = [(round(float(value) / _YEAR_STEP), number) for value, number in buckets]
        return tuple((str(year), number) for year, number in sorted(years) if year)
    printed = labels(name)
    return tuple((printed.get(str(value), str(value)), number) for value, number in buckets if value)
