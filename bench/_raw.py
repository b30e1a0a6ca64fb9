"""The peer nearest to us: the same Tantivy index asked directly, with queries written by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tantivy import FieldType, Occur, Query

from bench._questions import Question
from osler.engine.embedded import EmbeddedEngine, schema
from osler.search.related import CANDIDATES

Asked = Callable[[Question], object]


class Raw:
    """Hits and their exact number, as ours; PMIDs are read as ours are."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        folder = engine.index_folder
        self._index = schema.open_index(folder)
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def by_kind(self) -> dict[str, Asked]:
        return {
            "or": lambda q: self._top(self._ranked(q.words)),
            "and": lambda q: self._top(self._scored(self._all([self._anywhere(w) for w in q.words]), q.words)),
            "phrase": lambda q: self._top(self._scored(self._phrase(q.words), q.words)),
            "prefix": lambda q: self._top(Query.const_score_query(self._prefix(q.words[0]), 0.0)),
            "exploded": lambda q: self._newest(self._headings(q.names)),
            "heading": lambda q: self._newest(self._headings(q.names)),
            "dates": lambda q: self._top(
                self._scored(self._all([self._anywhere(q.words[0]), self._between(*q.dates)]), q.words)
            ),
            "newest": lambda q: self._newest(self._anywhere(q.words[0])),
            "facets": self._facets,
            "facets_again": self._facets,
            "facets_exact": self._facets,
            "related": lambda q: self._top(self._ranked(q.words), CANDIDATES),
        }

    def _top(self, query: Query, limit: int = 20) -> list[object]:
        found = self._searcher.search(query, limit)
        orders = self._searcher.fast_field_values(schema.DATE_ORDER, [address for _, address in found.hits])
        return [int(order or 0) % schema.ORDER_STEP for order in orders]

    def _newest(self, query: Query) -> list[object]:
        found = self._searcher.search(query, 20, order_by_field=schema.DATE_ORDER)
        return [int(order) % schema.ORDER_STEP for order, _ in found.hits]

    def _scored(self, where: Query, words: Sequence[str]) -> Query:
        parts = [(Occur.Must, Query.const_score_query(where, 0.0))]
        stems = [word for word in map(schema.stem, words) if word]
        return Query.boolean_query(parts + [(Occur.Should, self._term("best", stem, "freq")) for stem in stems])

    def _term(self, field: str, value: str, option: str = "basic") -> Query:
        return Query.term_query(self._schema, field, value, option)

    def _ranked(self, words: Sequence[str]) -> Query:
        stems = [word for word in map(schema.stem, words) if word]
        return Query.boolean_query([(Occur.Should, self._term("best", stem, "freq")) for stem in stems])

    def _all(self, queries: Sequence[Query]) -> Query:
        return Query.boolean_query([(Occur.Must, query) for query in queries])

    def _anywhere(self, word: str) -> Query:
        return Query.boolean_query([(Occur.Should, self._term(field, word)) for field in ("title", "abstract")])

    def _phrase(self, words: Sequence[str]) -> Query:
        fields = ("title", "abstract")
        return Query.boolean_query([(Occur.Should, Query.phrase_query(self._schema, f, list(words))) for f in fields])

    def _prefix(self, start: str) -> Query:
        fields = ("title", "abstract")
        return Query.boolean_query([(Occur.Should, Query.regex_query(self._schema, f, start + ".*")) for f in fields])

    def _headings(self, names: Sequence[str]) -> Query:
        terms = [schema.key_term("mesh", name)[1] for name in names]
        return Query.term_set_query(self._schema, schema.KEYS, terms)

    def _between(self, low: int, high: int) -> Query:
        return Query.range_query(
            self._schema,
            schema.DATE_ORDER,
            FieldType.Integer,
            low * schema.ORDER_STEP,
            (high + 1) * schema.ORDER_STEP - 1,
        )

    def _facets(self, question: Question) -> object:
        where = Query.boolean_query([(Occur.Should, self._anywhere(word)) for word in question.words])
        year = {"field": schema.DATE_ORDER, "interval": 10_000 * schema.ORDER_STEP, "min_doc_count": 1}
        asked: dict[str, object] = {
            "year": {"histogram": year},
            "type": {"terms": {"field": "pt", "size": 200}},
            "journal": {"terms": {"field": schema.JOURNAL_ORDER, "size": 200}},
        }
        return self._searcher.search(Query.const_score_query(where, 0.0), 20), self._searcher.aggregate(where, asked)
