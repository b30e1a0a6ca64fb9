"""A tree as written to a tree as searched: each tag has its own way of being read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from osler.errors import BadQuery
from osler.model.query import Expr, Not, Pmids
from osler.search.mapping import automatic, expressions, headings, keys, names
from osler.search.mapping.context import Context
from osler.search.mapping.node import Node, join
from osler.search.mapping.subsets import map_filter, map_flag
from osler.search.mapping.words import map_words
from osler.search.syntax import Group, History, Kind, Leaf, Op, Range, Tag, Term, Tree, fold, leaves, parse, unparse
from osler.search.syntax.tags import ALL_FIELDS, PMID, TEXT_WORD

_PMIDS = re.compile(r"(?:pmid:?\s*)?\d{1,8}(?:[\s,;]+(?:pmid:?\s*)?\d{1,8})*[\s,;]*", re.IGNORECASE)
NESTED = 50  # searches that refer to searches that refer to searches


def without_common(tree: Tree, context: Context) -> Tree:
    """The tree without the operands that hold only stop words, which PubMed passes over; each is noted. Where nothing
    would be left, or NOT would take from nothing, they stay: translating them says what is wrong."""

    def leaf(found: Leaf) -> tuple[Tree, bool]:
        if not isinstance(found, Term) or found.tag is not None or found.quoted:
            return found, False
        return found, automatic.says_nothing(found, context)

    def group(found: Group, parts: list[tuple[Tree, bool]]) -> tuple[Tree, bool]:
        left = tuple(part for part, idle in parts if not idle)
        if not left or (found.op is Op.NOT and parts[0][1]):
            return replace(found, parts=tuple(part for part, _ in parts)), not left
        for part in (part for part, idle in parts if idle):
            for term in leaves(part):
                if isinstance(term, Term):
                    automatic.say_dropped(term.text.split(), term, context)
        return left[0] if len(left) == 1 else replace(found, parts=left), False

    return fold(tree, leaf, group)[0]


def translate(tree: Tree, context: Context) -> Node:
    """How the tree is searched. Raises BadQuery where a term cannot be what its tag says."""
    if isinstance(tree, Term) and tree.tag is None and not tree.quoted and _PMIDS.fullmatch(tree.text):
        return keys.map_pmid(replace(tree, tag=PMID), PMID, context)
    return fold(tree, lambda leaf: _leaf(leaf, context), _group)


def _group(group: Group, parts: list[Node]) -> Node:
    translation = join(group.op, parts)
    return Node(
        "", translation, _expr(group.op, parts), op=group.op, children=tuple(parts), start=group.start, end=group.end
    )


def _expr(op: Op, parts: list[Node]) -> Expr:
    found = [part.expr for part in parts]
    match op:
        case Op.AND:
            return expressions.all_of(found)
        case Op.OR:
            return expressions.any_of(found)
        case Op.NOT:
            return Not(found[0], expressions.any_of(found[1:]))


def _leaf(leaf: Leaf, context: Context) -> Node:
    match leaf:
        case History():
            return _history(leaf, context)
        case Range(tag=tag):
            return keys.map_pmid(leaf, tag, context) if tag.kind is Kind.PMID else keys.map_date(leaf, tag, context)
        case Term():
            return _term(leaf, context)


def _term(term: Term, context: Context) -> Node:
    tag = term.tag or ALL_FIELDS
    if tag.kind is Kind.FILTER:
        return map_filter(term, tag, context, _inner)
    return _READERS[tag.kind](term, tag, context)


def _anywhere(term: Term, tag: Tag, context: Context) -> Node:
    literal = term.quoted or (term.text.endswith("*") and " " not in term.text)
    return automatic.map_literal(term, context) if literal else automatic.map_untagged(term, context)


def _words(term: Term, tag: Tag, context: Context) -> Node:
    """Words; but hasabstract[text], as older strategies write it, is a property of the record."""
    flag = map_flag(term.text, term, context) if tag is TEXT_WORD else None
    return flag or map_words(term, tag, context)


_READERS: dict[Kind, Callable[[Term, Tag, Context], Node]] = {
    Kind.ALL: _anywhere,
    Kind.TEXT: _words,
    Kind.MESH: headings.map_heading,
    Kind.QUALIFIER: headings.map_qualifier,
    Kind.SUBSTANCE: headings.map_substance,
    Kind.ACTION: headings.map_action,
    Kind.KEY: keys.map_key,
    Kind.AUTHOR: names.map_author,
    Kind.FULL_NAME: names.map_full_name,
    Kind.JOURNAL: names.map_journal,
    Kind.LANGUAGE: keys.map_language,
    Kind.DATE: keys.map_date,
    Kind.PMID: keys.map_pmid,
}


def _inner(text: str, context: Context) -> Node:
    """A filter's own query: its notes are the filter's affair, not the reader's."""
    return translate(parse(text), replace(context, notes=[], translations=[]))


def _history(leaf: History, context: Context) -> Node:
    text = context.history.get(leaf.number)
    if isinstance(text, tuple):  # a set that somebody posted, not a search
        return Node(unparse(leaf), unparse(leaf), Pmids(text), start=leaf.start, end=leaf.end)
    if text is None:
        known = ", ".join(f"#{n}" for n in sorted(context.history)[-5:])
        if leaf.number == 0:
            message = "#0 is PubMed's clipboard; there is none here"
            raise BadQuery(message, position=leaf.start, hint="save papers in a collection and search there")
        raise BadQuery(
            f"there is no search #{leaf.number}",
            position=leaf.start,
            hint=f"the latest are {known}"
            if known
            else "there are no earlier searches yet; search the lines of a numbered strategy one by one",
        )
    earlier = {number: query for number, query in context.history.items() if number < leaf.number}
    if len(context.history) - len(earlier) > 0 and context.depth >= NESTED:
        raise BadQuery(f"#{leaf.number} refers to more than {NESTED} searches in a row", position=leaf.start)
    inner_context = replace(context, history=earlier, depth=context.depth + 1)
    try:
        inner = translate(without_common(parse(text, inner_context.notes), inner_context), inner_context)
    except BadQuery as problem:
        raise BadQuery(f"#{leaf.number}: {problem}", position=leaf.start, hint=problem.hint) from problem
    return replace(inner, text=unparse(leaf), children=(inner,), start=leaf.start, end=leaf.end)
