"""People and journals: names as PubMed takes them, initials given or not."""

from __future__ import annotations

import re

from osler.engine import words
from osler.model.query import Expr, Key, KeyPrefix
from osler.search.mapping import expressions
from osler.search.mapping.context import Context
from osler.search.mapping.node import Node
from osler.search.syntax import NoteKind, Tag, Term, unparse

_INITIALS = 3  # a last word of up to so many letters is read as initials
_ISSN = re.compile(r"\d{4}-?\d{3}[\dxX]")


def map_author(term: Term, tag: Tag, context: Context) -> Node:
    """'smith', 'smith j' (any Smith whose initials start with J), 'smith, john', "smith j" in quotes: exactly."""
    name = words.key(term.text.replace(".", " ").strip(" ,;"))
    field = tag.fields[0]
    expr: Expr
    if name.endswith("*"):
        name = f"{name.rstrip('*')}*"
        expr = KeyPrefix(field, name[:-1])
    elif "," in name:
        return map_full_name(term, tag, context)
    elif term.quoted:
        expr = Key(field, (name,))
    else:
        expr = _loose(field, name)
    return Node(unparse(term), f'"{name}"[{tag.name}]' if expr else "", expr, tag.name, start=term.start, end=term.end)


def _loose(field: str, name: str) -> Expr:
    last = name.rpartition(" ")[2]
    if " " in name and len(last) <= _INITIALS:
        return KeyPrefix(field, name)
    return expressions.any_of([Key(field, (name,)), KeyPrefix(field, f"{name} ")])


def map_full_name(term: Term, tag: Tag, context: Context) -> Node:
    """'smith, john a' or 'john a smith'; 'smith, john' also finds the John As."""
    text = words.key(term.text.replace(".", " ").strip(" ;*"))
    last, comma, fore = (part.strip() for part in text.partition(","))
    if not comma:
        fore, _, last = text.rpartition(" ")
    fields = ("author_full",) if tag.kind == "author" and tag.fields == ("author",) else tag.fields
    names = [f"{last}, {fore}"] if fore else [f"{last}, "]
    if not comma and fore:
        first, _, rest = text.partition(" ")
        names.append(f"{first}, {rest}")
    parts = [KeyPrefix(field, name) for field in fields for name in names]
    printed = names[0].strip(" ,")
    return Node(
        unparse(term), f'"{printed}"[{_full(tag)}]', expressions.any_of(parts), tag.name, start=term.start, end=term.end
    )


def _full(tag: Tag) -> str:
    return "Author - Full" if tag.name == "Author" else tag.name


def map_journal(term: Term, tag: Tag, context: Context) -> Node:
    """A title, abbreviation, ISSN or [Journal:__jid…]."""
    text = term.text.strip(" ;")
    name = words.key(text)
    concept = None
    parts: list[Expr] = []
    if term.jid:
        parts = [Key("jid", (words.key(term.jid),))]
    elif name.endswith("*"):
        name = f"{name.rstrip('*')}*"
        parts = [KeyPrefix("journal", name[:-1])]
    elif _ISSN.fullmatch(text):
        issn = text.replace("-", "").lower()
        parts = [Key("issn", (f"{issn[:4]}-{issn[4:]}",))]
    else:
        concept = context.vocabulary.named(text, "journal")
        parts = [Key("journal", (name,))]
        if concept:
            parts = _journal_keys(concept.name, concept.short, concept.ui, name)
            name = words.key(concept.short or concept.name)
            if concept.ui:
                to = f'"{concept.short or concept.name}"[Journal:__jid{concept.ui}]'
                context.translations.append((f"{term.text}[{tag.short}]", to))
    expr = expressions.any_of(parts)
    if concept is None and not term.jid and context.count(expr) == 0:
        context.note(NoteKind.NOT_FOUND, f"no journal '{text}' is known here", term.start, "", text)
    return Node(unparse(term), f'"{name}"[{tag.name}]', expr, tag.name, start=term.start, end=term.end)


def _journal_keys(title: str, short: str, jid: str, typed: str) -> list[Expr]:
    names = tuple(dict.fromkeys(words.key(n) for n in (short, title, typed) if n))
    return [Key("journal", names), *([Key("jid", (words.key(jid),))] if jid else [])]
