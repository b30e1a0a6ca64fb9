"""References as people paste them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from tests.cite import sample

from osler.cite import STYLES, Style, citation_line, csv_header, csv_row, formatted
from osler.cite.pages import span
from osler.model.article import Article, ArticleId, ELocation, Pagination, PartialDate, Person, PersonList, RichText

PEOPLE = "van der Berg AM, O'Neil J Jr, Müller-Østergård Z; INVENTED Study Group."
TITLE = "Effect of x<5 on IL-6 & TGF-β in 50% of H2O_users: a $1 trial."
DOI = "10.9999/inv-2018_214(1)<2>"


def test_nlm_is_what_pubmeds_cite_button_gives() -> None:
    assert formatted(sample.TRIAL) == (
        f"{PEOPLE} {TITLE} J Inv Med. 2019 Mar;78(3):285-92. doi: {DOI}. Epub 2018 Dec 8. "
        "PMID: 99000001; PMCID: PMC9900001."
    )


def test_vancouver_shortens_pages() -> None:
    full = replace(sample.TRIAL, pagination=Pagination("285-292"))
    assert "78(3):285-92. doi" in formatted(full, "vancouver")


def test_ama_gives_the_year_and_full_pages() -> None:
    assert formatted(sample.TRIAL, "ama") == f"{PEOPLE} {TITLE} J Inv Med. 2019;78(3):285-292. doi:{DOI}"


def test_apa_spaces_initials_and_links_the_doi() -> None:
    assert formatted(sample.TRIAL, "apa") == (
        "van der Berg, A. M., O'Neil, J., Jr, Müller-Østergård, Z., & INVENTED Study Group. (2019). "
        f"{TITLE} Journal of invented medicine, 78(3), 285–292. https://doi.org/{DOI}"
    )


def test_long_author_lists_are_cut_as_each_style_says() -> None:
    assert formatted(sample.CROWD).count("Author") == 600
    assert "Author005 G, et al." in formatted(sample.CROWD, "vancouver")
    assert "Author002 G, et al." in formatted(sample.CROWD, "ama")
    assert ", Author018, G., … Author599, G." in formatted(sample.CROWD, "apa")


def test_authors_that_nlm_left_out_are_et_al() -> None:
    limited = replace(sample.TRIAL, author_lists=(PersonList(sample.AUTHORS, complete=False),))
    assert "Müller-Østergård Z, et al." in formatted(limited)


def test_without_authors_apa_leads_with_the_title() -> None:
    assert formatted(replace(sample.TRIAL, author_lists=()), "apa").startswith(f"{TITLE} (2019). Journal")


def test_a_chapter_names_book_editors_and_publisher() -> None:
    assert formatted(sample.CHAPTER) == (
        "Marcelis C. An invented syndrome. In: Adam EB, Smith J, editors. Invented Reviews [Internet]. 2nd. "
        "Nowhere (XX): University of Nowhere; 1993-2026. 2009 Jun 30 [updated 2019 Apr 4]. PMID: 99000005."
    )
    assert "In E. B. Adam, & J. Smith (Eds.), Invented Reviews." in formatted(sample.CHAPTER, "apa")


@pytest.mark.parametrize("style", STYLES)
def test_a_books_doi_is_given_once(style: Style) -> None:
    book = replace(sample.CHAPTER, ids=(ArticleId("doi", "10.9999/book"),))
    assert formatted(book, style).count("10.9999/book") == 1


@pytest.mark.parametrize("style", STYLES)
def test_a_retracted_paper_says_so_in_every_style(style: Style) -> None:
    assert formatted(sample.RETRACTED, style).endswith("Retraction in: J Inv Med. 2022 Jan;81(1):9. PMID: 99000004.")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("article", sample.EVERY, ids=lambda a: str(a.pmid))
def test_every_reference_is_one_line(article: Article, style: Style) -> None:
    text = formatted(article, style)
    assert text == " ".join(text.split())
    assert text
    assert ".." not in text


ECOLLECTION = replace(
    sample.TRIAL, pub_model="Electronic-eCollection", article_dates=(PartialDate(2019, 2, 7),), elocations=()
)


@pytest.mark.parametrize(
    ("article", "line"),
    [
        (
            replace(ECOLLECTION, ids=(), journal=sample.TRIAL.journal._replace(pub_date=PartialDate(2019))),
            "J Inv Med. 2019 Feb 7;78(3):285-92. eCollection 2019.",
        ),
        (
            replace(ECOLLECTION, ids=(), pub_model="Electronic-Print"),
            "J Inv Med. 2019 Feb 7;78(3):285-92. Print 2019 Mar.",
        ),
        (
            replace(
                sample.TRIAL,
                publication_status="aheadofprint",
                journal=sample.TRIAL.journal._replace(volume="", issue="", pub_date=PartialDate(2018, 12, 8)),
                pagination=Pagination(),
                ids=(),
                elocations=(ELocation("pii", "inv-2018-214"), ELocation("doi", "10.9999/x", valid=False)),
            ),
            "J Inv Med. 2018 Dec 8:inv-2018-214. Online ahead of print.",
        ),
        (
            replace(
                sample.TRIAL,
                ids=(),
                elocations=(),
                pub_model="Print",
                journal=sample.TRIAL.journal._replace(pub_date=PartialDate(1998, 12, None, "1998 Dec-1999 Jan")),
            ),
            "J Inv Med. 1998 Dec-1999 Jan;78(3):285-92.",
        ),
        (
            sample.CHAPTER,
            "In: Invented Reviews [Internet]. 2nd. Nowhere (XX): University of Nowhere; 1993-2026. "
            "2009 Jun 30 [updated 2019 Apr 4].",
        ),
        (sample.BARE, ""),
    ],
    ids=["ecollection", "electronic-print", "ahead-of-print", "two-years", "chapter", "bare"],
)
def test_the_citation_line_is_pubmeds_source(article: Article, line: str) -> None:
    assert citation_line(article) == line


@pytest.mark.parametrize(
    ("printed", "first_and_last"),
    [
        ("929-37", ("929", "937")),
        ("1199-203", ("1199", "1203")),
        ("e12-9", ("e12", "e19")),
        ("S12-S15", ("S12", "S15")),
        ("12A-14A", ("12A", "14A")),
        ("e13596", ("e13596", "")),
        ("335-9, 340-1", ("335", "")),
        ("1-5; quiz 6", ("1", "")),
        ("99-101", ("99", "101")),
        ("iv-x", ("iv", "")),
        ("", ("", "")),
    ],
)
def test_first_and_last_page(printed: str, first_and_last: tuple[str, str]) -> None:
    assert span(Pagination(printed)) == first_and_last


def test_csv_has_pubmeds_columns_and_reads_back() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_header() + csv_row(sample.TRIAL) + csv_row(sample.HOSTILE))))
    assert len(rows) == 2
    row = rows[0]
    assert row["Title"] == TITLE
    assert row["Authors"] == PEOPLE
    assert row["First Author"] == "van der Berg AM"
    assert row["Create Date"] == "2018/12/09"
    assert row["NIHMS ID"] == "NIHMS990001"
    assert row["DOI"] == DOI


def test_csv_cells_cannot_be_formulas() -> None:
    article = replace(
        sample.TRIAL,
        title=RichText('=HYPERLINK("http://example.org")'),
        author_lists=(PersonList((Person("@SUM", "A", "A"),)),),
    )
    row = next(csv.DictReader(io.StringIO(csv_header() + csv_row(article))))
    assert row["Title"].startswith("'=")
    assert row["First Author"].startswith("'@")
