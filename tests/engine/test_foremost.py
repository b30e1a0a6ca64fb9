"""A broad question's first hits are looked for among the first records of all: the answer is the same either way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine.papers import paper

from osler.engine.embedded import EmbeddedEngine, foremost, likely, open_engine
from osler.engine.fields import BEST
from osler.model.article import Record
from osler.model.query import All, And, Expr, Key, Not, Or, Pmids, Search, Sort, Words
from osler.pubmed import xml

RECORDS = 3_000
SOURCE = "pubmed26n0001.xml.gz"
LUNG = Words("title", ("lung",))
BROAD: tuple[Expr, ...] = (
    All(),
    LUNG,
    Or((LUNG, Words("title", ("heart",)))),
    And((LUNG, Not(All(), Words("title", ("rare",))))),
    Key("language", ("eng", "ger")),
    Not(All(), Words("title", ("heart",))),
)
NARROW: tuple[Expr, ...] = (
    Words("title", ("rare",)),
    And((Words("title", ("heart",)), LUNG)),
    Words("title", ("lu",), prefix=True),
    Pmids((5, 6)),
)


def _paper(pmid: int) -> Record:
    words = "lung" if pmid % 3 else "heart"
    if pmid % 500 == 7:
        words = f"{words} rare"
    return paper(pmid, words, year=1990 + pmid * 7 % 31, language="ger" if pmid % 4 == 0 else "eng")


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    """Several segments; of the newest records some are revised, some gone."""
    with closing(open_engine(tmp_path / "corpus", parse=xml.parse, create=True)) as opened:
        for start in range(1, RECORDS + 1, 1_000):
            with opened.writer() as writer:
                writer.put(map(_paper, range(start, start + 1_000)), source=SOURCE)
                writer.commit()
        with opened.writer() as writer:
            writer.delete(range(1, RECORDS, 97))
            writer.put([paper(pmid, "lung again", year=2021) for pmid in range(2, RECORDS, 211)], source=SOURCE)
            writer.commit()
        yield opened


def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """These few records stand for millions: candidates are always worth a look."""
    monkeypatch.setattr(foremost, "_EACH", 0)
    monkeypatch.setattr(foremost, "LARGE", 0)


def _searches(where: Expr) -> Iterator[Search]:
    for sort in (Sort.DATE, Sort.ENTREZ, Sort.BEST):
        for offset, limit in ((0, 20), (0, 1), (15, 7), (60, 40), (0, RECORDS)):
            yield Search(where, sort=sort, offset=offset, limit=limit)


@pytest.mark.parametrize("where", BROAD + NARROW, ids=str)
def test_the_answer_is_that_of_the_whole_question(
    corpus: EmbeddedEngine, where: Expr, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list(_searches(where))
    in_full = [corpus.search(search) for search in asked]
    _large(monkeypatch)
    assert [corpus.search(search) for search in asked] == in_full


def test_a_broad_question_puts_only_candidates_in_order(
    corpus: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Search(LUNG, sort=Sort.DATE, limit=10)
    expected = corpus.search(found)
    _large(monkeypatch)
    monkeypatch.setattr("osler.engine.embedded.reader.Reader._in_full", None)
    assert corpus.search(found) == expected
    with pytest.raises(TypeError):  # narrow, and the order is not one of the two dates
        corpus.search(replace(found, sort=Sort.AUTHOR))


def test_a_revision_is_seen_at_once(corpus: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    _large(monkeypatch)
    newest = Search(LUNG, sort=Sort.DATE, limit=1)
    corpus.search(newest)
    with corpus.writer() as writer:
        writer.put([paper(9_000, "lung", year=2030)], source=SOURCE)
        writer.commit()
    assert [hit.pmid for hit in corpus.search(newest).hits] == [9_000]
    with corpus.writer() as writer:
        writer.delete([9_000])
        writer.commit()
    assert [hit.pmid for hit in corpus.search(newest).hits] != [9_000]


def test_how_broad_a_question_probably_is() -> None:
    there = {("title", "lung"): 50, ("title", "heart"): 20, (BEST, "heart"): 30, ("language", "eng"): 90}

    def share(where: Expr) -> float:
        return likely.share(where, lambda field, value: there.get((field, value), 0), 100)

    heart = Words("title", ("heart",))
    assert share(LUNG) == pytest.approx(0.5)
    assert share(Words(BEST, ("hearts",))) == pytest.approx(0.3)
    assert share(Or((LUNG, heart))) == pytest.approx(0.6)
    assert share(And((LUNG, heart))) == pytest.approx(0.1)
    assert share(Not(LUNG, heart)) == pytest.approx(0.4)
    assert share(Key("language", ("eng",))) == pytest.approx(0.9)
    assert share(All()) == 1.0
    for unknown in (Words("title", ("lung", "heart")), Words("title", ("lu",), prefix=True), Pmids((1,)), Or(())):
        assert share(unknown) == 0.0
    assert share(Or((LUNG,) * 100)) == 0.0
    assert likely.share(LUNG, lambda *_: 0, 0) == 0.0


def test_a_large_set_is_broad_where_its_values_have_most_records() -> None:
    values = tuple(map(str, range(500)))

    def share(each: int, few: int = 0) -> float:
        return likely.share(Key("mesh", values), lambda _, value: few if value.endswith(":3") else each, 10_000)

    assert share(20) == 1.0
    assert share(1) == 0.0
    assert share(10, few=1_500) == pytest.approx(0.649)
