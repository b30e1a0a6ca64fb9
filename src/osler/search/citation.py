"""A citation as somebody wrote it -> the papers it may mean: by id, otherwise by what agrees, errors and all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from osler.engine import words
from osler.engine.protocol import Engine
from osler.model.article import Article
from osler.model.query import And, Expr, Key, KeyPrefix, Or, Search, Span, Weighted, Words
from osler.pubmed.xml import parse

_ENOUGH = 20  # candidates of one question; a question that finds more tells too little
_TITLE_WORDS = 12
_SURE, _CLEAR = 0.8, 0.15  # agreement of the best, and how far ahead of the next it must be to stand alone
_POSSIBLE = 0.5
# What agreement of a part is worth; what the citation does not say counts neither way. A title tells one paper from
# all others, a volume does not. Ours, by judgement; a test holds them to citations with one part wrong.
_WORTH: Mapping[str, float] = {"title": 4.0, "page": 2.0, "volume": 1.5, "journal": 1.5, "author": 1.5, "year": 1.0}


@dataclass(frozen=True, slots=True)
class Citation:
    """ "" and None: not said. `year` as four digits; `page` the first one."""

    pmid: int | None = None
    doi: str = ""
    pmcid: str = ""
    title: str = ""
    journal: str = ""
    issn: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    author: str = ""  # last name of the first one

    @property
    def is_empty(self) -> bool:
        return self == Citation()


@dataclass(frozen=True, slots=True)
class Candidate:
    """`agreement` from 0 to 1; `differs` names the parts that do not fit, for the reader to see."""

    article: Article
    agreement: float
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """`sure`: the first candidate is meant, without asking."""

    candidates: tuple[Candidate, ...] = ()
    sure: bool = False


def resolve(engine: Engine, citation: Citation) -> Resolved:
    """By PMID, DOI or PMCID where one is held; otherwise the likeliest, best first, at most ten."""
    known = _by_id(engine, citation)
    if known:
        return Resolved(tuple(Candidate(each, 1.0) for each in _articles(engine, known[:1])), sure=True)
    found = _articles(engine, _gathered(engine, citation))
    judged = sorted((_judged(each, citation) for each in found), key=lambda each: (-each.agreement, -each.article.pmid))
    likely = tuple(each for each in judged if each.agreement >= _POSSIBLE)[:10]
    if not likely:
        return Resolved()
    ahead = likely[0].agreement - (likely[1].agreement if len(likely) > 1 else 0.0)
    said = sum(1 for name in _WORTH if getattr(citation, name))
    return Resolved(
        likely, sure=likely[0].agreement >= _SURE and ahead >= _CLEAR and (said > 2 or bool(citation.title))
    )


def _by_id(engine: Engine, citation: Citation) -> Sequence[int]:
    if citation.pmid is not None and engine.fetch([citation.pmid]):
        return [citation.pmid]
    if citation.doi and (found := engine.pmids(Key("doi", (citation.doi.lower(),)), limit=1)):
        return found
    if citation.pmcid:
        return engine.pmids(Key("pmc", (f"pmc{citation.pmcid.upper().removeprefix('PMC')}",)), limit=1)
    return []


def _articles(engine: Engine, pmids: Sequence[int]) -> list[Article]:
    found = engine.fetch(list(pmids))
    return [parse(found[pmid].xml) for pmid in pmids if pmid in found]


def _gathered(engine: Engine, citation: Citation) -> list[int]:
    """Papers in which at least two parts agree exactly, or whose title has most of the words: any one part may be
    wrong and the paper is still among them."""
    found: dict[int, None] = {}
    parts = list(_clauses(citation))
    for size in (3, 2):
        for chosen in combinations(parts, size):
            pmids = engine.pmids(And(chosen), limit=_ENOUGH + 1)
            if len(pmids) <= _ENOUGH:
                found.update(dict.fromkeys(pmids))
    for search in _by_title(citation):
        found.update((hit.pmid, None) for hit in engine.search(search).hits)
    return list(found)


def _clauses(citation: Citation) -> Iterator[Expr]:
    if citation.issn:
        yield Key("issn", (citation.issn.lower(),))
    elif citation.journal:
        name = words.key(citation.journal)
        yield Key("journal", tuple(dict.fromkeys((name, name.rstrip("."), name.replace(".", "")))))
    if re.fullmatch(r"\d{4}", citation.year):
        yield Span("pub_date", int(citation.year) * 10_000, int(citation.year) * 10_000 + 9999)
    if citation.volume:
        yield Key("volume", (words.key(citation.volume),))
    if citation.page:
        yield Key("page", (words.key(citation.page),))
    if citation.author:
        yield KeyPrefix("author", words.key(citation.author))


def _by_title(citation: Citation) -> Iterator[Search]:
    """The rarest-looking words of a title, ranked: a misspelt or missing one does no harm."""
    asked = sorted(dict.fromkeys(each for each in words.words(citation.title) if len(each) > 3), key=len, reverse=True)
    if len(asked) > 1:
        each = tuple(Words(field, (word,)) for word in asked[:_TITLE_WORDS] for field in ("title", "vernacular"))
        yield Search(Or(each), score=tuple(Weighted(one) for one in each), limit=_ENOUGH)


def _judged(article: Article, citation: Citation) -> Candidate:
    agreed = {name: _agreement(name, article, citation) for name in _WORTH if _is_said(name, citation)}
    whole = sum(_WORTH[name] for name in agreed)
    share = sum(_WORTH[name] * value for name, value in agreed.items()) / whole if whole else 0.0
    return Candidate(article, share, tuple(name for name, value in agreed.items() if value < 0.75))


def _is_said(name: str, citation: Citation) -> bool:
    return bool(getattr(citation, name)) or (name == "journal" and bool(citation.issn))


def _agreement(name: str, article: Article, citation: Citation) -> float:
    """From 0 to 1, of one part that the citation says."""
    if name == "title":
        title = words.words(citation.title)
        return max((_alike(words.words(each), title) for each in article.titles), default=0.0)
    if name == "journal":
        return _journal(article, citation)
    if name == "year":
        off = abs(int(citation.year) - (article.pub_date.year or 0)) if citation.year.isdecimal() else 9
        return {0: 1.0, 1: 0.75}.get(off, 0.0)  # online one year, printed the next
    if name == "author":
        asked = words.key(citation.author)
        lasts = [
            words.key(each.last_name or (each.collective_name.plain if each.collective_name else ""))
            for each in article.authors
        ]
        near = max((SequenceMatcher(None, asked, last).ratio() for last in lasts), default=0.0)
        return near if near > 0.8 else 0.0
    if name == "volume":
        return float(words.key(article.journal.volume) == words.key(citation.volume))
    first = article.pagination.start or article.pagination.medline.partition("-")[0]
    return float(words.key(first) == words.key(citation.page))


def _alike(there: Sequence[str], asked: Sequence[str]) -> float:
    """Of two titles: 1 where they are the same words, or one is the beginning of the other (subtitles are left out)."""
    if not there or not asked:
        return 0.0
    short = min(len(there), len(asked))
    if short > 3 and there[:short] == asked[:short]:
        return 1.0
    return SequenceMatcher(None, there, asked, autojunk=False).ratio()


def _journal(article: Article, citation: Citation) -> float:
    journal = article.journal
    if citation.issn and citation.issn.upper() in (journal.issn, journal.issn_linking):
        return 1.0
    if not citation.journal:
        return 0.0
    asked = words.key(citation.journal).replace(".", "")
    names = (
        words.key(each).replace(".", "") for each in (journal.abbreviation, journal.iso_abbreviation, journal.title)
    )
    near = max((SequenceMatcher(None, asked, name).ratio() for name in names if name), default=0.0)
    return near if near > 0.8 else 0.0
