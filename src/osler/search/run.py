"""One search, from text to hits: the only door that pages, commands, JSON and E-utilities call."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from osler.engine import words as analysis
from osler.engine.fields import BEST
from osler.engine.protocol import Engine
from osler.errors import BadQuery, QueryTooSlow
from osler.model.query import Expr, Facet, Found, Hit, Search, Sort, Weighted, Words
from osler.search.choices import Choice, narrow
from osler.search.lint import lint
from osler.search.mapping import Context, Node, translate
from osler.search.syntax import Note, NoteKind, Tree, parse
from osler.search.vocabulary import Vocabulary

SECONDS = 5.0  # time budget where the caller gives none
_SCORED = 40  # words of a long strategy that take part in the ranking


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for. `filters` are the choices beside the box (`osler.search.choices`)."""

    text: str
    sort: Sort = Sort.BEST
    limit: int = 20
    offset: int = 0
    filters: tuple[Choice, ...] = ()
    facets: tuple[str, ...] = ()
    exact_facets: bool = False
    history: Mapping[int, str] = field(default_factory=dict)
    seconds: float = SECONDS
    today: date | None = None  # for "last 30 days"; None is the day it runs


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and how the text was understood."""

    count: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Facet]
    translation: str  # in PubMed's notation
    translations: tuple[tuple[str, str], ...]  # PubMed's TranslationSet: (as typed, as searched)
    explanation: Node
    notes: tuple[Note, ...]  # ignored, corrected, limited, not found, warnings
    expr: Expr  # what the engine was asked: for exports, `engine.pmids(answer.expr)`
    tree: Tree
    seconds: float


@dataclass(frozen=True, slots=True)
class Read:
    """A query understood but not run."""

    tree: Tree
    explanation: Node
    notes: tuple[Note, ...]
    translations: tuple[tuple[str, str], ...]


def read(engine: Engine, vocabulary: Vocabulary, request: Request) -> Read:
    """How the text is understood. Raises BadQuery with the place and what would be right."""
    notes: list[Note] = []
    deadline = time.monotonic() + request.seconds
    context = Context(engine, vocabulary, request.today or date.today(), request.history, notes, deadline=deadline)
    try:
        tree = parse(request.text, notes)
        node = narrow(translate(tree, context), request.filters, context)
        notes.extend(lint(tree, context))
    except RecursionError as problem:  # the last resort behind the parser's own limit
        raise BadQuery(
            "the query is nested too deeply", position=0, hint="leave out parentheses that change nothing"
        ) from problem
    return Read(tree, node, tuple(sorted(notes, key=lambda note: note.position)), tuple(context.translations))


def run(
    engine: Engine,
    vocabulary: Vocabulary,
    request: Request,
    *,
    score: Callable[[Node], tuple[Weighted, ...]] | None = None,
) -> Answer:
    """The answer. Raises BadQuery(position, hint), QueryTooSlow after `request.seconds`."""
    begun = time.monotonic()
    understood = read(engine, vocabulary, request)
    node = understood.explanation
    left = request.seconds - (time.monotonic() - begun)
    if left <= 0:
        raise QueryTooSlow(f"the query was not even understood within {request.seconds:g} s")
    search = Search(
        where=node.expr,
        score=(score or plain_score)(node) if request.sort is Sort.BEST else (),
        sort=request.sort,
        limit=request.limit,
        offset=request.offset,
        facets=request.facets,
        exact_facets=request.exact_facets,
        seconds=left,
    )
    found = _found(engine, search)
    limited = tuple(Note(NoteKind.LIMITED, sentence) for sentence in found.notes)
    return Answer(
        found.count,
        tuple(found.hits),
        found.facets,
        node.translation,
        understood.translations,
        node,
        (*understood.notes, *limited),
        node.expr,
        understood.tree,
        time.monotonic() - begun,
    )


def _found(engine: Engine, search: Search) -> Found:
    """The engine's answer; where an expression is too deep to be remembered by its facets, without them."""
    try:
        return engine.search(search)
    except RecursionError as problem:
        if not search.facets:
            raise BadQuery("the query is nested too deeply to be run", position=0, hint="simplify it") from problem
        found = engine.search(replace(search, facets=()))
        return replace(found, notes=(*found.notes, "nested too deeply for counts by year, type and journal"))


def plain_score(node: Node) -> tuple[Weighted, ...]:
    """BM25 over the words that are looked for (not those to be left out)."""
    found = dict.fromkeys(word for leaf in _positive(node) for word in analysis.words(leaf.text.partition("[")[0]))
    return tuple(Weighted(Words(BEST, (word,))) for word in list(found)[:_SCORED])


def _positive(node: Node) -> Iterator[Node]:
    """Parts that say what is wanted, down to where words stand as typed."""
    todo = [node]
    while todo:
        here = todo.pop()
        if here.text and not (here.op == "AND" and here.children):
            yield here
        elif here.op == "NOT":
            todo.append(here.children[0])
        else:
            todo.extend(reversed(here.children))
