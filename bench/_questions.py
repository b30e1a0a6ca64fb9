"""Questions for a search benchmark, drawn from records of the corpus itself: every one finds something."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from osler.engine.fields import BEST
from osler.engine.protocol import Engine
from osler.engine.stopwords import STOPWORDS
from osler.engine.words import words
from osler.model.query import And, Expr, Key, Or, Search, Sort, Span, Weighted, Words
from osler.pubmed import xml
from osler.search import lexicon, related, terms
from osler.search.vocabulary import Vocabulary

KINDS = (
    "or", "and", "phrase", "prefix", "exploded", "dates", "newest", "facets", "facets_again", "facets_exact", "related"
)  # fmt: skip
_DESCRIPTORS = 500  # of an exploded heading
_AROUND = range(350, 701)  # descriptors of a heading of MeSH that is asked for as it is exploded
_LEARNED_FROM = 5_000  # papers, for how rare a word is
_LEAST_ASKED = 10  # words of a paper for others like it


@dataclass(frozen=True)
class Question:
    """One search, and the words it is made of, for peers."""

    search: Search
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    dates: tuple[int, int] = (0, 0)


def ask(engine: Engine, kind: str, number: int, seed: int = 7) -> list[Question]:
    """`number` questions of a kind, the same for the same corpus."""
    draw = random.Random(f"{seed}{kind}")
    if kind == "exploded":
        return [_exploded(engine, draw) for _ in range(number)]
    if kind == "related":
        return _related(engine, draw, number)
    papers = _papers(engine, draw, number * 2)
    made = (_MAKERS[kind](paper, draw) for paper in papers)
    return [question for question in made if question is not None][:number]


Paper = tuple[Sequence[str], Sequence[str]]  # words of title, words of title and abstract


def _papers(engine: Engine, draw: random.Random, number: int) -> list[Paper]:
    every = _every(engine)
    found: list[Paper] = []
    while len(found) < number:
        pmids = draw.sample(every, min(number, len(every)))
        for stored in engine.fetch(pmids).values():
            article = xml.parse(stored.xml)
            abstract = article.abstract.sections[0].text.plain if article.abstract else ""
            title = words(article.title.plain)
            if len(title) >= 4:
                found.append((title, [*title, *words(abstract)]))
    return found[:number]


def _every(engine: Engine) -> Sequence[int]:
    """PMIDs to draw from: generated ones are a range, a mirror's have gaps and are listed."""
    records = engine.status().records
    first, last = next(engine.scan()).pmid, engine.pmids(Span("pmid", None, None), limit=1)[0]
    if records < _LEARNED_FROM or last - first > 2 * records:
        return sorted(engine.pmids(Span("pmid", None, None), limit=None))
    return range(first, last + 1)


def _telling(text: Sequence[str]) -> list[str]:
    return [word for word in dict.fromkeys(text) if word not in STOPWORDS and len(word) > 3 and not word.isdigit()]


def _anywhere(word: str) -> Expr:
    return Or((Words("title", (word,)), Words("abstract", (word,))))


def _score(asked: Sequence[str]) -> tuple[Weighted, ...]:
    return tuple(Weighted(Words(BEST, (word,))) for word in asked)


def _ranked(paper: Paper, draw: random.Random) -> Question | None:
    asked = _some(paper, draw, 3)
    if not asked:
        return None
    return Question(Search(Or(tuple(Words(BEST, (word,)) for word in asked)), score=_score(asked)), asked)


def _and(paper: Paper, draw: random.Random) -> Question | None:
    asked = _some(paper, draw, 2)
    if not asked:
        return None
    return Question(Search(And(tuple(map(_anywhere, asked))), score=_score(asked)), asked)


def _some(paper: Paper, draw: random.Random, number: int) -> tuple[str, ...]:
    telling = _telling(paper[1])
    return tuple(draw.sample(telling, number)) if len(telling) >= number else ()


def _phrase(paper: Paper, draw: random.Random) -> Question | None:
    pairs = [pair for pair in pairwise(paper[1]) if not STOPWORDS.intersection(pair)]
    if not pairs:
        return None
    asked = draw.choice(pairs)
    both = Or((Words("title", asked), Words("abstract", asked)))
    return Question(Search(both, score=_score(asked)), asked)


def _prefix(paper: Paper, draw: random.Random) -> Question | None:
    long = [word for word in _telling(paper[1]) if len(word) > 6]
    if not long:
        return None
    start = draw.choice(long)[:6]
    return Question(
        Search(Or((Words("title", (start,), prefix=True), Words("abstract", (start,), prefix=True)))), (start,)
    )


def _dates(paper: Paper, draw: random.Random) -> Question | None:
    telling = _telling(paper[1])
    if not telling:
        return None
    word, year = draw.choice(telling), draw.randint(1990, 2020)
    between = (year * 10_000, (year + 4) * 10_000 + 1231)
    search = Search(And((_anywhere(word), Span("pub_date", *between))), score=_score((word,)))
    return Question(search, (word,), dates=between)


def _broad(paper: Paper, draw: random.Random) -> str:
    return draw.choice(("patients", "treatment", "effect", "study", "blood", "cells", "activity", "human"))


def _newest(paper: Paper, draw: random.Random) -> Question | None:
    word = _broad(paper, draw)
    return Question(Search(_anywhere(word), sort=Sort.DATE), (word,))


def _facets(paper: Paper, draw: random.Random) -> Question | None:
    """No two alike: nothing is answered from what was kept of the one before."""
    word, other = _broad(paper, draw), draw.choice(paper[1])
    search = Search(Or((_anywhere(word), _anywhere(other))), facets=("year", "publication_type", "journal"), limit=20)
    return Question(search, (word, other))


def _facets_exact(paper: Paper, draw: random.Random) -> Question | None:
    question = _facets(paper, draw)
    return question and replace(question, search=replace(question.search, exact_facets=True))


def _related(engine: Engine, draw: random.Random, number: int) -> list[Question]:
    """What the product asks for papers like one; how rare a word is, is learned from the papers drawn."""
    every = _every(engine)
    drawn = draw.sample(every, min(len(every), max(number * 2, _LEARNED_FROM)))
    papers = [terms.read(pmid, stored.xml) for pmid, stored in engine.fetch(drawn).items()]
    learned = lexicon.learn(papers, records=engine.status().records, dimensions=1)
    questions = []
    for paper in papers:
        asked = related.question(paper, learned)
        words = tuple(word for part in asked if isinstance(part.expr, Words) for word in part.expr.words)
        if len(words) >= _LEAST_ASKED:
            where = Or(tuple(part.expr for part in asked))
            questions.append(Question(Search(where, asked, limit=related.CANDIDATES), words))
    return questions[:number]


def headings(vocabulary: Vocabulary, number: int, seed: int = 7) -> list[Question]:
    """Headings of MeSH with some 500 descriptors, exploded as the product does; none where no tree is loaded."""
    keys = vocabulary.keys("descriptor") if vocabulary.has_trees() else []
    random.Random(seed).shuffle(keys)
    found: list[Question] = []
    for concept in filter(None, (vocabulary.named(key, "descriptor") for key in keys)):
        below = vocabulary.explode(concept)
        if len(below) in _AROUND:
            found.append(Question(Search(Key("mesh", below), sort=Sort.DATE), names=below))
        if len(found) == number:
            break
    return found


def _exploded(engine: Engine, draw: random.Random) -> Question:
    names = [name for letter in "abcdefghilmnoprstv" for name, _ in engine.terms("mesh", letter, limit=400)]
    chosen = tuple(draw.sample([name for name in names if "/" not in name], _DESCRIPTORS))
    return Question(Search(Key("mesh", chosen), sort=Sort.DATE), names=chosen)


_MAKERS = {
    "or": _ranked,
    "and": _and,
    "phrase": _phrase,
    "prefix": _prefix,
    "dates": _dates,
    "newest": _newest,
    "facets": _facets,
    "facets_again": _facets,
    "facets_exact": _facets_exact,
}
