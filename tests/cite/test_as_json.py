"""The JSON of an article: complete, stable at the top, the same as `docs/JSON.md` shows."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

from osler.cite.as_json import as_json
from osler.model.article import (
    Abstract,
    AbstractSection,
    Affiliation,
    Article,
    ArticleId,
    Book,
    BookData,
    BookPart,
    Correction,
    HistoryDate,
    Identifier,
    Journal,
    MeshHeading,
    Named,
    Object,
    Pagination,
    PartialDate,
    Person,
    PersonList,
    Qualifier,
    Reference,
    ReferenceList,
    RichText,
)

DATE = PartialDate(2024, 3, None, "2024 Mar")

# Synthetic: nobody wrote this paper.
ARTICLE = Article(
    pmid=990001,
    status="MEDLINE",
    title=RichText("Effect of H2O on Testia exempli", "Effect of H<sub>2</sub>O on <i>Testia exempli</i>"),
    abstract=Abstract((AbstractSection(RichText("We made this up."), "AIM", "OBJECTIVE"),), "© Nobody"),
    journal=Journal(
        title="Journal of synthetic examples", medline_ta="J Synth Ex", volume="7", issue="2", pub_date=DATE
    ),
    pagination=Pagination("11-9", "11", "19"),
    author_lists=(
        PersonList(
            (
                Person(
                    "Doe",
                    "Jane Q",
                    "JQ",
                    identifiers=(Identifier("ORCID", "0000-0000-0000-0001"),),
                    affiliations=(Affiliation(RichText("Nowhere University.")),),
                ),
                Person(collective_name=RichText("Example Group")),
            )
        ),
    ),
    publication_types=(Named("Journal Article", "D016428"),),
    mesh_headings=(MeshHeading("Water", "D014867", qualifiers=(Qualifier("analysis", "Q000032", major=True),)),),
    corrections=(Correction("RetractionIn", "J Synth Ex. 2025;8:1", 990002),),
    reference_lists=(
        ReferenceList(references=(Reference(RichText("Roe R. 2020."), (ArticleId("pubmed", "990000"),)),)),
    ),
    history=(HistoryDate("entrez", PartialDate(2024, 3, 4, "2024 Mar 4"), 6, 0),),
    ids=(ArticleId("pubmed", "990001"), ArticleId("doi", "10.5555/synthetic.1")),
    objects=(Object("keyword", (("value", RichText("water")),)),),
)


def test_every_field_of_the_model_is_there_by_its_name() -> None:
    assert {field.name for field in dataclasses.fields(Article)} <= set(as_json(ARTICLE))


def test_the_top_level_is_the_same_for_an_empty_record() -> None:
    empty = as_json(Article(pmid=1))
    assert set(as_json(ARTICLE)) - set(empty) == {"title_markup"}
    assert (empty["title"], empty["abstract"], empty["authors"], empty["pub_date"]) == ("", None, [], None)


def test_it_survives_json_unchanged() -> None:
    assert json.loads(json.dumps(as_json(ARTICLE))) == as_json(ARTICLE)


def test_what_readers_want_first_needs_no_digging() -> None:
    shown = as_json(ARTICLE)
    assert shown["authors"] == ["Doe JQ", "Example Group"]
    assert shown["doi"] == "10.5555/synthetic.1"
    assert shown["abstract_text"] == "AIM: We made this up."
    assert shown["retracted"] is True
    assert shown["cited_pmids"] == [990000]
    assert shown["pub_date"] == {"iso": "2024-03", "year": 2024, "month": 3, "printed": "2024 Mar"}


def test_markup_stands_beside_the_plain_text_only_where_there_is_any() -> None:
    shown = as_json(ARTICLE)
    assert shown["title"] == "Effect of H2O on Testia exempli"
    assert shown["title_markup"] == "Effect of H<sub>2</sub>O on <i>Testia exempli</i>"
    assert shown["abstract"]["sections"] == [{"text": "We made this up.", "label": "AIM", "category": "OBJECTIVE"}]


def test_inside_only_what_is_given_is_said_and_yes_or_no_always() -> None:
    shown = as_json(ARTICLE)
    assert shown["mesh_headings"] == [
        {
            "name": "Water",
            "ui": "D014867",
            "major": False,
            "auto": False,
            "geographic": False,
            "qualifiers": [{"name": "analysis", "ui": "Q000032", "major": True, "auto": False}],
        }
    ]
    assert shown["history"] == [
        {
            "status": "entrez",
            "date": {"iso": "2024-03-04", "year": 2024, "month": 3, "day": 4, "printed": "2024 Mar 4"},
            "hour": 6,
            "minute": 0,
        }
    ]
    assert shown["objects"] == [{"type": "keyword", "params": [{"name": "value", "value": "water"}]}]


def test_a_book_names_the_parts_of_its_anchors_and_labels() -> None:
    book = BookData(
        Book(RichText("Examples"), ("ex", "", "")),
        location_labels=(("chapter", "3"),),
        sections=(BookPart(RichText("Start"), anchor=("ex", "p1", "s1")),),
        item_lists=(("keywords", ("a", "b")),),
    )
    shown = as_json(Article(pmid=2, book_data=book))["book_data"]
    assert shown["book"]["anchor"] == {"book": "ex"}
    assert shown["location_labels"] == [{"type": "chapter", "label": "3"}]
    assert shown["sections"] == [{"title": "Start", "anchor": {"book": "ex", "part": "p1", "sec": "s1"}}]
    assert shown["item_lists"] == [{"type": "keywords", "items": ["a", "b"]}]


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "JSON.md").read_text(encoding="utf-8")


def test_the_documentation_shows_this_very_article(page: str) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    shown = as_json(ARTICLE)
    given = {name: value for name, value in shown.items() if value not in ("", None) and value != []}
    assert json.loads(example) == given


def test_the_documentation_names_every_name_of_the_top_level(page: str) -> None:
    rows = set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE))
    assert rows == set(as_json(Article(pmid=1)))
