"""What every door asks an article: made-up values, one question each."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from osler.model.article import (
    Abstract,
    AbstractSection,
    Article,
    ArticleId,
    Book,
    BookData,
    Correction,
    DataBank,
    ELocation,
    HistoryDate,
    Journal,
    MeshHeading,
    Named,
    PartialDate,
    Person,
    PersonList,
    Qualifier,
    Reference,
    ReferenceList,
    RichText,
)

NOTICE = Named("Retraction of Publication", "D016440")
ADA, BOB, GROUP = Person("Lovelace", "Ada"), Person("Boole", "Bob"), Person(collective_name=RichText("A group"))


def article(**fields: object) -> Article:
    return replace(Article(pmid=1), **fields)  # type: ignore[arg-type]


def tied(*types: str) -> tuple[Correction, ...]:
    return tuple(Correction(type_, "J Made. 2001;1:1", 2) for type_ in types)


def test_it_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Article(pmid=1).pmid = 2  # type: ignore[misc]


def test_the_doi_is_the_id_lists_else_a_valid_location() -> None:
    listed, placed = ArticleId("doi", "10.1/list"), ELocation("doi", "10.1/place")
    wrong, pii = ELocation("doi", "10.1/wrong", valid=False), ELocation("pii", "S1")
    assert article(ids=(ArticleId("pubmed", "1"), listed), elocations=(placed,)).doi == "10.1/list"
    assert article(elocations=(pii, wrong, placed)).doi == "10.1/place"
    assert article(elocations=(pii, wrong)).doi == ""


def test_the_pmcid() -> None:
    assert article(ids=(ArticleId("pmc", "PMC12"),)).pmcid == "PMC12"
    assert article(ids=(ArticleId("pmcid", "pmc-id: PMC12;"), ArticleId("mid", "NIHMS1"))).pmcid == ""


def test_the_date_of_publication() -> None:
    printed, electronic = PartialDate(2001, 2), PartialDate(2000, 12, 31)
    assert article(journal=Journal(pub_date=printed), article_dates=(electronic,)).pub_date == printed
    assert article(article_dates=(electronic,)).pub_date == electronic
    assert article().pub_date.sortable == 0
    book = Book(RichText("B"), pub_date=printed)
    assert article(book_data=BookData(book)).pub_date == printed
    assert article(book_data=BookData(book, contribution_date=electronic)).pub_date == electronic


def test_authors_are_no_editors_and_groups_are_authors() -> None:
    lists = (PersonList((BOB,), type="editors"), PersonList((GROUP, ADA)))
    assert article(author_lists=lists).authors == (GROUP, ADA)
    assert article(author_lists=lists).first_author == GROUP
    assert article().first_author is None


def test_a_book_that_is_cited_whole_has_its_own_authors() -> None:
    book = BookData(Book(RichText("B"), author_lists=(PersonList((BOB,), type="editors"), PersonList((ADA,)))))
    assert article(book_data=book).authors == (ADA,)
    chapter = article(book_data=book, author_lists=(PersonList((GROUP,)),))
    assert chapter.authors == (GROUP,)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, False),
        ({"corrections": tied("RetractionIn")}, True),
        ({"corrections": tied("ErratumIn", "RetractedandRepublishedIn")}, True),
        ({"corrections": tied("RetractionOf")}, False),
        ({"corrections": tied("PartialRetractionIn", "ExpressionOfConcernIn")}, False),
        ({"publication_types": (Named("Retracted Publication", "D016441"),)}, True),
        ({"publication_types": (NOTICE,)}, False),
        ({"title": RichText("RETRACTED: Of made things")}, True),
        ({"title": RichText("Retracted Article: Of made things")}, True),
        ({"title": RichText("[RETRACTED: Of made things]")}, True),
        ({"title": RichText("Retracted articles and who cites them")}, False),
        ({"title": RichText("Retraction: Of made things")}, False),
        ({"title": RichText("Retracted: Of made things"), "publication_types": (NOTICE,)}, False),
        ({"title": RichText("Retracted: Of made things"), "corrections": tied("RetractionOf")}, False),
    ],
)
def test_whether_it_is_retracted(fields: dict[str, object], expected: bool) -> None:
    assert article(**fields).is_retracted is expected


def test_concern_and_correction() -> None:
    assert article(corrections=tied("ExpressionOfConcernIn")).has_concern
    assert not article(corrections=tied("ExpressionOfConcernFor")).has_concern
    assert article(corrections=tied("ErratumIn")).is_corrected
    assert article(corrections=tied("CorrectedandRepublishedIn")).is_corrected
    assert not article(corrections=tied("ErratumFor", "CorrectedandRepublishedFrom")).is_corrected


def test_whether_it_has_an_abstract() -> None:
    assert not article().has_abstract
    assert not article(abstract=Abstract((AbstractSection(RichText("")),))).has_abstract
    assert article(abstract=Abstract((AbstractSection(RichText("")), AbstractSection(RichText("x"))))).has_abstract


def test_trial_numbers() -> None:
    banks = (
        DataBank("GENBANK", ("AF000001",)),
        DataBank("ClinicalTrials.gov", ("NCT00000001", " nct00000002", "NCT00000001", "NCT1")),
        DataBank("ISRCTN", ("ISRCTN00000001",)),
    )
    assert article(data_banks=banks).nct_numbers == ("NCT00000001", "NCT00000002")


def test_dates_of_its_history() -> None:
    released = PartialDate(2002, 1, 2)
    dated = article(history=(HistoryDate("entrez", PartialDate(2001)), HistoryDate("pmc-release", released)))
    assert dated.dated("pmc-release") == released
    assert dated.dated("medline") is None


def test_references_are_flattened_in_order() -> None:
    def cites(*numbers: str) -> tuple[Reference, ...]:
        return tuple(Reference(RichText(n), (ArticleId("pubmed", n), ArticleId("doi", "x"))) for n in numbers)

    inner = ReferenceList("Inner", cites("3", "2"))
    lists = (ReferenceList("", cites("1", "2"), (inner,)), ReferenceList("", (Reference(RichText("unmatched")),)))
    found = article(reference_lists=lists, corrections=tied("Cites", "CommentOn"))
    assert [r.citation.plain for r in found.references] == ["1", "2", "3", "2", "unmatched"]
    assert found.cited_pmids == (1, 2, 3)
    assert Reference(RichText("x"), (ArticleId("pubmed", "no number"),)).pmid is None


def test_a_heading_is_major_if_one_of_its_qualifiers_is() -> None:
    assert MeshHeading("A", major=True).is_major
    assert MeshHeading("A", qualifiers=(Qualifier("x"), Qualifier("y", major=True))).is_major
    assert not MeshHeading("A", qualifiers=(Qualifier("x"),)).is_major


def test_a_journal_is_called_as_medline_calls_it() -> None:
    assert Journal("Full title", "Iso abbr.", "Medl abbr").abbreviation == "Medl abbr"
    assert Journal("Full title", "Iso abbr.").abbreviation == "Iso abbr."
    assert Journal("Full title").abbreviation == "Full title"


def test_what_a_date_is_sorted_by() -> None:
    assert PartialDate(2001, 2, 3).sortable == 20010203
    assert PartialDate(2001).sortable == 20010000
    assert PartialDate(None, printed="unknown").sortable == 0
