"""A retraction is shown also where only the notice's record tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web import papers

from osler.engine.embedded import open_engine
from osler.engine.protocol import Engine
from osler.model.article import Record
from osler.pubmed.xml import parse
from osler.web import records, told
from osler.web.pages.cards import card
from osler.web.pages.notices import banners

PAPER, CORRECTED, PLAIN = 501, 502, 503


def _ties(*ties: tuple[str, int]) -> str:
    each = (
        f'<CommentsCorrections RefType="{type_}"><RefSource>Synth J</RefSource><PMID Version="1">{pmid}</PMID>'
        "</CommentsCorrections>"
        for type_, pmid in ties
    )
    return f"<CommentsCorrectionsList>{''.join(each)}</CommentsCorrectionsList>"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    texts = [
        papers.article(PAPER, "A synthetic finding"),
        papers.article(CORRECTED, "Another", extra=_ties(("ErratumIn", 612))),
        papers.article(PLAIN, "A third"),
        papers.article(611, "Retraction: A synthetic finding", year=2013, extra=_ties(("RetractionOf", PAPER))),
        papers.article(612, "Erratum", extra=_ties(("ErratumFor", CORRECTED))),
        papers.article(613, "A letter", extra=_ties(("CommentOn", PLAIN), ("ErratumFor", PAPER), ("Cites", PLAIN))),
    ]
    engine = open_engine(tmp_path / "corpus", parse=parse, create=True)
    with engine.writer() as writer:
        writer.put([Record(parse(text.encode()), text.encode()) for text in texts], source="synthetic")
        writer.commit()
    yield engine
    engine.close()


def test_the_paper_is_retracted_and_the_banner_names_the_notice(engine: Engine) -> None:
    paper = records.article(engine, PAPER)
    assert paper.is_retracted
    shown = banners(paper)
    assert [(banner.kind, [tie.pmid for tie in banner.ties]) for banner in shown] == [
        ("retracted", [611]),
        ("corrected", [613]),
    ]
    assert shown[0].ties[0].note == told.NOTE
    assert shown[0].ties[0].source.startswith("Synth J Med. 2013")


def test_results_show_it_as_well(engine: Engine) -> None:
    found = records.articles(engine, [PLAIN, PAPER, CORRECTED])
    assert [card(each).retracted for each in found] == [False, True, False]


def test_what_the_paper_says_itself_is_not_said_twice(engine: Engine) -> None:
    corrected = records.article(engine, CORRECTED)
    assert [(c.type, c.pmid) for c in corrected.corrections] == [("ErratumIn", 612)]


def test_comments_and_references_are_no_notices(engine: Engine) -> None:
    assert records.article(engine, PLAIN).corrections == ()
