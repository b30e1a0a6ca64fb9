"""Broad results are counted in the sample beside the index, which follows whatever happens to the index."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from tests.engine.papers import paper

from osler.engine.embedded import EmbeddedEngine, facets, indexing, open_engine, schema
from osler.model.article import Record
from osler.model.query import All, Facet, Pmids, Search, Words
from osler.pubmed import xml

RECORDS = 2_000
ABOVE = 500
SOURCE = "pubmed26n0001.xml.gz"
NAMES = ("year", "publication_type", "free_full_text")


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedEngine]:
    """Every second paper is a review of 2019, the others of 2020; every fourth is free."""
    monkeypatch.setattr(facets, "SAMPLE_ABOVE", ABOVE)
    opened = open_engine(tmp_path / "corpus", parse=xml.parse, create=True)
    with opened.writer() as writer:
        writer.put(map(_paper, range(1, RECORDS + 1)), source=SOURCE)
        writer.commit()
    yield opened
    opened.close()


def _paper(pmid: int) -> Record:
    types = ["Journal Article", "Review"] if pmid % 2 else ["Journal Article"]
    return paper(pmid, "lung", year=2019 + pmid % 2, types=types, pmc=f"PMC{pmid}" if pmid % 4 == 0 else "")


def _delete(engine: EmbeddedEngine, pmids: Sequence[int]) -> None:
    with engine.writer() as writer:
        writer.delete(pmids)
        writer.commit()


def counted(engine: EmbeddedEngine, *, exact: bool = False) -> dict[str, Facet]:
    return engine.search(Search(Words("title", ("lung",)), facets=NAMES, exact_facets=exact, limit=1)).facets


def test_a_broad_result_is_counted_in_the_sample_and_scaled_to_all_of_it(engine: EmbeddedEngine) -> None:
    seen = sum(map(schema.is_sampled, range(1, RECORDS + 1)))
    assert seen == pytest.approx(RECORDS / schema.SHARE, rel=0.1)
    found = counted(engine)
    for facet in found.values():
        assert facet.sampled == seen
        assert not facet.exact
    assert dict(found["publication_type"].counts)["Journal Article"] == RECORDS
    assert sum(number for _, number in found["year"].counts) == pytest.approx(RECORDS, abs=2)
    error = (0.25 / seen) ** 0.5 * RECORDS
    assert dict(found["publication_type"].counts)["Review"] == pytest.approx(RECORDS / 2, abs=3 * error)
    assert dict(found["free_full_text"].counts)["free full text"] == pytest.approx(RECORDS / 4, abs=3 * error)


def test_all_are_counted_on_request_and_where_the_result_is_small(engine: EmbeddedEngine) -> None:
    found = counted(engine, exact=True)
    assert found["year"] == Facet((("2019", RECORDS // 2), ("2020", RECORDS // 2)))
    assert found["year"].exact
    few = Search(Words("title", ("lung",)), facets=NAMES, limit=1)
    _delete(engine, range(1, RECORDS - ABOVE + 1))
    assert engine.search(few).facets["year"].exact


def test_a_result_too_broad_for_the_sample_takes_one_bucket_of_it(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "_MOST_SAMPLED", 1)
    seen = [pmid for pmid in range(1, RECORDS + 1) if schema.is_sampled(pmid) and not schema.bucket(pmid)]
    assert counted(engine)["year"].sampled == len(seen)


def test_the_sample_follows_what_is_replaced_and_removed(engine: EmbeddedEngine) -> None:
    chosen = [pmid for pmid in range(1, RECORDS + 1) if schema.is_sampled(pmid)]
    with engine.writer() as writer:
        writer.put([paper(pmid, "lung", year=1999) for pmid in chosen[:10]], source=SOURCE)
        writer.delete(chosen[10:20])
        writer.commit()
    found = counted(engine)["year"]
    assert found.sampled == len(chosen) - 10
    years = dict(found.counts)
    assert years["1999"] == round(10 * (RECORDS - 10) / (len(chosen) - 10))


@pytest.mark.parametrize("damage", ["lost", "torn"])
def test_without_a_sample_a_bucket_of_the_index_serves_until_the_next_writer_makes_one(
    engine: EmbeddedEngine, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counted(engine)
    folder = engine.index_folder / indexing.SAMPLE
    if damage == "lost":
        shutil.rmtree(folder)
    else:
        (folder / "meta.json").write_text("{")
    with closing(open_engine(engine.corpus, parse=xml.parse)) as again:
        seen = [pmid for pmid in range(1, RECORDS + 1) if not schema.bucket(pmid)]
        assert counted(again)["year"].sampled == len(seen)
        monkeypatch.setattr(indexing, "TOLD_FROM", 1)
        notes: list[str] = []
        with again.writer(notes.append) as writer:
            writer.put([_paper(RECORDS + 1)], source=SOURCE)
            writer.commit()
        assert [note.rpartition(", ")[2] for note in notes] == [f"of some {RECORDS // schema.SHARE} records"]
        with again.writer(notes.append):
            assert len(notes) == 1  # it is there
    with closing(open_engine(engine.corpus, parse=xml.parse)) as again:
        assert counted(again)["year"].sampled == before["year"].sampled + schema.is_sampled(RECORDS + 1)


def test_where_the_sample_has_none_of_a_broad_result_all_are_counted(engine: EmbeddedEngine) -> None:
    unseen = tuple(pmid for pmid in range(1, RECORDS + 1) if not schema.is_sampled(pmid))
    assert engine.search(Search(Pmids(unseen), facets=("year",))).facets["year"].exact


def test_a_rebuilt_index_has_its_sample(engine: EmbeddedEngine) -> None:
    before = counted(engine)
    engine.rebuild()
    assert (engine.index_folder / indexing.SAMPLE / "meta.json").is_file()
    assert counted(engine) == before
    assert engine.count(All()) == RECORDS


def test_killed_before_the_sample_follows_it_follows_when_opened_again(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [pmid for pmid in range(1, RECORDS + 1) if schema.is_sampled(pmid)]

    def killed(self: indexing.IndexWriter) -> None:
        self._all.commit()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(indexing.IndexWriter, "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            _delete(engine, chosen[:10])
    with closing(open_engine(engine.corpus, parse=xml.parse)) as again:
        assert counted(again)["year"].sampled == len(chosen) - 10
