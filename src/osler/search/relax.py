"""When nothing is found: which part to leave out, and what is found then."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Protocol

from osler.engine.protocol import Engine
from osler.errors import BadQuery
from osler.model.query import Expr, Not
from osler.search.mapping import Context, Node, translate, without_common
from osler.search.mapping.expressions import all_of
from osler.search.run import Request
from osler.search.syntax import Group, Kind, Leaf, Op, Range, Term, Tree, fold, unparse
from osler.search.vocabulary import Vocabulary

MOST = 12  # blocks of a query that are tried in pairs


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A wider search and how many it finds."""

    text: str
    filters: tuple[tuple[str, str], ...]
    without: tuple[str, ...]  # the parts left out, as typed; empty where terms were only loosened
    how: str  # a sentence for the reader
    count: int


class Understood(Protocol):
    """A query as it was read."""

    @property
    def tree(self) -> Tree: ...

    @property
    def explanation(self) -> Node: ...


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    expr: Expr
    choice: tuple[str, str] | None = None


def relax(
    engine: Engine,
    vocabulary: Vocabulary,
    request: Request,
    answer: Understood,
    *,
    limit: int = 5,
    until: float = float("inf"),
) -> list[Relaxation]:
    """Ways to find something, the smallest change first, then the most found. For a query that finds nothing. None is
    tried after `until` (time.monotonic())."""
    if time.monotonic() > until:
        return []
    found = [*_without_exclusions(engine, request, answer), *_loosened(engine, vocabulary, request, answer)]
    parts = _parts(request, answer)
    for size in (1, 2):
        if len(parts) <= size or (size == 2 and len(parts) > MOST):
            break
        found += _leaving_out(engine, request, parts, size, until)
        if found:
            break
    if not found and len(parts) > 2 and time.monotonic() < until:
        found += _only_what_exists(engine, request, parts)
    unique = {each.text + str(each.filters): each for each in found if each.count}
    return sorted(unique.values(), key=lambda each: (len(each.without), -each.count))[:limit]


def _parts(request: Request, answer: Understood) -> list[_Part]:
    """The blocks that must all hold: the query's own and the choices beside it."""
    node, tree = answer.explanation, answer.tree
    choices: list[_Part] = []
    if request.filters:
        node, *chosen = node.children
        kinds = list(dict.fromkeys(f"{k} {v}" if k == "filter" else k for k, v in request.filters))
        for kind, part in zip(kinds, chosen, strict=True):
            choice = next(c for c in request.filters if kind in (c[0], f"{c[0]} {c[1]}"))
            choices.append(_Part(part.translation, part.expr, choice))
    if isinstance(tree, Group) and tree.op is Op.AND:
        own = [_Part(_text(part), child.expr) for part, child in zip(tree.parts, node.children, strict=True)]
    elif isinstance(tree, Term) and node.op == "AND" and node.children:
        own = [_Part(child.text, child.expr) for child in node.children]
    else:
        own = [_Part(unparse(tree), node.expr)]
    return [*own, *choices]


def _text(part: Tree) -> str:
    return f"({unparse(part)})" if isinstance(part, Group) else unparse(part)


def _leaving_out(engine: Engine, request: Request, parts: list[_Part], size: int, until: float) -> list[Relaxation]:
    found = []
    for out in combinations(range(len(parts)), size):
        if time.monotonic() > until:
            break
        kept = [part for place, part in enumerate(parts) if place not in out]
        if all(part.choice for part in kept):
            continue
        count = engine.count(all_of(part.expr for part in kept))
        if count:
            found.append(_relaxation(request, kept, [parts[place] for place in out], count))
    return found


def _only_what_exists(engine: Engine, request: Request, parts: list[_Part]) -> list[Relaxation]:
    """Everything left out that finds nothing even alone."""
    counts = [engine.count(part.expr) for part in parts]
    kept = [part for part, count in zip(parts, counts, strict=True) if count]
    gone = [part for part, count in zip(parts, counts, strict=True) if not count]
    if not gone or not kept or all(part.choice for part in kept):
        return []
    count = engine.count(all_of(part.expr for part in kept))
    return [_relaxation(request, kept, gone, count)] if count else []


def _relaxation(request: Request, kept: list[_Part], gone: list[_Part], count: int) -> Relaxation:
    plain = all(part.choice or "[" not in part.text for part in kept)
    joint = " " if plain and "AND" not in request.text else " AND "
    text = joint.join(part.text for part in kept if not part.choice)
    dropped = {part.choice[0] if part.choice[0] != "filter" else part.choice for part in gone if part.choice}
    filters = tuple(c for c in request.filters if c not in dropped and c[0] not in dropped)
    without = tuple(part.text for part in gone)
    return Relaxation(text, filters, without, f"without {' and '.join(without)}", count)


def _without_exclusions(engine: Engine, request: Request, answer: Understood) -> list[Relaxation]:
    tree, node = answer.tree, answer.explanation
    if not isinstance(tree, Group) or tree.op is not Op.NOT or request.filters:
        return []
    kept = node.expr.keep if isinstance(node.expr, Not) else node.expr
    gone = tuple(_text(part) for part in tree.parts[1:])
    count = engine.count(kept)
    return [Relaxation(unparse(tree.parts[0]), (), gone, f"without NOT {', NOT '.join(gone)}", count)] if count else []


def _loosened(engine: Engine, vocabulary: Vocabulary, request: Request, answer: Understood) -> list[Relaxation]:
    """The same terms without their quotation marks, and without their tags."""
    found = []
    for how, leaf in (("without quotation marks", _unquoted), ("in all fields", _untagged)):
        tree = fold(answer.tree, leaf, lambda group, parts: Group(group.op, tuple(parts)))
        if tree == answer.tree:
            continue
        context = Context(engine, vocabulary, request.today or date.today(), request.history)
        try:
            node = translate(without_common(tree, context), context)
        except BadQuery:  # a stop word without its tag, or its quotation marks, is no question
            continue
        expr = all_of([node.expr, *(part.expr for part in _parts(request, answer) if part.choice)])
        count = engine.count(expr)
        if count:
            found.append(Relaxation(unparse(tree), request.filters, (), how, count))
    return found


def _unquoted(leaf: Leaf) -> Tree:
    """A quoted phrase as its words, each with the phrase's tag."""
    if not isinstance(leaf, Term) or not leaf.quoted or " " not in leaf.text:
        return leaf
    if leaf.tag is None:
        return replace(leaf, quoted=False)
    if leaf.tag.kind is not Kind.TEXT:
        return leaf
    return Group(Op.AND, tuple(Term(word, leaf.tag) for word in leaf.text.split()))


def _untagged(leaf: Leaf) -> Tree:
    if isinstance(leaf, Range) or not isinstance(leaf, Term) or leaf.tag is None:
        return leaf
    if leaf.tag.kind not in (Kind.TEXT, Kind.MESH, Kind.SUBSTANCE):
        return leaf
    return Term(leaf.text.rstrip("*").replace("/", " "), None)
