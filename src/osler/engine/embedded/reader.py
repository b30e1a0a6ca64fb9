"""Questions to one snapshot: everything an engine answers from its index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from tantivy import DocAddress, Order, Query, SearchResult

from osler.engine.embedded import facets, foremost, likely, schema
from osler.engine.embedded.budget import within
from osler.engine.embedded.counting import count_of
from osler.engine.embedded.door import foreign_errors
from osler.engine.embedded.foremost import Foremost, Hits
from osler.engine.embedded.query import Translator, depth
from osler.engine.embedded.snapshot import Snapshot
from osler.engine.fields import BEST, KEY
from osler.model.article import Article
from osler.model.query import Expr, Facet, Found, Hit, Pmids, Search, Sort, Span, Weighted

_SHALLOW = 50  # levels that any thread's stack holds
_FACETS_KEPT, _NUMBERS_KEPT = 256, 1024  # results whose facets, and whose number, are remembered
_SORTS = {
    Sort.DATE: (schema.DATE_ORDER, Order.Desc),
    Sort.ENTREZ: (schema.ENTREZ_ORDER, Order.Desc),
    Sort.AUTHOR: ("author_first", Order.Asc),
    Sort.JOURNAL: (schema.JOURNAL_ORDER, Order.Asc),
}
_DATED = (Sort.DATE, Sort.ENTREZ)

Result = TypeVar("Result")


class Reader:
    """Safe to share between threads. Lives as long as its snapshot, so what it remembers is never stale."""

    def __init__(self, snapshot: Snapshot, parse: Callable[[bytes], Article]) -> None:
        index, self._searcher = snapshot.ready()
        self._sample = snapshot.sample.searcher() if snapshot.sample is not None else None
        self._schema = index.schema
        self._foremost = Foremost(self._searcher, self._sample, self._schema)
        self._records = snapshot.records
        self._parse = parse
        self._facets: dict[object, dict[str, Facet]] = {}
        self._numbers: dict[Expr, int] = {}
        self._labels: dict[str, Mapping[str, str]] = {}

    def search(self, search: Search) -> Found:
        return _on_stack(lambda: self._search(search), search.where, search.score, search.seconds)

    def count(self, expr: Expr) -> int:
        def ask() -> int:
            with foreign_errors("counting"):
                return self._number(expr, self._translator().where(expr))

        return _on_stack(ask, expr)

    def pmids(self, expr: Expr, limit: int | None) -> Sequence[int]:
        def ask() -> list[int]:
            with foreign_errors("listing"):
                query = self._translator().where(expr)
                number = count_of(self._searcher, query)
                wanted = number if limit is None else min(limit, number)
                if wanted < 1:
                    return []
                if isinstance(expr, Pmids) and number == len(set(expr.pmids)):  # all of them: no need to ask which
                    return sorted(set(expr.pmids), reverse=True)[:wanted]
                hits = self._searcher.search(query, wanted, count=False, order_by_field="pmid").hits
                return [int(pmid) for pmid, _ in hits]

        return _on_stack(ask, expr)

    def terms(self, field: str, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        place, start = schema.key_term(field, prefix) if field in KEY else (field, prefix)
        with foreign_errors(f"listing terms of {field}"):
            found = self._searcher.terms_with_prefix(place, start, None, limit)
        return [(schema.key_of(field, term) if field in KEY else term, number) for term, number in found]

    def document_frequency(self, field: str, value: str) -> int:
        place, term = schema.key_term(field, value) if field in KEY else (field, value)
        with foreign_errors(f"counting a term of {field}"):
            return self._searcher.doc_freq(place, schema.stem(term) if field == BEST else term)

    def _search(self, search: Search) -> Found:
        translator = self._translator()
        with foreign_errors("searching"):
            where = translator.where(search.where)
            hits, number = self._top(translator, where, search)
            counted = self._count_facets(where, search, number) if search.facets else {}
        return Found(number, hits, counted, tuple(translator.notes))

    def _top(self, translator: Translator, where: Query, search: Search) -> tuple[tuple[Hit, ...], int]:
        """The hits asked for, and the exact number of all."""
        if not self._searcher.num_docs or search.limit < 1:
            return (), self._number(search.where, where)
        best = search.sort is Sort.BEST
        found = self._foremost_of(translator, where, search)
        if found is not None:
            number = count_of(self._searcher, where)
        else:
            asked = self._in_full(translator, where, search)
            found, number = asked.hits, int(asked.count)  # type: ignore[attr-defined]  # missing in tantivy's stub
        scores = [float(score) if best else 0.0 for score, _ in found]
        hits = tuple(map(Hit, self._pmids_of(search.sort, found), scores))
        return hits, self._remember(search.where, number)

    def _foremost_of(self, translator: Translator, where: Query, search: Search) -> Hits | None:
        """The hits of a broad question by date, or of one that has no order, where they are easily found."""
        if self._searcher.num_docs < foremost.LARGE:
            return None
        if search.sort not in _DATED and (search.sort is not Sort.BEST or search.score):
            return None
        order = _SORTS[search.sort][0] if search.sort in _DATED else None
        share = likely.share(search.where, translator.frequency, self._searcher.num_docs)
        found = self._foremost.hits(where, share, order, search.offset + search.limit)
        return None if found is None else found[search.offset :]

    def _in_full(self, translator: Translator, where: Query, search: Search) -> SearchResult:
        if search.sort is Sort.BEST:
            query = translator.scored(search.where, where, search.score)
            return self._searcher.search(query, search.limit, offset=search.offset)
        field, order = _SORTS[search.sort]
        return self._searcher.search(where, search.limit, offset=search.offset, order_by_field=field, order=order)

    def _pmids_of(self, sort: Sort, hits: Sequence[tuple[Any, DocAddress]]) -> Sequence[int]:
        """A record's place by date ends in its PMID; opening the column of PMIDs costs more than many a question."""
        if not hits:
            return ()
        if sort in _DATED and self._within_orders:
            return [int(order) % schema.ORDER_STEP for order, _ in hits]
        addresses = [address for _, address in hits]
        if self._within_orders:
            orders = self._searcher.fast_field_values(schema.DATE_ORDER, addresses)
            return [int(order or 0) % schema.ORDER_STEP for order in orders]
        return [int(pmid or 0) for pmid in self._searcher.fast_field_values("pmid", addresses)]

    @cached_property
    def _within_orders(self) -> bool:
        """Whether every PMID here is as short as NLM's are (8 digits), so that an order says it whole."""
        longer = Span("pmid", schema.ORDER_STEP, None)
        return not count_of(self._searcher, self._translator().where(longer))

    def _number(self, expr: Expr, query: Query) -> int:
        """How many match: a page asks for the hits of a question, then for its counts, and both need it."""
        if depth(expr) >= _SHALLOW:  # hashing one that deep may exhaust Python's stack
            return count_of(self._searcher, query)
        found = self._numbers.get(expr)
        return found if found is not None else self._remember(expr, count_of(self._searcher, query))

    def _remember(self, expr: Expr, number: int) -> int:
        if depth(expr) < _SHALLOW:
            if len(self._numbers) >= _NUMBERS_KEPT:
                self._numbers.clear()
            self._numbers[expr] = number
        return number

    def _count_facets(self, where: Query, search: Search, number: int) -> dict[str, Facet]:
        sample = number > facets.SAMPLE_ABOVE and not search.exact_facets
        if depth(search.where) >= _SHALLOW:
            return self._facets_of(where, search.facets, number, sample)
        asked = (search.where, search.facets, sample)
        found = self._facets.get(asked)
        if found is None:
            found = self._facets_of(where, search.facets, number, sample)
            if len(self._facets) >= _FACETS_KEPT:
                self._facets.clear()
            self._facets[asked] = found
        return dict(found)

    def _facets_of(self, where: Query, names: tuple[str, ...], number: int, sample: bool) -> dict[str, Facet]:
        counted: dict[str, Facet] = {}
        if sample:
            place, part = facets.sampled(self._searcher, self._sample, self._schema, where, number)
            counted = facets.count(place, part, names, self._labels_of, hits=number)
        return counted or facets.count(self._searcher, where, names, self._labels_of)

    def _labels_of(self, facet: str) -> Mapping[str, str]:
        if facet not in self._labels:
            self._labels[facet] = self._records.labels(facet)
        return self._labels[facet]

    def _translator(self) -> Translator:
        return Translator(self._searcher, self._schema, self._read)

    def _read(self, pmids: list[int]) -> Iterator[Article]:
        return (self._parse(stored.xml) for stored in self._records.fetch(pmids).values())


def _on_stack(
    ask: Callable[[], Result], where: Expr, score: Sequence[Weighted] = (), seconds: float | None = None
) -> Result:
    """Ask here; or, for a time budget or a deep expression, on a thread made for it."""
    if seconds is None and all(depth(expr) < _SHALLOW for expr in (where, *(part.expr for part in score))):
        return ask()
    return within(seconds, ask)
