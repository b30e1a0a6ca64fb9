"""Words with a text tag: one word, a phrase, truncation, proximity."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from osler.engine import words as analysis
from osler.errors import BadQuery
from osler.model.query import Expr, Words
from osler.search.mapping import expressions
from osler.search.mapping.context import Context
from osler.search.mapping.node import Node
from osler.search.syntax import NoteKind, Tag, Term, unparse

SHORTEST = 4  # characters PubMed wants before an asterisk
_LIKELIER = 10  # times as often as with a lone s is a phrase found without, if that s was an 's
MAX_NEAR = 16  # words of a proximity search: every two of them are a question of their own
_INNER_STAR = re.compile(r"\*(?=.)")


class Phrase(NamedTuple):
    """What is left of a term's text once analysed."""

    words: tuple[str, ...]
    prefix: bool  # the last word is a truncation
    printed: str  # for the translation


def phrase(term: Term, context: Context) -> Phrase:
    """The words of a term; what cannot be taken as written is noted."""
    text = term.text.rstrip(" ,;.")
    if _INNER_STAR.search(text.replace("**", "*")):
        say_inner_star(term, context)
    found = tuple(analysis.words(text))
    prefix = text.endswith("*")
    if prefix and (not found or sum(map(str.isalnum, text.split()[-1])) < SHORTEST):
        context.note(
            NoteKind.IGNORED,
            f"'{term.text}': truncation needs {SHORTEST} characters before the asterisk; the word itself was searched",
            term.start,
            "write more of the word before the asterisk",
            term.text,
        )
        prefix = False
    printed = " ".join(analysis.fold(text).replace("*", " ").split()) + ("*" if prefix else "")
    return Phrase(found, prefix, printed)


def say_inner_star(term: Term, context: Context) -> None:
    message = "an asterisk is understood at the end only; another was read as a space"
    context.note(NoteKind.LIMITED, message, term.start, "write the spellings: (woman OR women)", term.text)


def map_words(term: Term, tag: Tag, context: Context) -> Node:
    """A term in the tag's text fields."""
    found = phrase(term, context)
    if not found.words:
        raise BadQuery(f"'{term.text[:40]}' holds no word to search for", position=term.start)
    near = _near(term, found, context)
    expr = expressions.text(tag.fields, found.words, near=near, prefix=found.prefix)
    if near is None:
        expr = with_possessive(
            found, expr, lambda words: expressions.text(tag.fields, words, prefix=found.prefix), term, context
        )
    suffix = f":~{near}" if near is not None else ""
    node = Node(unparse(term), f'"{found.printed}"[{tag.name}{suffix}]', expr, tag.name, start=term.start, end=term.end)
    if len(found.words) == 1 and not found.prefix and not any(context.frequency(f, found.words[0]) for f in tag.fields):
        context.note(NoteKind.NOT_FOUND, f"{node.text} finds nothing in the mirror", term.start, "", term.text)
    if len(found.words) > 1 and not term.quoted and near is None and " " in term.text and context.count(expr) == 0:
        return _apart(term, tag, found, node, context)
    return node


def with_possessive(
    found: Phrase, expr: Expr, of: Callable[[tuple[str, ...]], Expr], term: Term, context: Context
) -> Expr:
    """ "alzheimer s disease", as PubMed prints Alzheimer's disease: here an 's is no word. Whether a lone s is one
    (protein s deficiency) is told by how often each is found."""
    last = len(found.words) - 1
    words = tuple(word for at, word in enumerate(found.words) if word != "s" or at in (0, last))
    if len(words) == len(found.words) or len(words) < 2:
        return expr
    plain = of(words)
    if context.count(plain) <= _LIKELIER * context.count(expr):
        return expr
    message = f"'{term.text}' was read as {' '.join(words)}, too: a possessive 's is no word here"
    context.note(NoteKind.CORRECTED, message, term.start, "", term.text)
    return expressions.any_of((expr, plain))


def _near(term: Term, found: Phrase, context: Context) -> int | None:
    if term.near is not None and len(found.words) < 2:
        message = f"'{term.text}' is one word: there is nothing for :~{term.near} to be near"
        context.note(NoteKind.IGNORED, message, term.start, 'two words or more: "hip pain"[tiab:~2]', term.text)
    if term.near is None or len(found.words) < 2:
        return None
    if len(found.words) > MAX_NEAR:
        raise BadQuery(
            f"proximity takes at most {MAX_NEAR} words, this has {len(found.words)}",
            position=term.start,
            hint="keep the words that matter",
        )
    if found.prefix:
        message = f"with an asterisk :~{term.near} is ignored, as in PubMed: '{term.text}' was searched as a phrase"
        context.note(NoteKind.IGNORED, message, term.start, "leave out the asterisk, or write the words out", term.text)
        return None
    return term.near


def _apart(term: Term, tag: Tag, found: Phrase, node: Node, context: Context) -> Node:
    """PubMed's way with an unquoted phrase that stands nowhere: its words, joined by AND."""
    context.note(
        NoteKind.NOT_FOUND,
        f"the phrase '{term.text}' stands nowhere in the mirror; its words were joined with AND",
        term.start,
        f'quote it to insist: "{term.text}"[{tag.short}]',
        term.text,
    )
    parts = [
        Node(f"{w}[{tag.short}]", f'"{w}"[{tag.name}]', _one(tag, w, found.prefix and w == found.words[-1]), tag.name)
        for w in dict.fromkeys(found.words)
    ]
    translation = " AND ".join(part.translation for part in parts)
    expr = expressions.all_of(part.expr for part in parts)
    return Node(node.text, translation, expr, tag.name, "AND", children=tuple(parts), start=term.start, end=term.end)


def _one(tag: Tag, word: str, prefix: bool) -> Expr:
    return expressions.any_of(Words(field, (word,), 0, prefix) for field in tag.fields)
