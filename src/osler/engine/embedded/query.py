"""A Boolean expression as a Tantivy query, built from the bottom up: depth costs no recursion here."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence

import tantivy
from tantivy import Occur, Query

from osler.engine.embedded import pairing, proximity, schema, scoring
from osler.engine.embedded.counting import count_of
from osler.engine.embedded.schema import key_term
from osler.engine.fields import BEST
from osler.errors import BadQuery
from osler.model.article import Article
from osler.model.query import All, And, Expr, Key, KeyPrefix, Not, Or, Pmids, Span, Weighted, Words

MAX_DEPTH = 1_000  # deeper trees are refused
_LOOKED_UP = 256  # values looked up one by one; a set of them walks the whole dictionary, however few are there
_FEW = 64  # PMIDs asked for one by one
PHRASE_EXPANSIONS = 16_000  # Tantivy's own limit is 2^14
_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$#&~-]")
_ORDERS = {"pub_date": schema.DATE_ORDER, "entrez_date": schema.ENTREZ_ORDER}


class Translator:
    """Translates for one searcher; `notes` says what was cut short, for the reader."""

    def __init__(
        self, searcher: tantivy.Searcher, index_schema: tantivy.Schema, read: Callable[[list[int]], Iterable[Article]]
    ) -> None:
        self._searcher = searcher
        self._schema = index_schema
        self._read = read
        self.notes: list[str] = []
        self._frequencies: dict[tuple[str, str], int] = {}

    def frequency(self, field: str, value: str) -> int:
        """How many records have a term. Several looks at one question want to know: the index is asked once."""
        found = self._frequencies.get((field, value))
        if found is None:
            found = self._frequencies[field, value] = self._searcher.doc_freq(field, value)
        return found

    def where(self, expr: Expr) -> Query:
        """What matches; its scores mean nothing."""
        large = self._searcher.num_docs >= pairing.LARGE
        asked = pairing.paired(expr, self.frequency) if large else expr
        return _fold(asked, lambda leaf: self._leaf(leaf, scored=False))

    def scored(self, expr: Expr, where: Query, score: Sequence[Weighted]) -> Query:
        """What matches `expr` (translated: `where`), scored by `score` alone."""
        keep, drop = (expr.keep, expr.drop) if isinstance(expr, Not) else (expr, None)
        if _is_union(keep, score):  # what scores is what matches: each posting list is walked once instead of twice
            parts = [(Occur.Should, self._weighted(each)) for each in score]
            return Query.boolean_query(parts if drop is None else [*parts, (Occur.MustNot, self.where(drop))])
        certain = scoring.certain(expr)
        sure = [each for each in score if scoring.stem_of(each) in certain]
        rest = [each for each in score if scoring.stem_of(each) not in certain]
        query = Query.boolean_query(
            [(Occur.Must, Query.const_score_query(where, 0.0)), *((Occur.Must, self._weighted(each)) for each in sure)]
        )
        if not rest:
            return query
        if scoring.is_apart(expr, rest, self.frequency, self._searcher.num_docs):
            for each in rest:
                query = Query.boolean_query([(Occur.Must, query), (Occur.Should, self._weighted(each))])
            return query
        return Query.boolean_query([(Occur.Must, query), *((Occur.Should, self._weighted(each)) for each in rest)])

    def _weighted(self, part: Weighted) -> Query:
        query = _fold(part.expr, lambda leaf: self._leaf(leaf, scored=part.bm25))
        return Query.boost_query(query, part.weight) if part.bm25 else Query.const_score_query(query, part.weight)

    def _leaf(self, leaf: Expr, *, scored: bool) -> Query:
        match leaf:
            case Words():
                return self._words(leaf, scored=scored)
            case Key(field, values):
                return self._keyed(field, values, scored)
            case KeyPrefix(field, prefix):
                return Query.regex_query(self._schema, *_prefixed(field, prefix))
            case Span():
                return self._span(leaf)
            case Pmids(pmids):
                return self._any_of("pmid", pmids)
        return Query.all_query() if isinstance(leaf, All) else Query.empty_query()

    def _keyed(self, field: str, values: Sequence[str], scored: bool) -> Query:
        """With a score, what BM25 gives a term that is there once in a document of average length: its idf."""
        terms = [key_term(field, value) for value in values]
        query = self._any_of(terms[0][0], [term for _, term in terms]) if terms else Query.empty_query()
        if not scored:
            return query
        found = min(sum(self._searcher.doc_freq(*term) for term in terms), self._searcher.num_docs)
        return Query.const_score_query(query, math.log1p((self._searcher.num_docs - found + 0.5) / (found + 0.5)))

    def _any_of(self, field: str, values: Sequence[str | int]) -> Query:
        if 1 < len(values) <= _LOOKED_UP:
            values = [value for value in values if self._searcher.doc_freq(field, value)]
        if not values:
            return Query.empty_query()
        if len(values) == 1:
            return self._term(field, values[0])
        if field == "pmid" and len(values) <= _FEW:
            return _either([self._term(field, value) for value in values])
        return Query.term_set_query(self._schema, field, list(values))

    def _term(self, field: str, value: str | int) -> Query:
        return Query.term_query(self._schema, field, value, "basic")

    def _words(self, leaf: Words, *, scored: bool) -> Query:
        if not leaf.words:
            return Query.empty_query()
        if len(leaf.words) > 1 and not proximity.is_exact(leaf):
            return self._confirmed(leaf)
        if leaf.prefix:
            return self._truncated(leaf)
        if len(leaf.words) == 1:
            word = schema.stem(leaf.words[0]) if leaf.field == BEST else leaf.words[0]
            return Query.term_query(self._schema, leaf.field, word, "freq" if scored else "basic")
        return self._near(leaf, list(leaf.words), Query.phrase_query)

    def _truncated(self, leaf: Words) -> Query:
        *before, start = leaf.words
        if not before:
            return Query.regex_query(self._schema, leaf.field, _starting_with(start))
        expansions = self._searcher.terms_with_prefix(leaf.field, start, None, PHRASE_EXPANSIONS + 1)
        if len(expansions) <= PHRASE_EXPANSIONS:
            return self._near(leaf, [*before, _starting_with(start)], Query.regex_phrase_query)
        self.notes.append(f"{start}* stands for too many words inside a phrase; only {start} itself was looked for")
        return self._near(leaf, list(leaf.words), Query.phrase_query)

    def _near(self, leaf: Words, words: list[str], phrase: Callable[..., Query]) -> Query:
        """A phrase, or with slop two words in either order: Tantivy's own slop only allows for the printed one."""
        orders = [words] if leaf.slop == 0 else [words, words[::-1]]
        return _either([phrase(self._schema, leaf.field, order, leaf.slop) for order in orders])

    def _confirmed(self, leaf: Words) -> Query:
        """What the index thinks likely, and the records themselves say is so."""
        pairs = [self._pair(pair) for pair in proximity.pairs(leaf)]
        likely = Query.boolean_query([(Occur.Must, pair) for pair in pairs])
        number = count_of(self._searcher, likely)
        if number > proximity.MOST_CANDIDATES:
            self.notes.append(
                f"{' '.join(leaf.words)}: in {number} records every two of the words are near each other; "
                "that all of them are was not checked in so many"
            )
            return likely
        if not number:
            return likely
        hits = self._searcher.search(likely, number, count=False, order_by_field="pmid").hits
        return self._any_of("pmid", proximity.confirmed(self._read([int(pmid) for pmid, _ in hits]), leaf))

    def _pair(self, pair: Words) -> Query:
        if pair.prefix:
            return self._truncated(pair)
        return (
            self._near(pair, list(pair.words), Query.phrase_query)
            if len(pair.words) > 1
            else self._words(pair, scored=False)
        )

    def _span(self, leaf: Span) -> Query:
        low, high = leaf.low, leaf.high
        field = _ORDERS.get(leaf.field, leaf.field)
        if low is None and high is None:  # every record that has such a number
            low = 0
        if field in ("pmid", "cites") and low is not None and low == high:
            return Query.term_query(self._schema, field, low, "basic")
        if field != leaf.field:
            low = None if low is None else low * schema.ORDER_STEP
            high = None if high is None else high * schema.ORDER_STEP + schema.ORDER_STEP - 1
        return Query.range_query(
            self._schema, field, tantivy.FieldType.Integer, low, high, use_inverted_index=field == "cites"
        )


def _is_union(expr: Expr, score: Sequence[Weighted]) -> bool:
    """Whether a record matches `expr` just when some part of `score` does."""
    parts = expr.parts if isinstance(expr, Or) else (expr,)
    return len(parts) == len(score) and all(part == each.expr for part, each in zip(parts, score, strict=True))


def _either(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _prefixed(field: str, prefix: str) -> tuple[str, str]:
    place, start = key_term(field, prefix)
    return place, _starting_with(start)


def _starting_with(prefix: str) -> str:
    """The regular expression of what starts with `prefix`, in Tantivy's dialect."""
    return _SPECIAL.sub(r"\\\g<0>", prefix) + ".*"


def depth(root: Expr) -> int:
    """How deep the Tantivy query of an expression will nest."""
    deepest, todo = 0, [(root, 0)]
    while todo:
        node, level = todo.pop()
        deepest = max(deepest, level)
        todo.extend((child, level + 1) for child in _children(node))
    return deepest


def _fold(root: Expr, leaf: Callable[[Expr], Query]) -> Query:
    """Leaves to queries, then the inner nodes from the bottom up."""
    done: list[Query] = []
    todo: list[tuple[Expr, bool, int]] = [(root, False, 0)]
    while todo:
        node, children_done, depth = todo.pop()
        if depth > MAX_DEPTH:
            raise BadQuery(f"the query is nested more than {MAX_DEPTH} deep", position=0)
        children = _children(node)
        if not children:
            done.append(leaf(node) if not isinstance(node, And | Or) else Query.empty_query())
        elif not children_done:
            todo.append((node, True, depth))
            todo.extend((child, False, depth + 1) for child in reversed(children))
        else:
            parts = done[-len(children) :]
            del done[-len(children) :]
            done.append(_join(node, parts))
    return done[0]


def _children(node: Expr) -> tuple[Expr, ...]:
    if isinstance(node, Not):
        return (node.keep, node.drop)
    return _flattened(node) if isinstance(node, And | Or) else ()


def _flattened(node: And | Or) -> tuple[Expr, ...]:
    """The parts of a node, with nodes of the same kind below it taken apart."""
    parts: list[Expr] = []
    todo: list[Expr] = list(reversed(node.parts))
    while todo:
        part = todo.pop()
        if isinstance(part, type(node)):
            todo.extend(reversed(part.parts))
        else:
            parts.append(part)
    return tuple(parts)


def _join(node: Expr, parts: list[Query]) -> Query:
    if isinstance(node, Not):
        return Query.boolean_query([(Occur.Must, parts[0]), (Occur.MustNot, parts[1])])
    if len(parts) == 1:
        return parts[0]
    occur = Occur.Must if isinstance(node, And) else Occur.Should
    return Query.boolean_query([(occur, part) for part in parts])
