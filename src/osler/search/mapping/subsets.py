"""[sb] and [filter]: filters that stand for a query, subsets the index holds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import replace

from osler.engine import words
from osler.model.query import All, Expr, Key, KeyPrefix
from osler.search import filters
from osler.search.mapping.context import Context
from osler.search.mapping.languages import CODES
from osler.search.mapping.node import Node
from osler.search.syntax import NoteKind, Tag, Term, unparse

_EVERYTHING = ("all", "pubmed", "all pubmed")
_SUBSETS = {  # PubMed's name -> the index's
    "fha": "hasabstract",
    "abstract": "hasabstract",
    "has abstract": "hasabstract",
    "ffrft": "free full text",
    "free full text": "free full text",
    "freefulltext": "free full text",
    "loattrfree full text": "free full text",
    "pubmed pmc": "pmc",
    "pubmed pmc all": "pmc",
    "pubmed books": "booksdocs",
    "books and documents": "booksdocs",
    "in process": "inprocess",
    "in-process": "inprocess",
    "as supplied by publisher": "publisher",
    "pubmed not medline": "pubmednotmedline",
    "pubmed-not-medline": "pubmednotmedline",
    "jsubsetaim": "aim",
    "core clinical journals": "aim",
    "jsubsetn": "n",
    "nursing journals": "n",
    "nursing": "n",
    "jsubsetd": "d",
    "dental journals": "d",
    "dental": "d",
    "jsubsetim": "im",
    "jsubsetk": "k",
    "jsubsetq": "q",
    "history of medicine": "q",
    "jsubsetx": "x",
    "jsubsets": "s",
    "jsubsetb": "b",
    "jsubsete": "e",
    "jsubsetoldm": "om",
}
_FLAG = re.compile(r"(?:has|jsubset)[a-z]{1,40}")
_YEARS = re.compile(r"y_(\d{1,2})")


def map_filter(term: Term, tag: Tag, context: Context, translate: Callable[[str, Context], Node]) -> Node:
    """A named filter, a subset, a language, or the last y_N years."""
    name = words.key(term.text.strip(" ,;"))
    printed = f'"{name}"[{tag.name}]'
    filter_ = filters.named(name) if tag.name == "Filter" else None
    if name in _EVERYTHING:
        return _node(term, printed, All(), tag)
    if filter_:
        inner = translate(filter_.query, context)
        because = f"{filter_.name}: {filter_.source}"
        return replace(_node(term, printed, inner.expr, tag), because=because, children=(inner,))
    if name.endswith("*"):
        return _node(term, printed, KeyPrefix("subset", name.rstrip("*")), tag)
    years = _YEARS.fullmatch(name)
    if years:
        inner = translate(f'"last {years.group(1)} years"[dp]', context)
        return replace(_node(term, printed, inner.expr, tag), children=(inner,))
    if name in CODES:
        return _node(term, printed, Key("language", (CODES[name],)), tag)
    value = _SUBSETS.get(name, name)
    expr = Key("subset", (value,))
    if context.frequency("subset", value) == 0 and value not in _SUBSETS.values():
        _unknown(term, name, context)
    return _node(term, printed, expr, tag)


def _unknown(term: Term, name: str, context: Context) -> None:
    known = [*filters.names(), *_SUBSETS, *_EVERYTHING]
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    context.note(
        NoteKind.NOT_FOUND,
        f"no record here carries the filter '{name}'",
        term.start,
        f"did you mean {close[0]}[sb]?" if close else "",
        name,
    )


def _node(term: Term, printed: str, expr: Expr, tag: Tag) -> Node:
    return Node(unparse(term), printed, expr, tag.name, start=term.start, end=term.end)


def map_flag(word: str, term: Term, context: Context) -> Node | None:
    """'hasabstract', 'hasretractionin', 'jsubsetaim'… without a tag or with [text], as PubMed's guide writes them: a
    property of the record, where the mirror knows it."""
    name = words.key(word)
    value = _SUBSETS.get(name, name)
    if not _FLAG.fullmatch(name) or (name not in _SUBSETS and context.frequency("subset", value) == 0):
        return None
    return Node(word, f'"{name}"[Filter]', Key("subset", (value,)), "Filter", start=term.start, end=term.end)
