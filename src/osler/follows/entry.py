"""From a follow to what the engine is asked."""

from __future__ import annotations

from osler.engine.protocol import Engine
from osler.engine.words import key
from osler.errors import BadQuery, NotFound, OslerError
from osler.follows.models import Follow, Kind
from osler.follows.specialties import specialties
from osler.model.article import is_pmid
from osler.model.query import Expr, Key, Nothing, Pmids
from osler.search.related import Relater
from osler.search.run import Request, read
from osler.search.vocabulary import Vocabulary

_LIKE = 100  # papers like a seed that are looked through for new ones


def asked(follow: Follow, engine: Engine, vocabulary: Vocabulary, relater: Relater | None) -> Expr:
    """Nothing where it cannot be asked any more: a query that no longer parses, a paper that is gone."""
    try:
        return _asked(follow, engine, vocabulary, relater)
    except OslerError:
        return Nothing()


def _asked(follow: Follow, engine: Engine, vocabulary: Vocabulary, relater: Relater | None) -> Expr:
    if follow.kind == Kind.JOURNAL:
        return Key("journal", (key(follow.value),))
    if follow.kind == Kind.AUTHOR:
        return Key("author", (key(follow.value),))
    if follow.kind == Kind.PAPER:
        near = relater(int(follow.value), limit=_LIKE) if relater else []
        return Pmids(tuple(each.pmid for each in near)) if near else Nothing()
    return read(engine, vocabulary, Request(query(follow))).explanation.expr


def query(follow: Follow) -> str:
    """As it would be typed. Raises NotFound for a specialty that is gone from the list."""
    match follow.kind:
        case Kind.SPECIALTY:
            if follow.value not in specialties():
                raise NotFound(f"there is no specialty '{follow.value}'")
            return specialties()[follow.value].query
        case Kind.JOURNAL:
            return f'"{follow.value}"[ta]'
        case Kind.AUTHOR:
            return f"{follow.value}[au]"
        case Kind.MESH:
            return f'"{follow.value}"[mh]'
        case Kind.PAPER:
            return f"{follow.value}[pmid]"
    return follow.value


def checked(kind: str, value: str, engine: Engine, vocabulary: Vocabulary) -> None:
    """Raises BadQuery or NotFound where nothing could ever come of it."""
    if kind == Kind.PAPER and not is_pmid(value):
        raise BadQuery(f"'{value[:40]}' is no PMID", position=0)
    if kind in (Kind.SPECIALTY, Kind.MESH, Kind.SEARCH):
        read(engine, vocabulary, Request(query(Follow(kind=kind, value=value))))
