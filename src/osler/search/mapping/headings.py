"""Controlled terms: MeSH headings with qualifiers and explosion, substances, pharmacological actions."""

from __future__ import annotations

import difflib

from osler.engine import words
from osler.model.query import Expr, Key, KeyPrefix, Nothing
from osler.search import slips
from osler.search.mapping import expressions
from osler.search.mapping.context import Context
from osler.search.mapping.named import named
from osler.search.mapping.node import Node
from osler.search.mapping.spelling import american
from osler.search.syntax import NoteKind, Tag, Term, unparse
from osler.search.vocabulary import Concept

_NO_TREE = "headings were not exploded: MeSH's tree is not loaded"
_CATEGORIES = {  # PubMed's names for whole trees: diseases category[mh]
    "anatomy": "A",
    "organisms": "B",
    "diseases": "C",
    "chemicals and drugs": "D",
    "analytical, diagnostic and therapeutic techniques and equipment": "E",
    "psychiatry and psychology": "F",
    "phenomena and processes": "G",
    "disciplines and occupations": "H",
    "anthropology, education, sociology and social phenomena": "I",
    "technology and food and beverages": "J",
    "humanities": "K",
    "information science": "L",
    "persons": "M",
    "health care": "N",
    "geographical locations": "Z",
}
_LONGEST = 45  # letters of a heading that is looked for one slip away
_MOST_NEAREST = 10  # unknown headings of a query for which the nearest is looked for: a hundredth of a second each


def map_heading(term: Term, tag: Tag, context: Context) -> Node:
    """[mh] and [majr]: 'heading' or 'heading/qualifier', exploded unless the tag says noexp."""
    text = term.text.strip(" ,.")
    if text.endswith("*") and not ("/" in text and context.vocabulary.qualifier(text.rpartition("/")[2].strip("* "))):
        return _truncated(term, text, tag)
    text = text.rstrip("*")  # Asthma/drug therapy*, as MEDLINE marks what is major
    heading, qualifier = _split(text, context)
    keys = _keys(heading, "descriptor", term, context)
    if qualifier is None:
        printed, values = keys.name, keys.values
    else:
        below = _keys(qualifier, "qualifier", term, context)
        if below.concept is None:
            message = f"'{qualifier}' is no MeSH subheading"
            context.note(NoteKind.NOT_FOUND, message, term.start, f"without it: {heading}[{tag.short}]", qualifier)
        printed = f"{keys.name}/{below.name}"
        values = tuple(f"{one}/{other}" for one in keys.values for other in below.values)
    expr = Key(tag.fields[0], values)
    if keys.concept is None:
        _unknown(term, heading, tag, context)
    return Node(
        unparse(term),
        f'"{printed}"[{tag.name}{"" if term.explode else ":noexp"}]',
        expr,
        tag.name,
        because=_because(heading, keys.concept),
        explodes=len(keys.values) - 1,
        start=term.start,
        end=term.end,
    )


def map_qualifier(term: Term, tag: Tag, context: Context) -> Node:
    """[sh]: a qualifier of any heading, with the qualifiers below it."""
    keys = _keys(term.text.strip(" ,./"), "qualifier", term, context)
    suffix = "" if term.explode else ":noexp"
    return Node(
        unparse(term),
        f'"{keys.name}"[{tag.name}{suffix}]',
        Key(tag.fields[0], keys.values),
        tag.name,
        explodes=len(keys.values) - 1,
        start=term.start,
        end=term.end,
    )


def map_substance(term: Term, tag: Tag, context: Context) -> Node:
    """[nm]: the substance or supplementary concept that the text names."""
    if term.text.endswith("*"):
        return _truncated(term, term.text, tag)
    concept = named(term.text, term, context, "supplementary", "descriptor")
    name = concept.key if concept else words.key(term.text)
    expr = Key(tag.fields[0], (name,))
    if concept is None and not context.frequency(tag.fields[0], name):
        message = f"'{term.text}' is no substance known here"
        context.note(NoteKind.NOT_FOUND, message, term.start, f"as words: {term.text}[tw]", term.text)
    return Node(
        unparse(term),
        f'"{name}"[{tag.name}]',
        expr,
        tag.name,
        because=_because(term.text, concept),
        start=term.start,
        end=term.end,
    )


def map_action(term: Term, tag: Tag, context: Context) -> Node:
    """[pa]: everything NLM says acts this way."""
    concept = named(term.text, term, context, "descriptor")
    substances = context.vocabulary.with_action(concept) if concept else []
    name = concept.key if concept else words.key(term.text)
    if not substances:
        context.note(
            NoteKind.NOT_FOUND,
            f"no substance is known to act as '{term.text}'",
            term.start,
            "an administrator loads NLM's file of pharmacological actions: osler mesh load pa2026.xml",
            term.text,
        )
    return Node(
        unparse(term), f'"{name}"[{tag.name}]', acting(substances), tag.name, explodes=len(substances),
        start=term.start, end=term.end,
    )  # fmt: skip


def acting(substances: list[Concept]) -> Expr:
    """Records with any of these as heading or substance."""
    headings = tuple(s.key for s in substances if s.kind == "descriptor")
    every = tuple(s.key for s in substances)
    parts = [Key("mesh", headings)] if headings else []
    return expressions.any_of([*parts, Key("nm", every)]) if every else Nothing()


class _Keys:
    """A heading and what lies below it, as the index keeps them."""

    def __init__(self, concept: Concept | None, name: str, values: tuple[str, ...]) -> None:
        self.concept, self.name, self.values = concept, name, values


def _keys(text: str, kind: str, term: Term, context: Context) -> _Keys:
    vocabulary = context.vocabulary
    kinds = (kind, "publication type") if kind == "descriptor" else (kind,)
    concept = vocabulary.qualifier(text) if kind == "qualifier" else named(text, term, context, *kinds)
    if concept is None:
        name = words.key(text)
        letter = _CATEGORIES.get(name.removesuffix(" category")) if name.endswith(" category") else None
        found = vocabulary.category(letter) if letter and kind == "descriptor" and term.explode else ()
        if found:
            return _Keys(Concept(kind, "", text, name), name, found)
        return _Keys(None, name, (name,))
    values = vocabulary.explode(concept) if term.explode else (concept.key,)
    if term.explode and not vocabulary.has_trees() and all(note.message != _NO_TREE for note in context.notes):
        hint = "an administrator loads it: osler mesh load desc2026.xml"
        context.note(NoteKind.LIMITED, _NO_TREE, term.start, hint)
    return _Keys(concept, concept.key, values)


def _split(text: str, context: Context) -> tuple[str, str | None]:
    """A heading and its qualifier; a '/' that belongs to a heading's name stays there."""
    if "/" not in text or context.vocabulary.named(text, "descriptor"):
        return text, None
    heading, _, qualifier = text.rpartition("/")
    heading, qualifier = heading.strip(), qualifier.strip()
    return (heading, qualifier) if heading and qualifier else (heading or qualifier, None)


def _because(text: str, concept: Concept | None) -> str:
    if concept is None:
        return ""
    if [american(word) for word in words.words(text)] == words.words(concept.name):
        return ""
    return f"'{text}' is an entry term of {concept.name}"


def _unknown(term: Term, heading: str, tag: Tag, context: Context) -> None:
    """A heading the vocabulary lacks: said, with one a slip away or the nearest of the same first letter, unless the
    mirror itself carries it."""
    key = words.key(heading)
    if context.frequency(tag.fields[0], key):
        return
    close: list[str] = []
    if sum(note.kind is NoteKind.NOT_FOUND for note in context.notes) < _MOST_NEAREST:
        close = _one_slip_away(key, context) or difflib.get_close_matches(
            key, context.vocabulary.keys("descriptor", key[:1]), n=1, cutoff=0.75
        )
    context.note(
        NoteKind.NOT_FOUND,
        f"'{heading}' is no MeSH heading known here",
        term.start,
        f'did you mean "{close[0]}"[{tag.short}]?' if close else f"as words: {heading}[tiab]",
        heading,
    )


def _one_slip_away(key: str, context: Context) -> list[str]:
    """The heading with a name or entry term one slip away, whatever its first letter."""
    name = " ".join(words.words(key))
    if not 0 < len(name) <= _LONGEST:
        return []
    found = context.vocabulary.among(slips.edits(name), "descriptor")
    likely = [(slips.cost(name, entry), -concept.weight, concept.key) for entry, concept in found]
    return [min(likely)[2]] if likely else []


def _truncated(term: Term, text: str, tag: Tag) -> Node:
    start = words.key(text.rstrip("*"))
    return Node(
        unparse(term),
        f'"{start}*"[{tag.name}{"" if term.explode else ":noexp"}]',
        KeyPrefix(tag.fields[0], start),
        tag.name,
        start=term.start,
        end=term.end,
    )
