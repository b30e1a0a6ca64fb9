"""An OpenURL, an id or a reference in anybody's style leads to the paper; a doubtful one says what does not agree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import Settings

from osler import cite
from osler.engine.protocol import Engine
from osler.fulltext import openurl
from osler.fulltext.incoming import read
from osler.model.query import All
from osler.pubmed.xml import parse
from osler.search import reference
from osler.search.citation import Citation, resolve
from tests.web import papers
from tests.web.conftest import home  # noqa: F401  # fixture

RICH = papers.RICH
HERE = f"/article/{RICH}"


@pytest.fixture(autouse=True)
def _served(home: Path, settings: Settings, db: None) -> None:  # noqa: F811
    settings.OSLER = replace(settings.OSLER, home=home)


def rich() -> Any:
    return next(each.article for each in papers.records() if each.article.pmid == RICH)


def test_our_own_openurl_comes_back(client: Client) -> None:
    answer = client.get(f"/openurl?{openurl.kev(rich())}")
    assert (answer.status_code, answer.headers["Location"]) == (302, HERE)


@pytest.mark.parametrize(
    "query",
    [
        {"rft_id": f"info:pmid/{RICH}"},
        {"id": f"pmid:{RICH}"},
        {"id": "doi:10.5555/synth.2020.101"},
        {"citation": "https://doi.org/10.5555/synth.2020.101"},
        {"citation": f"see PMID: {RICH}"},
        {"rft.issn": "9999-9999", "rft.volume": "12", "rft.spage": "117", "rft.date": "2020", "rft.aulast": "Doe"},
    ],
)
def test_ids_and_parts_lead_to_the_paper(client: Client, query: dict[str, str]) -> None:
    assert client.get(f"/openurl?{urlencode(query)}").headers.get("Location") == HERE


@pytest.mark.parametrize("style", ["nlm", "ama", "vancouver", "apa"])
def test_a_reference_in_a_usual_style(client: Client, style: cite.Style) -> None:
    line = cite.formatted(rich(), style).partition("doi")[0].partition("https")[0].partition("PMID")[0]
    assert client.get("/openurl", {"citation": line}).headers.get("Location") == HERE


@pytest.mark.parametrize(
    "query", ["", "citation=", "x=1", "citation=%00%FF", "rft.date=yyyy", "citation=" + "a+" * 900]
)
def test_what_says_nothing_is_asked_again(client: Client, query: str) -> None:
    answer = client.get(f"/openurl?{query}")
    assert answer.status_code in (200, 404)
    assert "Find it" in answer.content.decode()


def test_a_paper_that_is_not_here_is_said(client: Client) -> None:
    answer = client.get("/openurl", {"rft_id": "info:doi/10.5555/never", "rft.atitle": "Nothing of the kind anywhere"})
    assert answer.status_code == 404
    assert "10.5555/never" in answer.content.decode()


def test_old_openurls_are_read() -> None:
    sent = {"genre": ["article"], "title": ["Synth J"], "atitle": ["On it"], "aulast": ["Doe"], "pages": ["117-26"]}
    asked = read(sent)
    assert (asked.journal, asked.title, asked.author, asked.page) == ("Synth J", "On it", "Doe", "117")


def test_any_one_part_may_be_wrong(real_corpus: Engine) -> None:
    """Of real papers: each is found first with any one part wrong, and no other paper is ever said to be it."""
    wrong = {"journal": "No Such Journal", "year": "1901", "volume": "999", "page": "77777", "author": "Zzyzx"}
    found = tried = 0
    for stored in list(_sample(real_corpus)):
        article = parse(stored.xml)
        whole = Citation(
            title=article.title.plain,
            journal=article.journal.title,
            year=str(article.pub_date.year or ""),
            volume=article.journal.volume,
            page=article.pagination.start or article.pagination.medline.partition("-")[0],
            author=article.authors[0].last_name if article.authors else "",
        )
        for part, value in wrong.items():
            resolved = resolve(real_corpus, replace(whole, **{part: value}))  # type: ignore[arg-type]
            tried += 1
            found += bool(resolved.candidates) and resolved.candidates[0].article.pmid == article.pmid
            assert not resolved.sure or resolved.candidates[0].article.title.plain == article.title.plain
    assert found >= 0.97 * tried


def _sample(engine: Engine) -> Any:
    pmids = engine.pmids(All())
    stored = engine.fetch(list(pmids)[:: max(1, len(pmids) // 25)])
    return [each for each in stored.values() if len(parse(each.xml).title.plain.split()) > 4]


def test_references_are_taken_apart() -> None:
    asked = reference.read("12. Doe JQ, van Roe A. A trial of it in mice. Synth J Med. 2020 Jan;12(2):117-26.")
    assert (asked.author, asked.title, asked.journal) == ("Doe", "A trial of it in mice", "Synth J Med")
    assert (asked.year, asked.volume, asked.issue, asked.page) == ("2020", "12", "2", "117")
    assert reference.read("van Roe A, Doe J. Another trial of it. Synth J. 2019;3:4-9.").author == "van Roe"
