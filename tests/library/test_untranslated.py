"""A reference in the paper's own language leads to the paper that NLM calls "[Not Available]."."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from osler.corpus.load import load
from osler.engine.embedded import open_engine
from osler.engine.protocol import Engine
from osler.library.importing.entry import Entry
from osler.library.importing.match import Match, match
from osler.model.article import Article, RichText
from osler.model.query import Words
from osler.pubmed import xml
from osler.search.citation import Citation, resolve
from osler.web.pages.article import article_page
from osler.web.pages.cards import card
from tests.corpus.synthetic import article, packed, put

OWN = "Erfundene Gelenke schmerzen montags seltener"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    untranslated = article(1, "[Not Available].").replace(
        "</Article>", f"<VernacularTitle>{OWN}.</VernacularTitle></Article>"
    )
    opened = open_engine(tmp_path / "corpus", parse=xml.parse, create=True)
    load(opened, put(tmp_path, "a.xml.gz", packed([untranslated, article(2, "[Not Available].")])))
    yield opened
    opened.close()


def test_words_that_say_there_is_no_title_make_no_paper_a_better_match(engine: Engine) -> None:
    assert engine.pmids(Words("best", ("available",))) == []
    assert list(engine.pmids(Words("best", ("montags",)))) == [1]
    assert sorted(engine.pmids(Words("title", ("not", "available")))) == [1, 2]  # [ti], as PubMed has it


def test_an_imported_reference_finds_it(engine: Engine) -> None:
    entries = [Entry("line 1", title=OWN), Entry("line 2", title="[Not Available]")]
    assert match(engine, entries) == [Match(1, "title"), None]
    assert match(engine, [Entry("line 1", title=OWN, number="1")]) == [Match(1, "PMID")]


def test_a_pasted_reference_finds_it(engine: Engine) -> None:
    found = resolve(engine, Citation(title=OWN, year="2024"))
    assert [each.article.pmid for each in found.candidates] == [1]
    assert found.sure


def test_lists_and_pages_call_it_so_and_say_it_once() -> None:
    paper = Article(pmid=1, title=RichText("[Not Available]."), vernacular_title=RichText(f"{OWN}."))
    assert card(paper).title == f"{OWN}."
    page = article_page(paper, url="http://localhost/article/1")
    assert (page.title, page.plain_title) == (f"{OWN}.", f"{OWN}.")
    assert page.vernacular == page.title  # the template shows it only where it differs
