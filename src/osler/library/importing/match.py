"""Entries to papers of the mirror: by PMID, DOI, PMCID, then by title with year and journal. Many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeVar

from osler.engine.protocol import Engine
from osler.engine.words import key, words
from osler.library.importing.entry import Entry
from osler.model.article import Article
from osler.model.query import And, Expr, Key, Pmids, Search, Sort, Span, Words
from osler.pubmed.xml import parse

Value = TypeVar("Value")
_AT_ONCE = 500
_LIKE = 0.9  # of a title's words in order: two printings of one title
_SAME_WORK = 0.6  # a number of another database is believed where the titles agree so far
_TELLING = 5  # words from which a title alone names a paper
_FEW = 12  # candidates looked at
_ASKED = 8  # words asked for where the whole title is not found


class Match(NamedTuple):
    pmid: int
    by: str  # PMID | DOI | PMCID | title


def match(engine: Engine, entries: Sequence[Entry]) -> list[Match | None]:
    """In the order of the entries; None where the mirror has no such paper, or several that fit."""
    found: list[Match | None] = [None] * len(entries)
    for step in (_by_pmid, _by_doi, _by_pmcid, _by_number, _by_title):
        left = [at for at, each in enumerate(found) if each is None]
        for at, result in zip(left, step(engine, [entries[at] for at in left]), strict=True):
            found[at] = result
    return found


def _by_pmid(engine: Engine, entries: list[Entry]) -> list[Match | None]:
    wanted = sorted({int(each.pmid) for each in entries if each.pmid})
    held = {pmid for part in _parts(wanted) for pmid in engine.pmids(Pmids(tuple(part)))}
    return [Match(int(e.pmid), "PMID") if e.pmid and int(e.pmid) in held else None for e in entries]


def _by_doi(engine: Engine, entries: list[Entry]) -> list[Match | None]:
    return _by_key(engine, [each.doi for each in entries], "doi", "DOI", _dois)


def _by_pmcid(engine: Engine, entries: list[Entry]) -> list[Match | None]:
    return _by_key(engine, [each.pmcid for each in entries], "pmc", "PMCID", lambda article: [article.pmcid])


def _dois(article: Article) -> list[str]:
    ids = [each.value for each in article.ids if each.type == "doi"]
    return ids + [place.value for place in article.elocations if place.type == "doi"]


def _by_key(
    engine: Engine, values: list[str], field: str, by: str, of: Callable[[Article], Iterable[str]]
) -> list[Match | None]:
    wanted = sorted({key(value) for value in values if value})
    found: dict[str, int] = {}
    for part in _parts(wanted):
        for article in _articles(engine, engine.pmids(Key(field, tuple(part)))):
            for value in of(article):
                found.setdefault(key(value), article.pmid)
    return [Match(found[key(value)], by) if value and key(value) in found else None for value in values]


def _by_number(engine: Engine, entries: list[Entry]) -> list[Match | None]:
    """A number that may be PubMed's, where the paper of that PMID has the entry's title."""
    wanted = sorted({int(each.number) for each in entries if each.number and each.title})
    papers = {a.pmid: a for part in _parts(wanted) for a in _articles(engine, part)}
    return [
        Match(int(each.number), "PMID")
        if each.number and each.title and _agrees(papers.get(int(each.number)), each)
        else None
        for each in entries
    ]


def _agrees(article: Article | None, each: Entry) -> bool:
    return article is not None and _likeness_of(words(each.title), article) >= _SAME_WORK


def _by_title(engine: Engine, entries: list[Entry]) -> list[Match | None]:
    return [_titled(engine, each) if each.title else None for each in entries]


def _titled(engine: Engine, each: Entry) -> Match | None:
    title = words(each.title)
    if not title:
        return None
    for where in _questions(title, each.year):
        hits = engine.search(Search(where, sort=Sort.DATE, limit=_FEW)).hits
        fitting = [a for a in _articles(engine, [hit.pmid for hit in hits]) if _fits(a, each, title)]
        if len(fitting) == 1:
            return Match(fitting[0].pmid, "title")
        if fitting:
            named = [article for article in fitting if _same_journal(article, each.journal)]
            return Match(named[0].pmid, "title") if len(named) == 1 else None
    return None


def _questions(title: list[str], year: str) -> Iterator[Expr]:
    """The title as a phrase; then its longest words, wherever they stand: printings differ in hyphens and signs."""
    near: tuple[Expr, ...] = ()
    if year:
        near = (Span("pub_date", (int(year) - 1) * 10_000, (int(year) + 1) * 10_000 + 9_999),)
    for field in ("title", "vernacular"):
        yield And((Words(field, tuple(title)), *near))
    if len(title) >= _TELLING:
        telling = sorted(set(title), key=lambda word: (-len(word), word))[:_ASKED]
        yield And((*(Words("title", (word,)) for word in telling), *near))


def _fits(article: Article, each: Entry, title: list[str]) -> bool:
    likeness = _likeness_of(title, article)
    if likeness < _LIKE:
        return False
    return len(title) >= _TELLING or (bool(each.year) and _same_journal(article, each.journal))


def _same_journal(article: Article, name: str) -> bool:
    journal = article.journal
    own = {" ".join(words(each)) for each in (journal.title, journal.medline_ta, journal.iso_abbreviation) if each}
    asked = " ".join(words(name))
    return bool(asked) and any(
        asked == each or asked.startswith(f"{each} ") or each.startswith(f"{asked} ") for each in own
    )


def _likeness_of(title: list[str], article: Article) -> float:
    """In the language it is likest in."""
    return max((_likeness(title, words(each)) for each in article.titles), default=0.0)


def _likeness(one: list[str], other: list[str]) -> float:
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()


def _articles(engine: Engine, pmids: Iterable[int]) -> Iterator[Article]:
    return (parse(each.xml) for each in engine.fetch(pmids).values())


def _parts(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
