"""Notation that is not PubMed's: other databases', search engines', what stands around a query. Warned of only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from osler.search.syntax import Kind, Note, NoteKind, Term, Tree, groups, leaves, unparse

_TAGS_OUTSIDE = re.compile(r"\b(?:tiab|mesh|ti|ab)\b", re.IGNORECASE)
_OVID = re.compile(
    r"(?:^|\s)(?:exp\s+\w+|\.(?:ti|ab|tw|mp|sh|kw|kf|pt|af)(?:[.,]|$)|limit\s+\d+\s+to\b|\w+[./](?:ti|ab|tw|mp|sh|kw)\b|\w+\.(?:kf|hw|pt|af)(?:[.,]|$)|(?:adj|near/?)\d+\s)|\$(?:\s|$|\))|[^\W\d][#?][^\W\d]",
    re.IGNORECASE,
)
# Embase's, Cochrane's, Scopus', Web of Science's, CINAHL's.
_ELSEWHERE = re.compile(
    r"\w['’]?(?::(?:ti|ab|kw|de)|/(?:exp|de|mj))\b|/(?:lim|py)\b"
    r"|^(?:ts|ti|ab|title|abstract|tiab|au|author|mesh|mh|title-abs(?:-key)?)(?:\s*=|:(?=\S|$))|^title-abs(?:-key)?$"
    r"|(?:^|\s)(?:w|pre|n)/\d+\s|(?<=\w)\s(?-i:NEXT|NEAR|ADJ|WITHIN)\s(?=\w)|\b(?:pub)?year\s*[<>=]"
    r"|^(?-i:TI|AB)\s+\S",
    re.IGNORECASE,
)
_EXPLODED = re.compile(r"[a-z]{4,}\+$")  # CINAHL's "Asthma+", not a cell that is "CD4+"
_SIGN = re.compile(r"(?:^|\s)[-−!](?=[^\W\d])")  # NOT as web search engines write it
_YEARS = re.compile(r"(?<![\w.])((?:1[89]|20)\d\d)\s*[-–:]\s*((?:1[89]|20|30)\d\d)(?![\w.])")
# Written around a query by PubMed's history and its CSV.
_FURNITURE = re.compile(r"(?:^|\s)(?-i:(Filters|Sort by|Search):)")
_APOSTROPHES = re.compile(r"['‘’`][^'‘’`]*\w\s[^'‘’`]*['‘’`]")
_NEAR = ("title", "title abstract keyword", "affiliation")  # fields in which PubMed takes proximity
_NUMBERED = re.compile(r"#\s?\d")
_CODES = ("TI", "AB", "TX", "MH", "MM", "MJ", "SU", "AU", "SO", "DE")  # CINAHL's, before what they say: MH "Asthma"


def foreign(tree: Tree) -> Iterator[Note]:
    """Notation of other databases, which PubMed reads as words."""
    yield from _codes(tree)
    for term in (leaf for leaf in leaves(tree) if isinstance(leaf, Term)):
        as_words = term.tag is None or term.tag.kind is Kind.TEXT
        if as_words and not term.quoted and _OVID.search(term.text):
            message = f"'{term.text[:40]}' looks like Ovid's notation"
            yield Note(NoteKind.WARNING, message, term.start, "PubMed writes tags in brackets: asthma[tiab]", term.text)
        elif as_words and (_EXPLODED if term.quoted else _ELSEWHERE).search(term.text):
            message = f"'{term.text[:40]}' looks like another database's notation and was read as words"
            hint = 'in PubMed\'s: asthma[tiab], "Asthma"[mh], "asthma child"[tiab:~3]'
            yield Note(NoteKind.WARNING, message, term.start, hint, term.text)
        elif term.tag is None and not term.quoted and _TAGS_OUTSIDE.fullmatch(term.text):
            message = f"'{term.text}' was read as a word"
            yield Note(NoteKind.WARNING, message, term.start, f"a tag needs brackets: [{term.text.lower()}]", term.text)
        if term.tag is None and not term.quoted and _NUMBERED.search(term.text):
            message = f"'{term.text[:40]}' was read as words, not as earlier searches"
            yield Note(NoteKind.WARNING, message, term.start, "write them apart from the rest: #1 AND #2", term.text)
        sign = _SIGN.search(term.text) if term.tag is None and not term.quoted else None
        if sign:
            message = f"'{sign[0].strip()}' is no operator and was ignored"
            yield Note(NoteKind.WARNING, message, term.start, "write NOT, in capitals", term.text)


def _codes(tree: Tree) -> Iterator[Note]:
    """MH "Asthma": a field before its words. MM alone is multiple myeloma."""
    for node in groups(tree):
        for code, words in pairwise(node.parts):
            before = isinstance(code, Term) and code.tag is None and not code.quoted and code.text in _CODES
            if before and isinstance(words, Term) and words.quoted and words.start == code.end + 1:
                message = f"'{unparse(code)} {unparse(words)}' looks like another database's notation"
                yield Note(NoteKind.WARNING, message, code.start, f"a tag follows its term: {unparse(words)}[mh]")


def marks(terms: list[Term]) -> Iterator[Note]:
    """What looks like a part of the query's notation and is none: years, apostrophes, PubMed's own words around it."""
    for term in terms:
        if term.near is not None and term.tag and " ".join(term.tag.fields) not in _NEAR:
            message = (
                f"PubMed takes :~{term.near} in [ti], [tiab] and [ad] only; here it is searched in [{term.tag.short}]"
            )
            yield Note(NoteKind.WARNING, message, term.start, "", term.text)
        if term.quoted or (term.tag and term.tag.kind is not Kind.TEXT):
            continue
        if _APOSTROPHES.fullmatch(term.text) and term.tag is None:
            message = "apostrophes make no phrase: the words were searched apart"
            yield Note(NoteKind.WARNING, message, term.start, f'write "{term.text[1:-1]}"', term.text)
        years = _YEARS.search(term.text) if term.tag is None else None
        if years:
            message = f"'{years[0]}' was searched as words"
            yield Note(NoteKind.WARNING, message, term.start, f"years take a tag: {years[1]}:{years[2]}[dp]", term.text)
        around = _FURNITURE.search(term.text)
        if around:
            message = f"'{around[1]}:' is PubMed's own, around a query; here it is searched"
            yield Note(
                NoteKind.WARNING, message, term.start, "write filters as humans[filter], 2010:2020[dp]", term.text
            )
