"""ECitMatch: citation strings -> PMIDs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse

from osler.engine import words
from osler.eutils import documents
from osler.eutils.door import mirror_engine, utility
from osler.eutils.parameters import Parameters
from osler.model.query import And, Expr, Key, KeyPrefix, Span

_MOST = 1_000  # citations of one request
_SEVERAL = 2


class Citation(NamedTuple):
    """`journal|year|volume|first page|author|your key|`, parts that are not known left empty."""

    journal: str
    year: str
    volume: str
    page: str
    author: str
    key: str

    @classmethod
    def read(cls, line: str) -> Citation:
        parts = [part.strip() for part in line.split("|")]
        return cls(*(parts + [""] * 6)[:6])

    def __str__(self) -> str:
        return "|".join((self.journal, self.year, self.volume, self.page, self.author, self.key))


@utility("ecitmatch", "eCitMatchResult")
def ecitmatch(request: HttpRequest, parameters: Parameters) -> HttpResponse:
    text = "\r".join(parameters.given.get("bdata", ()))
    lines = [line for line in text.replace("\n", "\r").split("\r") if line.strip()]
    return documents.plain("".join(f"{citation}|{match(citation)}\n" for citation in map(Citation.read, lines[:_MOST])))


def match(citation: Citation) -> str:
    """The PMID, "NOT_FOUND", or "AMBIGUOUS (n citations)"."""
    clauses = list(_clauses(citation))
    if len(clauses) < _SEVERAL:
        return "NOT_FOUND;INVALID_JOURNAL" if not citation.journal else "NOT_FOUND"
    engine = mirror_engine()
    found = engine.pmids(And(tuple(clauses)), limit=20)
    if len(found) == 1:
        return str(found[0])
    return f"AMBIGUOUS ({len(found)} citations)" if found else "NOT_FOUND"


def _clauses(citation: Citation) -> Iterator[Expr]:
    if citation.journal:
        name = words.key(citation.journal)
        yield Key("journal", (name, name.rstrip("."), name.replace(".", "")))
    if citation.year.isdecimal() and len(citation.year) == len("2026"):
        yield Span("pub_date", int(citation.year) * 10_000, int(citation.year) * 10_000 + 9999)
    if citation.volume:
        yield Key("volume", (words.key(citation.volume),))
    if citation.page:
        yield Key("page", (words.key(citation.page.partition("-")[0]),))
    if citation.author:
        yield KeyPrefix("author", words.key(citation.author))
