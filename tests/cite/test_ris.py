"""RIS as rispy, an independent reader, understands it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import rispy
from tests.cite import sample

from osler.cite import ris
from osler.model.article import Article, ArticleId, BookData, RichText


def read(article: Article) -> dict[str, Any]:
    (entry,) = rispy.loads(ris(article))
    assert "unknown_tag" not in entry, entry
    return dict(entry)


def test_an_article_arrives_whole() -> None:
    entry = read(sample.TRIAL)
    assert entry["type_of_reference"] == "JOUR"
    assert entry["title"] == "Effect of x<5 on IL-6 & TGF-β in 50% of H2O_users: a $1 trial"
    assert entry["authors"] == [
        "van der Berg, Anna Maria",
        "O'Neil, James, Jr",
        "Müller-Østergård, Zoë",
        "INVENTED Study Group",
    ]
    assert entry["secondary_title"] == "Journal of invented medicine"
    assert (entry["volume"], entry["number"]) == ("78", "3")
    assert (entry["start_page"], entry["end_page"]) == ("285", "292")
    assert (entry["year"], entry["date"]) == ("2019", "2019/03/")
    assert entry["doi"] == "10.9999/inv-2018_214(1)<2>"
    assert ris(sample.TRIAL).index("AN  - ") < ris(sample.TRIAL).index("IS  - ")  # JabRef takes the last for the issue
    assert entry["accession_number"] == "99000001"
    assert entry["abstract"] == "BACKGROUND: Nothing was known. RESULTS: Lung function fell by 3 ± 1%."
    assert entry["keywords"] == ["Humans", "Scleroderma, Systemic", "lung"]


def test_a_chapter_has_its_book_and_editors() -> None:
    entry = read(sample.CHAPTER)
    assert entry["type_of_reference"] == "CHAP"
    assert entry["title"] == "An invented syndrome"
    assert entry["secondary_title"] == "Invented Reviews"
    assert entry["authors"] == ["Marcelis, Carlo"]
    assert entry["secondary_authors"] == ["Adam, Eve B", "Smith, J"]
    assert (entry["publisher"], entry["place_published"]) == ("University of Nowhere", "Nowhere (XX)")


def test_a_whole_book_is_a_book() -> None:
    entry = read(sample.WHOLE_BOOK)
    assert (entry["type_of_reference"], entry["title"]) == ("BOOK", "Invented Reviews")
    assert entry["tertiary_authors"] == ["Adam, Eve B", "Smith, J"]
    assert "secondary_authors" not in entry  # those of a book are its series' editors


def test_a_series_stands_where_readers_of_ris_look_for_it() -> None:
    book = replace(sample.BOOK, collection_title=RichText("Invented Series."))
    data = BookData(book)
    chapter = read(replace(sample.CHAPTER, book_data=data, ids=(ArticleId("pmc", "PMC9"),)))
    assert (chapter["secondary_title"], chapter["tertiary_title"]) == ("Invented Reviews", "Invented Series")
    assert "custom2" not in chapter  # of a chapter: the book's author
    whole = read(replace(sample.WHOLE_BOOK, book_data=data))
    assert (whole["secondary_title"], whole.get("tertiary_title")) == ("Invented Series", None)


def test_six_hundred_authors_all_arrive() -> None:
    assert len(read(sample.CROWD)["authors"]) == 600


def test_a_retracted_paper_says_so() -> None:
    assert read(sample.RETRACTED)["notes"] == ["Retraction in: J Inv Med. 2022 Jan;81(1):9. PMID: 99000004."]


def test_nothing_in_a_record_can_forge_a_tag() -> None:
    entry = read(sample.HOSTILE)
    assert entry["type_of_reference"] == "JOUR"
    assert len(entry["authors"]) == 3
    assert "TY - BOOK" in entry["title"]


@pytest.mark.parametrize("article", sample.EVERY, ids=lambda a: str(a.pmid))
def test_every_line_is_a_tag(article: Article) -> None:
    lines = ris(article).split("\n")
    assert lines[-2:] == ["ER  - ", ""]
    assert all(line[2:6] == "  - " for line in lines[:-1])
    assert len(rispy.loads(ris(article) * 3)) == 3
