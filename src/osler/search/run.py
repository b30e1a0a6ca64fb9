"""One search, from text to hits: the only door that pages, commands, JSON and E-utilities call."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from osler.engine import words as analysis
from osler.engine.protocol import Engine
from osler.errors import BadQuery, QueryTooSlow
from osler.model.query import All, And, Expr, Facet, Found, Hit, Or, Pmids, Search, Sort
from osler.search.choices import Choice, narrow
from osler.search.lint import lint
from osler.search.loose import is_question, sentence
from osler.search.mapping import Context, Node, translate, without_common
from osler.search.rank import POOL, Ranker, Wanted, any_word, score
from osler.search.syntax import Note, NoteKind, Tree, parse
from osler.search.vocabulary import Vocabulary

SECONDS = 5.0  # time budget where the caller gives none


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
    history: Mapping[int, str | tuple[int, ...]] = field(default_factory=dict)  # a search's text, or a set of PMIDs
    seconds: float = SECONDS
    today: date | None = None  # for "last 30 days"; None is the day it runs
    enough: int = 0  # a plain question that finds fewer is answered loosely (`osler.search.loose`); needs a ranker


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
        tree = without_common(parse(request.text, notes), context)
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
    ranker: Ranker | None = None,
) -> Answer:
    """The answer; best match in `ranker`'s order, without one in the index's own BM25 order.

    Raises BadQuery(position, hint), QueryTooSlow after `request.seconds`.
    """
    begun = time.monotonic()
    understood = read(engine, vocabulary, request)
    node = understood.explanation
    left = request.seconds - (time.monotonic() - begun)
    if left <= 0:
        raise QueryTooSlow(f"the query was not even understood within {request.seconds:g} s")
    search = Search(
        where=node.expr,
        sort=request.sort,
        limit=request.limit,
        offset=request.offset,
        facets=request.facets,
        exact_facets=request.exact_facets,
        seconds=left,
    )
    best = request.sort is Sort.BEST
    wanted = wanted_words(understood, request.text)
    found = _found(
        engine, replace(search, score=score(wanted.words)) if best else search, ranker if best else None, wanted
    )
    expr = node.expr
    until = begun + request.seconds
    if best and ranker and found.count < request.enough and is_question(understood.tree, request.text):
        loose = _loosely(ranker, search, wanted, node, found, until, filtered=bool(request.filters))
        found, expr = loose or (found, expr)
    limited = tuple(Note(NoteKind.LIMITED, sentence) for sentence in found.notes)
    return Answer(
        found.count,
        tuple(found.hits),
        found.facets,
        node.translation,
        understood.translations,
        node,
        (*understood.notes, *limited),
        expr,
        understood.tree,
        time.monotonic() - begun,
    )


def _found(engine: Engine, search: Search, ranker: Ranker | None, wanted: Wanted) -> Found:
    """The engine's or the ranker's answer; where an expression is too deep to be remembered by its facets, without."""
    try:
        return ranker.search(search, wanted) if ranker else engine.search(search)
    except RecursionError as problem:
        if not search.facets:
            raise BadQuery("the query is nested too deeply to be run", position=0, hint="simplify it") from problem
        found = engine.search(replace(search, facets=()))
        return replace(found, notes=(*found.notes, "nested too deeply for counts by year, type and journal"))


def _loosely(
    ranker: Ranker, search: Search, wanted: Wanted, node: Node, strict: Found, until: float, *, filtered: bool
) -> tuple[Found, Expr] | None:
    """The records that fit a question best, with all of its words or some; None where no more are found."""
    narrowed = And(tuple(child.expr for child in node.children[1:])) if filtered else All()
    where = Or((node.expr, And((any_word(wanted.words), narrowed))))
    wanted = replace(wanted, beyond=narrowed)
    whole = replace(search, where=where, offset=0, limit=max(POOL, search.offset + search.limit), facets=())
    whole = replace(whole, seconds=_left(until))
    hits = ranker.search(whole, wanted).hits
    if len(hits) <= strict.count:
        return None
    shown = hits[search.offset : search.offset + search.limit]
    found = Pmids(tuple(hit.pmid for hit in hits))
    listed = replace(search, where=found, limit=0, offset=0, seconds=_left(until))
    facets = ranker.engine.search(listed).facets if search.facets else {}
    notes = (*strict.notes, sentence(strict.count, len(hits)))
    return Found(len(hits), shown, facets, notes), listed.where


def _left(until: float) -> float:
    """Seconds, a hundredth at least: what is cut off then is cut off by the engine, which says so."""
    return max(0.01, until - time.monotonic())


def wanted_words(understood: Read | Answer, text: str) -> Wanted:
    """What is looked for: a question's words as typed; of a strategy, those that are not to be left out."""
    if is_question(understood.tree, text):
        return Wanted(tuple(analysis.words(text)), text)
    parts = [leaf.text.partition("[")[0].strip('"') for leaf in _positive(understood.explanation)]
    return Wanted(tuple(dict.fromkeys(word for part in parts for word in analysis.words(part))), " ".join(parts))


def _positive(node: Node) -> Iterator[Node]:
    """Parts that say what is wanted, down to where words stand as typed."""
    todo = [node]
    while todo:
        here = todo.pop()
        if here.text.startswith("#") and here.children:  # an earlier search by its number
            todo.extend(here.children)
        elif here.text and not (here.op == "AND" and here.children):
            yield here
        elif here.op == "NOT":
            todo.append(here.children[0])
        else:
            todo.extend(reversed(here.children))
