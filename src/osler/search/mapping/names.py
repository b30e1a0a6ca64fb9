"""People and journals: names as PubMed takes them, initials given or not."""

from __future__ import annotations

import re
from dataclasses import replace

from osler.engine import words
from osler.model.query import Expr, Key, KeyPrefix
from osler.search.mapping import expressions
from osler.search.mapping.context import Context
from osler.search.mapping.node import Node
from osler.search.syntax import NoteKind, Tag, Term, unparse
from osler.search.vocabulary import Concept

_LONGEST_INITIALS = 3  # a last word of up to so many letters is read as initials
_INITIALS = re.compile(r"[a-z]{1,2}")
_APART = re.compile(r"(?<=\w)(?: [a-z]){2,3}$")
_ISSN = re.compile(r"\d{4}-?\d{3}[\dxX]")


def map_author(term: Term, tag: Tag, context: Context) -> Node:
    """'smith', 'smith j' (any Smith whose initials start with J), 'smith, john', "smith j" in quotes: exactly.
    'Smith J.A.' and 'Smith, JA' are 'smith ja'."""
    name = _initials_joined(words.key(_plain(term.text).strip(" ,;")))
    field = tag.fields[0]
    expr: Expr
    if name.endswith("*"):
        name = f"{name.rstrip('*')}*"
        expr = KeyPrefix(field, name[:-1])
    elif "," in name:
        last, _, fore = (part.strip() for part in name.partition(","))
        if not _INITIALS.fullmatch(fore):
            return map_full_name(term, tag, context)
        return _either(_author(term, tag, f"{last} {fore}", _loose(field, f"{last} {fore}")), term, tag, context)
    elif term.quoted:
        expr = Key(field, (name,))
    else:
        expr = _loose(field, name)
    if not context.begins(field, name.rstrip("*")):
        first, _, rest = name.partition(" ")
        turned = f"{rest} {first}"
        known = bool(rest) and len(first) <= _LONGEST_INITIALS and context.begins(field, turned)
        _say_unknown(term, context, f"last name first, then initials: {turned}[{tag.short}]" if known else "")
    return _author(term, tag, name, expr)


def _author(term: Term, tag: Tag, name: str, expr: Expr) -> Node:
    """Printed without quotation marks where others of that name are found too, as PubMed does: with them it would be
    another search."""
    printed = f'"{name}"' if term.quoted or name.endswith("*") else name
    return Node(unparse(term), f"{printed}[{tag.name}]", expr, tag.name, start=term.start, end=term.end)


def _either(short: Node, term: Term, tag: Tag, context: Context) -> Node:
    """'Smith, Jo' may be initials or a name: as both, where the mirror has such a name."""
    field = "author_full" if tag.fields == ("author",) else ""
    full = words.key(_plain(term.text).strip(" ;"))
    if not field or not context.begins(field, full):
        return short
    name = Node(unparse(term), f'"{full}"[Author - Full]', KeyPrefix(field, full), "Author - Full")
    expr = expressions.any_of((short.expr, name.expr))
    translation = f"{short.translation} OR {name.translation}"
    return replace(short, translation=translation, expr=expr, op="OR", children=(short, name))


def _plain(text: str) -> str:
    """A name without full stops, initials apart: 'smith j.-p.' as 'smith j p'."""
    return text.replace(".-", " ").replace(".", " ")


def _initials_joined(name: str) -> str:
    """'smith j a' as 'smith ja', as NLM prints it."""
    return _APART.sub(lambda found: " " + found[0].replace(" ", ""), name)


def _say_unknown(term: Term, context: Context, hint: str = "") -> None:
    context.note(NoteKind.NOT_FOUND, f"{unparse(term)}: no such name in the mirror", term.start, hint, term.text)


def _loose(field: str, name: str) -> Expr:
    last = name.rpartition(" ")[2]
    if " " in name and len(last) <= _LONGEST_INITIALS:
        return KeyPrefix(field, name)
    return expressions.any_of([Key(field, (name,)), KeyPrefix(field, f"{name} ")])


def map_full_name(term: Term, tag: Tag, context: Context) -> Node:
    """'smith, john a', 'john a smith' or 'smith john a'; 'smith, john' also finds the John As."""
    fields = ("author_full",) if tag.kind == "author" and tag.fields == ("author",) else tag.fields
    names = full_names(term.text)
    parts = [KeyPrefix(field, name) for field in fields for name in names]
    known = [name for name in names if any(context.begins(field, name) for field in fields)]
    if not known:
        _say_unknown(term, context)
    printed = (known or names)[0].strip(" ,")
    return Node(
        unparse(term), f'"{printed}"[{_full(tag)}]', expressions.any_of(parts), tag.name, start=term.start, end=term.end
    )


def full_names(text: str) -> list[str]:
    """What a full name may be in the index, the likelier first: 'last, fore' as written, or in natural and in
    inverted order; initials come last in neither."""
    name = words.key(text.replace(".", " ").strip(" ;*"))
    last, comma, fore = (part.strip() for part in name.partition(","))
    if comma or " " not in name:
        return [f"{last}, {fore}"]
    fore, _, last = name.rpartition(" ")
    first, _, rest = name.partition(" ")
    found = [f"{last}, {fore}", f"{first}, {rest}"]
    return found[::-1] if len(last) == 1 else found


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
    else:
        issn = text.replace("-", "").lower() if _ISSN.fullmatch(text) else ""
        parts = [Key("issn", (f"{issn[:4]}-{issn[4:]}",))] if issn else [Key("journal", (name,))]
        concept = _journal(text, context)
        if concept:
            parts = [*parts, *_journal_keys(concept.name, concept.short, concept.ui, "" if issn else name)]
            name = words.key(concept.short or concept.name)
            if concept.ui:
                to = f'"{concept.short or concept.name}"[Journal:__jid{concept.ui}]'
                context.translations.append((f"{term.text}[{tag.short}]", to))
    expr = expressions.any_of(parts)
    if concept is None and not term.jid and context.count(expr) == 0:
        context.note(NoteKind.NOT_FOUND, f"no journal '{text}' is known here", term.start, "", text)
    return Node(unparse(term), f'"{name}"[{tag.name}]', expr, tag.name, start=term.start, end=term.end)


def _journal(text: str, context: Context) -> Concept | None:
    """The journal of that name, with or without its article, with or without what stands in parentheses; or of that
    ISSN, with or without its hyphen."""
    bare = text.lower().removeprefix("the ")
    tries = [text, bare, f"the {bare}"]
    if _ISSN.fullmatch(text):
        tries = [f"{text.replace('-', '')[:4]}-{text.replace('-', '')[4:]}"]
    return next((c for each in tries if (c := context.vocabulary.named(each, "journal"))), None)


def _journal_keys(title: str, short: str, jid: str, typed: str) -> list[Expr]:
    names = tuple(dict.fromkeys(words.key(n) for n in (short, title, typed) if n))
    return [Key("journal", names), *([Key("jid", (words.key(jid),))] if jid else [])]
