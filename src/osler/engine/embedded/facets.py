"""Counting a result by year, type, journal, language and free full text.

Exact counts of a result of millions take longer than a page may; a sixteenth of the records, chosen by
a hash of the PMID, gives the same picture in a sixteenth of the time, and says that it is a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import tantivy
from tantivy import Occur, Query

from osler.engine.embedded import schema
from osler.engine.embedded.counting import count_of
from osler.errors import BadInput
from osler.model.query import Facet

SAMPLE_ABOVE = 200_000  # results; below, counting all of them takes a few milliseconds
_MOST = 200  # values of one facet: more than any page shows
_FIELDS = {"publication_type": "pt", "language": "language", "journal": schema.JOURNAL_ORDER}
_YEAR_STEP = 10_000 * schema.ORDER_STEP

_Found = Mapping[str, list[dict[str, float | str]]]  # Tantivy's answer to one aggregation
Labels = Callable[[str], Mapping[str, str]]


def count(
    searcher: tantivy.Searcher,
    index_schema: tantivy.Schema,
    where: Query,
    wanted: tuple[str, ...],
    labels: Labels,
    *,
    sample: bool,
) -> dict[str, Facet]:
    """Facet name -> counts. With `sample`, scaled up and marked as not exact."""
    if sample:
        chosen = Query.term_query(index_schema, schema.BUCKET, 0, "basic")
        where = Query.boolean_query([(Occur.Must, chosen), (Occur.Must, where)])
    times = schema.BUCKETS if sample else 1
    asked = {name: _aggregation(name) for name in wanted if name != "free_full_text"}
    found = searcher.aggregate(where, asked) if asked else {}
    facets = {name: Facet(_counts(name, found[name], labels, times), exact=not sample) for name in asked}
    if "free_full_text" in wanted:
        free = Query.term_query(index_schema, *schema.key_term("subset", "free full text"), "basic")
        both = Query.boolean_query([(Occur.Must, where), (Occur.Must, free)])
        number = count_of(searcher, both) * times
        facets["free_full_text"] = Facet((("free full text", number),) if number else (), exact=not sample)
    return {name: facets[name] for name in wanted}


def _aggregation(name: str) -> dict[str, object]:
    if name == "year":
        return {"histogram": {"field": schema.DATE_ORDER, "interval": _YEAR_STEP, "min_doc_count": 1}}
    if name not in _FIELDS:
        raise BadInput(f"no facet is called {name!r}: year, {', '.join(_FIELDS)}, free_full_text are")
    return {"terms": {"field": _FIELDS[name], "size": _MOST}}


def _counts(name: str, found: _Found, labels: Labels, times: int) -> tuple[tuple[str, int], ...]:
    buckets = [(each["key"], int(each["doc_count"]) * times) for each in found["buckets"]]
    if name == "year":
        years = [(round(float(value) / _YEAR_STEP), number) for value, number in buckets]
        return tuple((str(year), number) for year, number in sorted(years) if year)
    printed = labels(name)
    return tuple((printed.get(str(value), str(value)), number) for value, number in buckets if value)
