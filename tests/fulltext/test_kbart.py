"""Title lists as libraries really have them: marks, spreadsheets, mistypings. All titles are made up."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osler.errors import BadInput
from osler.fulltext import isbn, issn, kbart
from osler.fulltext.holdings import Line
from osler.fulltext.kbart import COLUMNS, Refused

GOOD = "1234-5679"  # its check digit is right
HEADER = "\t".join(COLUMNS)


def row(**cells: str) -> str:
    return "\t".join(cells.get(column, "") for column in COLUMNS)


def read(
    *rows: str, encoding: str = "utf-8", mark: bytes = b"", header: str = HEADER
) -> tuple[list[Line | Refused], list[str]]:
    reading = kbart.read(mark + "\r\n".join((header, *rows)).encode(encoding), "made-up.txt")
    return list(reading), [note.text for note in reading.notes]


def why(**cells: str) -> str:
    ((found,), _) = read(row(**({"publication_title": "Made-up J", "print_identifier": GOOD} | cells)))
    assert isinstance(found, Refused), found
    assert found.number == 2
    return found.why


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "cp1252"),
    ],
)
def test_any_encoding_a_spreadsheet_writes_is_read(mark: bytes, encoding: str) -> None:
    (found,), _ = read(
        row(publication_title="Ärztliche Erfindung", print_identifier=GOOD), mark=mark, encoding=encoding
    )
    assert isinstance(found, Line)
    assert (found.title, found.print_id, found.number) == ("Ärztliche Erfindung", "12345679", 2)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"publication_title": " "}, "publication_title is empty"),
        ({"print_identifier": "1234-5678"}, "check digit would be 9"),
        ({"print_identifier": "28479"}, "Excel takes leading zeros away"),
        ({"date_first_issue_online": "37636"}, "2003-01-15"),
        ({"date_first_issue_online": "1/15/2003"}, "Excel rewrote it"),
        ({"date_first_issue_online": "Jan-97"}, "Excel rewrote it"),
        ({"date_first_issue_online": "2003-02-30"}, "is no date"),
        ({"date_last_issue_online": "1990", "date_first_issue_online": "2001-02"}, "ends (1990) before it begins"),
        ({"embargo_info": "1Y"}, "is no embargo"),
        ({"embargo_info": "P1Y;P2Y"}, "says P twice"),
        ({"coverage_depth": "some"}, "coverage_depth 'some'"),
        ({"access_type": "free"}, "access_type 'free'"),
        ({"title_url": "javascript:alert(1)"}, "is no http(s) address"),
        ({"title_url": "https://user:secret@example.org/"}, "is no http(s) address"),
        ({"access_type": "P\tx\ty"}, "27 columns, the header 25"),
    ],
)
def test_a_line_that_cannot_decide_is_refused_and_says_why(cells: dict[str, str], said: str) -> None:
    assert said in why(**cells)


def test_one_bad_line_costs_only_itself() -> None:
    found, _ = read(
        row(publication_title="A", print_identifier="x"), "", row(publication_title="B", online_identifier=GOOD)
    )
    assert [type(each) for each in found] == [Refused, Line]
    assert found[1].number == 4


def test_what_was_taken_with_a_grain_of_salt_is_said() -> None:
    (found,), notes = read(
        row(
            publication_title="A",
            print_identifier="1234-5678",
            online_identifier=GOOD,
            date_last_issue_online="present",
        )
    )
    assert isinstance(found, Line)
    assert (found.print_id, found.online_id, found.last_date) == ("", "12345679", "")
    assert any("left out" in note for note in notes)
    assert any("to the present" in note for note in notes)


def test_lines_of_one_journal_that_overlap_or_contradict_are_said() -> None:
    cells = {"publication_title": "A", "print_identifier": GOOD}
    _, notes = read(
        row(**cells, date_first_issue_online="1990", date_last_issue_online="2000"),
        row(**cells, date_first_issue_online="1995", date_last_issue_online="2005", embargo_info="P1Y"),
        row(**cells, date_first_issue_online="2010"),
        row(**cells, date_first_issue_online="2010"),
    )
    assert notes == [
        "overlaps with line 2 of this journal, and contradicts it (embargo, access or depth differ)",
        "says the same as line 4 of this journal",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04...", "Excel workbook"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"<!doctype html><html>", "HTML"),
        (b"just a line", "no columns"),
        (b"publication_title\tprint_identifier\tx\n", "lacks online_identifier, date_first_issue_online"),
        (HEADER.encode() + b"\tnotes", "notes is there twice"),
        (b"\xff\xfeabc", "is not"),
    ],
)
def test_what_is_no_title_list_is_refused_as_a_whole(data: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said.replace("(", r"\(")):
        kbart.read(data, "made-up.txt")


def test_commas_quotes_old_names_and_lost_tabs_are_understood() -> None:
    header = "publication_title,print_identifier,online_identifier,date_first_issue_online,coverage_notes"
    (found,), notes = read('"Made, up",1234-5679,,1999-01', header=header)
    assert isinstance(found, Line)
    assert (found.title, found.first_date) == ("Made, up", "1999-01")
    assert any("commas" in note for note in notes)
    found2, _ = read('A 6" ruler\t1234-5679\t\t2001', '"The ""big"" one"\t1234-5679\t\t2001')
    assert [each.title for each in found2 if isinstance(each, Line)] == ["A 6″ ruler", 'The "big" one']


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for given_ in (data, HEADER.encode() + b"\n" + data):
        try:
            list(kbart.read(given_, "x"))
        except BadInput:
            continue


@given(st.integers(0, 9_999_999))
def test_a_check_digit_fits_and_any_other_does_not(number: int) -> None:
    seven = f"{number:07}"
    right = seven + issn.check_digit(seven)
    assert issn.is_valid(right)
    assert issn.normal(issn.printed(right)) == right
    assert sum(issn.is_valid(seven + last) for last in "0123456789X") == 1


def test_published_identifiers_are_right() -> None:
    assert issn.is_valid(issn.normal("0378-5955"))  # the standard's own example
    assert isbn.normal("0-306-40615-2") == isbn.normal("978-0-306-40615-7") == "9780306406157"
    assert isbn.normal("0-306-40615-3") == ""
