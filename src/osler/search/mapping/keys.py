"""Fields of exact values: publication types, ids, volumes, languages."""

from __future__ import annotations

import re
from dataclasses import replace

from osler.engine import words
from osler.errors import BadQuery
from osler.model.query import Expr, Key, KeyPrefix, Not, Span
from osler.search.mapping import expressions
from osler.search.mapping.context import Context
from osler.search.mapping.dates import EVER, between, days
from osler.search.mapping.languages import CODES
from osler.search.mapping.named import named
from osler.search.mapping.node import Node
from osler.search.syntax import NoteKind, Range, Tag, Term, unparse

DOI_HOST = re.compile(r"^(?:doi:\s*|https?://(?:dx\.)?doi\.org/)", re.IGNORECASE)
_PUBLISHED = ("pub_date", "electronic_date")
_ORCID = re.compile(r"(?<!\d)(\d{4})[- ]?(\d{4})[- ]?(\d{4})[- ]?(\d{3}[\dx])(?!\w)")
_PROJECT = re.compile(r"\d?[ -]?([a-z]\d\d|[a-z]{2}\d)?[ -]?([a-z]{2})[ -]?(\d{4,6})(?:-\w+(?:-\w+)?)?")
_PMID_SAID = re.compile(r"pmid\s*:?\s*(?=\d)", re.IGNORECASE)  # "PMID: 30561237", as reference lists print it


def map_key(term: Term, tag: Tag, context: Context) -> Node:
    """One value; with an asterisk, any that starts so."""
    text = DOI_HOST.sub("", term.text.strip(" ,;."))
    value = words.key(text)
    if value.endswith("*"):
        value = value.rstrip("*")
        expr = expressions.any_of(KeyPrefix(field, value) for field in tag.fields)
        return _node(term, tag, f"{value}*", expr)
    if tag.fields == ("pt",):
        return _publication_type(term, tag, value, context)
    expr = expressions.any_of(Key(field, _spellings(field, value)) for field in tag.fields)
    if not any(context.frequency(field, each) for field in tag.fields for each in _spellings(field, value)):
        context.note(NoteKind.NOT_FOUND, f"{unparse(term)} finds nothing in the mirror", term.start, "", term.text)
    return _node(term, tag, value, expr)


def _publication_type(term: Term, tag: Tag, value: str, context: Context) -> Node:
    concept = named(term.text, term, context, "publication type", "descriptor")
    values = context.vocabulary.explode(concept) if concept and term.explode else (concept.key if concept else value,)
    if concept is None and context.frequency("pt", value) == 0:
        context.note(NoteKind.NOT_FOUND, f"'{term.text}' is no publication type known here", term.start, "", term.text)
    node = _node(term, tag, values[0], Key("pt", values), explodes=len(values) - 1)
    return node if term.explode else replace(node, translation=f'"{values[0]}"[{tag.name}:noexp]')


def _spellings(field: str, value: str) -> tuple[str, ...]:
    """How the index may keep a value that people write in more than one way."""
    if field == "pmc" and value.isdigit():
        return (f"pmc{value}",)
    if field == "auid":
        orcid = _ORCID.search(value)  # alone, as an address, or behind its name: "orcid 0000-0001-…"
        return tuple(dict.fromkeys((value, value.rpartition("/")[2], "-".join(orcid.groups()) if orcid else value)))
    if field == "grant" and (project := _PROJECT.fullmatch(value)):  # 5R01-CA101211-05, as papers print it
        number = f"{project[2]}{int(project[3]):06}"
        return tuple(dict.fromkeys((value, f"{project[1]} {number}" if project[1] else number)))
    return (value,)


def map_language(term: Term, tag: Tag, context: Context) -> Node:
    """A language by name or three-letter code."""
    value = words.key(term.text)
    code = CODES.get(value, value)
    if code not in CODES.values() and context.frequency("language", value) == 0:
        context.note(NoteKind.NOT_FOUND, f"'{term.text}' is no language known here", term.start, "", term.text)
    name = next((n for n, c in CODES.items() if c == code), value)
    return _node(term, tag, name, Key("language", (code,)))


def map_date(term: Term | Range, tag: Tag, context: Context) -> Node:
    """A date or a range of dates."""
    if isinstance(term, Range):
        found = between(term.low, term.high, term.start, context.today)
    else:
        found = days(term.text, term.start, context.today, ahead=tag.fields[0] in _PUBLISHED)
    spans: list[Expr] = [Span(field, found.low, found.high) for field in tag.fields]
    if len(spans) > 1 and isinstance(term, Term) and found.last is not EVER:
        # "The electronic date will not be searchable if it is later than the print date, except when range searching":
        # PubMed User Guide, Publication Date.
        spans = [spans[0], *(Not(span, Span(tag.fields[0], 0, found.low - 1)) for span in spans[1:])]
    printed = f"{found.printed}[{tag.name}]"
    return Node(unparse(term), printed, expressions.any_of(spans), tag.name, start=term.start, end=term.end)


def map_pmid(term: Term | Range, tag: Tag, context: Context) -> Node:
    """One or several PMIDs, or a range."""
    if isinstance(term, Range):
        low, high = _number(term.low, term.start), _number(term.high, term.start)
        if low > high:
            raise BadQuery(f"{low}:{high} runs backwards", position=term.start, hint=f"write {high}:{low}[pmid]")
        return Node(
            unparse(term), f"{low}:{high}[PMID]", Span("pmid", low, high), tag.name, start=term.start, end=term.end
        )
    text = _PMID_SAID.sub("", term.text)
    numbers = [_number(n, term.start) for n in re.split(r"[\s,;]+", text) if n]
    expr: Expr = expressions.any_of(Span("pmid", n, n) for n in numbers)
    translation = " OR ".join(f"{n}[UID]" for n in numbers)
    op = "OR" if len(numbers) > 1 else ""
    return Node(unparse(term), translation, expr, tag.name, op, start=term.start, end=term.end)


def _number(text: str, position: int) -> int:
    text = text.strip()
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise BadQuery(f"'{text[:20]}' is no PMID", position=position, hint="a PMID is a number: 30561237[pmid]")
    return int(text)


def _node(term: Term, tag: Tag, printed: str, expr: Expr, explodes: int = 0) -> Node:
    return Node(
        unparse(term), f'"{printed}"[{tag.name}]', expr, tag.name, explodes=explodes, start=term.start, end=term.end
    )
