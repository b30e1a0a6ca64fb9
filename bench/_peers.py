"""What every peer is filled with and asked: the same words, cut by our own analysis; only the engines differ."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from bench._questions import Question
from osler.engine import words as analysis
from osler.engine.embedded import schema
from osler.model.article import Article

TITLE, HEADING = 3, 2  # how often a word there counts in ranking, as in ours
GAP = 100  # word places between title and abstract: no phrase spans both
SHOWN = 20


class Paper(NamedTuple):
    """One record."""

    pmid: int
    title: list[str]
    abstract: list[str]
    stems: dict[str, int]  # of title, abstract, headings, substances, keywords; with their weighted counts
    headings: list[str]
    date: int  # 20260131
    type: str
    journal: str


class Answered(NamedTuple):
    """`found` is None where the peer was not asked how many there are."""

    seconds: float
    pmids: Sequence[int]
    found: int | None


class Peer(Protocol):
    name: str
    records: int

    def add(self, papers: Sequence[Paper]) -> None: ...

    def ready(self) -> None:
        """All are in: make what can only be made now."""

    def ask(self, kind: str, question: Question) -> Answered | None:
        """None for a kind that it does not have."""

    def close(self) -> None: ...


def paper(article: Article) -> Paper:
    title = analysis.words(article.title.plain)
    abstracts = ([article.abstract] if article.abstract else []) + list(article.other_abstracts)
    abstract = [
        word
        for each in abstracts
        for part in each.sections
        for word in analysis.words(f"{part.label} {part.text.plain}")
    ]
    headings = [heading.name for heading in article.mesh_headings]
    other = [c.name for c in article.chemicals] + [k.text.plain for g in article.keyword_lists for k in g.keywords]
    named, rest = analysis.words(" ".join(headings)), analysis.words(" ".join(other))
    stems: Counter[str] = Counter()
    for text, times in ((title, TITLE), (abstract, 1), (named, HEADING), (rest, 1)):
        for word in text:
            if stem := _stem(word):
                stems[stem] += times
    types = article.publication_types
    return Paper(
        article.pmid,
        title,
        abstract,
        dict(stems),
        list(dict.fromkeys(map(analysis.key, headings))),
        article.pub_date.sortable,
        types[0].name if types else "",
        article.journal.abbreviation,
    )


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return schema.stem(word)


def timed(ask: Callable[[], tuple[Sequence[int], int | None]]) -> Answered:
    began = time.perf_counter()
    pmids, count = ask()
    return Answered(time.perf_counter() - began, pmids, count)


def stems(question: Question) -> list[str]:
    return [stem for stem in map(_stem, question.words) if stem]
