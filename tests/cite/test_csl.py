"""CSL-JSON: its schema, and what a citation processor makes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from tests.cite import sample

from osler.cite import csl
from osler.model.article import Article, Named


@pytest.fixture(scope="module")
def schema(shared: Path) -> Any:
    return json.loads((shared / "data/schemas/csl-data.json").read_text("utf-8"))


@pytest.mark.parametrize("article", sample.EVERY, ids=lambda a: str(a.pmid))
def test_items_follow_the_schema(article: Article, schema: Any) -> None:
    jsonschema.validate(json.loads(json.dumps([csl(article)])), schema)


def test_an_article_arrives_whole() -> None:
    item = csl(sample.TRIAL)
    assert item["type"] == "article-journal"
    assert item["title"] == "Effect of <i>x</i><5 on IL-6 & TGF-β in 50% of H<sub>2</sub>O_users: a $1 trial"
    assert item["author"][0] == {"family": "van der Berg", "given": "Anna Maria"}
    assert item["author"][1] == {"family": "O'Neil", "given": "James", "suffix": "Jr"}
    assert item["author"][3] == {"literal": "INVENTED Study Group"}
    assert item["issued"] == {"date-parts": [[2019, 3]]}
    assert (item["page"], item["page-first"]) == ("285-292", "285")
    assert (item["PMID"], item["PMCID"]) == ("99000001", "PMC9900001")
    assert item["language"] == "en"


def test_books_chapters_and_preprints_have_their_types() -> None:
    assert (csl(sample.CHAPTER)["type"], csl(sample.WHOLE_BOOK)["type"]) == ("chapter", "book")
    assert csl(sample.CHAPTER)["container-title"] == "Invented Reviews"
    assert csl(replace(sample.TRIAL, publication_types=(Named("Preprint"),)))["type"] == "article"


def test_a_retracted_paper_says_so() -> None:
    item = csl(sample.RETRACTED)
    assert item["status"] == "Retracted"
    assert item["note"].startswith("Retraction in:")


def test_missing_parts_are_left_out() -> None:
    assert csl(sample.BARE) == {
        "id": "pmid:99000009",
        "type": "article-journal",
        "PMID": "99000009",
        "URL": "https://pubmed.ncbi.nlm.nih.gov/99000009/",
        "source": "PubMed",
    }


@pytest.mark.filterwarnings("ignore")  # citeproc-py's own
def test_a_citation_processor_prints_it() -> None:
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    source = CiteProcJSON([csl(sample.TRIAL), csl(sample.CHAPTER)])
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    for article in (sample.TRIAL, sample.CHAPTER):
        bibliography.register(Citation([CitationItem(f"pmid:{article.pmid}")]))
    trial, chapter = sorted(map(str, bibliography.bibliography()), key=lambda entry: "Marcelis" in entry)
    assert "van der Berg" in trial
    assert "Journal of invented medicine, 78(3), pp. 285–292" in trial
    assert "Invented Reviews" in chapter
