"""Small builders: words in several fields, and every field of an untagged word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import permutations

from osler.engine import words
from osler.model.query import And, Expr, Key, KeyPrefix, Not, Nothing, Or, Span, Words

# PubMed: "all search fields except for Place of Publication, Transliterated Title" and the processing dates.
ALL_TEXT = ("title", "abstract", "keyword", "term", "people", "affiliation", "coi")
IDENTIFIERS = ("doi", "pmc", "aid", "rn", "grant", "databank", "issn", "jid", "isbn", "auid", "other_id")
NUMBERS = ("volume", "issue", "page")
_PERMUTED = 5  # words, as many as proximity takes; beyond it, order-free adjacency would be thousands of phrases


def any_of(parts: Iterable[Expr]) -> Expr:
    """OR, flat and without what finds nothing."""
    flat = _flat(parts, Or)
    flat = [part for part in flat if not isinstance(part, Nothing)]
    return flat[0] if len(flat) == 1 else Or(tuple(flat)) if flat else Nothing()


def all_of(parts: Iterable[Expr]) -> Expr:
    """AND, flat."""
    flat = _flat(parts, And)
    return flat[0] if len(flat) == 1 else And(tuple(flat)) if flat else Nothing()


def _flat(parts: Iterable[Expr], kind: type[And] | type[Or]) -> list[Expr]:
    """The parts, those of the same kind taken apart, no leaf twice. Groups are not hashed: they may be deep."""
    flat: list[Expr] = []
    seen: set[Expr] = set()
    for part in parts:
        for each in part.parts if isinstance(part, kind) else (part,):
            if isinstance(each, And | Or | Not):
                flat.append(each)
            elif each not in seen:
                seen.add(each)
                flat.append(each)
    return flat


def text(fields: Sequence[str], terms: Sequence[str], *, near: int | None = None, prefix: bool = False) -> Expr:
    """These words, adjacent (or `near`), in any of the fields."""
    terms = tuple(terms)
    if not terms:
        return Nothing()
    if near is None or len(terms) == 1:
        return any_of(Words(field, terms, 0, prefix) for field in fields)
    if near > 0:
        return any_of(Words(field, terms, near, prefix) for field in fields)
    orders = permutations(terms) if len(terms) <= _PERMUTED else [terms]
    return any_of(Words(field, tuple(order), 0) for order in orders for field in fields)


def everywhere(terms: Sequence[str], raw: str = "", *, prefix: bool = False) -> Expr:
    """These adjacent words in every field of an untagged search; `raw` is the text as typed, for identifiers."""
    parts: list[Expr] = [text(ALL_TEXT, terms, prefix=prefix)]
    key = words.key(raw or " ".join(terms)).rstrip("*")
    if key and " " not in key and any(c.isdigit() for c in key):
        if prefix:
            parts += [KeyPrefix(field, key) for field in IDENTIFIERS]
        else:
            parts += [Key(field, (key,)) for field in IDENTIFIERS]
            if key.isdigit():
                parts += _numbers(key)
    return any_of(parts)


def _numbers(digits: str) -> list[Expr]:
    found: list[Expr] = [Key(field, (digits,)) for field in NUMBERS]
    if len(digits) <= 8:
        found.append(Span("pmid", int(digits), int(digits)))
    if re.fullmatch(r"1[789]\d\d|20\d\d", digits):
        year = int(digits) * 10_000
        found.append(Span("pub_date", year, year + 9_999))
    return found
