"""What an engine is asked: a Boolean expression over index fields, and how to order what it finds.

The tree is engine-agnostic. Words are already analysed (`osler.engine.words`), keys already in
their index form (lower case). `docs/ARCHITECTURE.md` lists every field and what fills it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Words:
    """Adjacent words in a text field (one word, a phrase, or words within `slop` of each other).

    `prefix` makes the last word a truncation ("cardiolog*"). With `slop` > 0 the order is free
    and at most `slop` other words stand between them (PubMed's proximity).
    """

    field: str  # title | abstract | keyword | other | affiliation | journal_words | …
    words: tuple[str, ...]
    slop: int = 0
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """Any of these exact values in a keyed field, e.g. Key("mesh", ("lung", "lung diseases"))."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyPrefix:
    """A value of a keyed field that starts with `prefix`."""

    field: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Span:
    """Integers from `low` to `high`, both included; None is open. Dates are YYYYMMDD."""

    field: str  # pub_date | entrez_date | … | pmid | cites
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Pmids:
    """These records."""

    pmids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Every record."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No record."""


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What `keep` matches and `drop` does not (NOT is binary in PubMed)."""

    keep: Expr
    drop: Expr


Expr = Words | Key | KeyPrefix | Span | Pmids | All | Nothing | And | Or | Not


class Sort(StrEnum):
    BEST = "best"
    DATE = "date"  # publication date, newest first, then PMID descending
    ENTREZ = "entrez"  # most recently added
    AUTHOR = "author"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Weighted:
    """Part of a score: documents matching `expr` gain `weight` (times BM25 where `bm25`)."""

    expr: Expr
    weight: float = 1.0
    bm25: bool = True


@dataclass(frozen=True, slots=True)
class Search:
    """One question to an engine."""

    where: Expr
    score: tuple[Weighted, ...] = ()  # only read when sort is BEST
    sort: Sort = Sort.BEST
    limit: int = 20
    offset: int = 0
    facets: tuple[str, ...] = ()  # year | publication_type | journal | language | free_full_text
    exact_facets: bool = False  # False allows an engine to sample a broad result, and to say so
    seconds: float | None = None  # time budget; QueryTooSlow after it. None: none


@dataclass(frozen=True, slots=True)
class Hit:
    pmid: int
    score: float


@dataclass(frozen=True, slots=True)
class Facet:
    counts: tuple[tuple[str, int], ...]  # (value, count); years ascending, others by count
    sampled: int = 0  # records of the result that were counted, for all of it; 0: all were

    @property
    def exact(self) -> bool:
        return not self.sampled


@dataclass(frozen=True, slots=True)
class Found:
    count: int  # exact
    hits: tuple[Hit, ...]
    facets: dict[str, Facet] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # sentences: what the engine had to cut short
