"""The engine against an evaluator that shares no code with it: random records, random expressions, equal sets."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engine.papers import paper

from osler.engine.embedded import EmbeddedEngine, open_engine
from osler.model.article import Article, Record
from osler.model.query import (
    All,
    And,
    Expr,
    Key,
    KeyPrefix,
    Not,
    Nothing,
    Or,
    Pmids,
    Search,
    Span,
    Weighted,
    Words,
)
from osler.pubmed import xml

VOCABULARY = ["lung", "lungs", "fibrosis", "fibrotic", "a", "b", "c", "sclerosis", "of", "in"]
SCORED = ["lung", "lungs", "fibrosis", "sclerosis", "c"]  # no stop words
HEADINGS = ["Lung", "Lung Diseases", "Lung Diseases/therapy", "Asthma", "Asthma/etiology", "Humans"]
NAMES = [("Smith", "J"), ("Smith", "JA"), ("Smithers", "J"), ("Li", "W")]


def invented(draw: random.Random, pmid: int) -> Record:
    def text(most: int) -> str:
        return " ".join(draw.choices(VOCABULARY, k=draw.randint(1, most)))

    return paper(
        pmid,
        text(7),
        abstract=text(15) if draw.random() < 0.7 else "",
        year=draw.randint(2015, 2020),
        month=draw.choice(["", "01", "07", "12"]),
        authors=draw.sample(NAMES, draw.randint(0, 3)),
        mesh=draw.sample(HEADINGS, draw.randint(0, 3)),
        keywords=[text(3) for _ in range(draw.randint(0, 3))],
    )


def expression(draw: random.Random, depth: int) -> Expr:
    if depth and draw.random() < 0.6:
        parts = tuple(expression(draw, depth - 1) for _ in range(draw.randint(1, 3)))
        return draw.choice((And(parts), Or(parts), Not(parts[0], parts[-1])))
    kind = draw.randrange(9)
    if kind < 5:
        words = tuple(draw.choices(VOCABULARY, k=draw.choice((1, 1, 2, 2, 3, 4))))
        prefix = draw.random() < 0.2
        words = (*words[:-1], words[-1][: draw.randint(1, 4)]) if prefix else words
        slop = draw.choice((0, 0, 1, 2, 5)) if len(words) > 1 else 0
        return Words(draw.choice(("title", "abstract", "keyword")), words, slop, prefix)
    if kind == 5:
        return Key("mesh", tuple(draw.sample(["lung", "lung diseases", "asthma/etiology", "humans"], 2)))
    if kind == 6:
        return KeyPrefix("author", draw.choice(("smith", "smith j", "li", "l", "zz")))
    if kind == 7:
        low = draw.randint(2015, 2020) * 10_000
        return Span("pub_date", low, low + draw.choice((0, 1231, 21231)))
    return draw.choice((All(), Nothing(), Pmids(tuple(draw.sample(range(1, 200), 30)))))


def matches(expr: Expr, article: Article) -> bool:
    match expr:
        case And(parts):
            return bool(parts) and all(matches(part, article) for part in parts)
        case Or(parts):
            return any(matches(part, article) for part in parts)
        case Not(keep, drop):
            return matches(keep, article) and not matches(drop, article)
    return leaf_matches(expr, article)


def leaf_matches(expr: Expr, article: Article) -> bool:
    answer = isinstance(expr, All)
    match expr:
        case Key(_, values):
            answer = bool(headings(article) & set(values))
        case KeyPrefix(_, prefix):
            answer = any(f"{p.last_name} {p.initials}".lower().startswith(prefix) for p in article.authors)
        case Span(_, low, high):
            answer = (low or 0) <= article.pub_date.sortable <= (high or 99999999)
        case Pmids(pmids):
            answer = article.pmid in pmids
        case Words():
            answer = any(near(expr, text.split()) for text in texts(article, expr.field))
    return answer


def headings(article: Article) -> set[str]:
    names = {h.name.lower() for h in article.mesh_headings}
    return names | {f"{h.name}/{q.name}".lower() for h in article.mesh_headings for q in h.qualifiers}


def texts(article: Article, field: str) -> list[str]:
    if field == "title":
        return [article.title.plain]
    if field == "abstract":
        return [s.text.plain for s in article.abstract.sections] if article.abstract else []
    return [k.text.plain for group in article.keyword_lists for k in group.keywords]


def near(asked: Words, text: list[str]) -> bool:
    """Whether some window of the text is made of the words and at most `slop` others; in order where slop is 0."""
    size = len(asked.words)
    for width in range(size, size + asked.slop + 1):
        for start in range(len(text) - width + 1):
            if covers(asked, text[start : start + width]):
                return True
    return False


def covers(asked: Words, window: list[str]) -> bool:
    def fits(at: int, word: str) -> bool:
        last = asked.prefix and at == len(asked.words) - 1
        return word.startswith(asked.words[at]) if last else word == asked.words[at]

    if asked.slop == 0:
        return all(fits(at, word) for at, word in enumerate(window))

    def place(at: int, free: frozenset[int]) -> bool:
        return at == len(asked.words) or any(fits(at, window[i]) and place(at + 1, free - {i}) for i in free)

    return place(0, frozenset(range(len(window))))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EmbeddedEngine, list[Record]]]:
    draw = random.Random(20)
    records = [invented(draw, pmid) for pmid in range(1, 200)]
    folder: Path = tmp_path_factory.mktemp("brute") / "corpus"
    engine = open_engine(folder, parse=xml.parse, create=True)
    for start in range(0, len(records), 60):  # several segments
        with engine.writer() as writer:
            writer.put(records[start : start + 60], source="made up")
            writer.commit()
    yield engine, records
    engine.close()


@pytest.mark.parametrize("seed", range(40))
def test_random_expressions_find_what_a_walk_over_all_records_finds(
    corpus: tuple[EmbeddedEngine, list[Record]], seed: int
) -> None:
    engine, records = corpus
    draw = random.Random(seed)
    for _ in range(25):
        expr = expression(draw, depth=2)
        expected = [r.article.pmid for r in records if matches(expr, r.article)]
        assert sorted(engine.pmids(expr)) == expected, expr
        assert engine.count(expr) == len(expected)


@pytest.mark.parametrize("seed", range(10))
def test_proximity_of_many_words_finds_what_a_walk_finds(
    corpus: tuple[EmbeddedEngine, list[Record]], seed: int
) -> None:
    engine, records = corpus
    draw = random.Random(seed)
    some = False
    for _ in range(15):
        text = texts(draw.choice(records).article, "abstract")
        at_hand = list(dict.fromkeys(text[0].split())) if text else []
        words = draw.sample(at_hand, draw.randint(min(5, len(at_hand)), len(at_hand)))
        if len(words) < 5:
            continue
        expr = Words("abstract", tuple(words), draw.choice((1, 3, 6, 12)))
        expected = [r.article.pmid for r in records if matches(expr, r.article)]
        assert sorted(engine.pmids(expr)) == expected, expr
        some |= bool(expected)
    assert some


@pytest.mark.parametrize("seed", range(20))
def test_random_expressions_are_scored_as_the_sum_of_their_words(
    corpus: tuple[EmbeddedEngine, list[Record]], seed: int
) -> None:
    """However a score is asked for beside what matches, it is what its words give one at a time."""
    engine, records = corpus
    draw = random.Random(seed)
    alone = {word: _scores(engine, All(), (word,)) for word in VOCABULARY}
    for _ in range(25):
        expr = expression(draw, depth=2)
        if draw.random() < 0.5:  # so few that words are looked up at them one by one
            expr = And((expr, Pmids(tuple(draw.sample(range(1, 200), 9)))))
        words = tuple(draw.sample(draw.choice((VOCABULARY, SCORED)), draw.randint(1, len(SCORED))))
        expected = {
            r.article.pmid: sum(alone[word][r.article.pmid] for word in words)
            for r in records
            if matches(expr, r.article)
        }
        assert _scores(engine, expr, words) == pytest.approx(expected, rel=1e-4), expr


def _scores(engine: EmbeddedEngine, where: Expr, words: tuple[str, ...]) -> dict[int, float]:
    score = tuple(Weighted(Words("best", (word,))) for word in words)
    return {hit.pmid: hit.score for hit in engine.search(Search(where, score, limit=1_000)).hits}
