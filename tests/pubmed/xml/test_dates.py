"""Dates as NLM prints them: what is shown, and what is sorted by."""

from __future__ import annotations

import datetime
from calendar import monthrange

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osler.model.article import PartialDate
from osler.pubmed.xml.dates import from_medline, from_parts

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@pytest.mark.parametrize(
    ("text", "sortable"),
    [
        ("1998 Dec-1999 Jan", 19981200),
        ("2000-2001 Winter", 20000100),
        ("1976-1977", 19760000),
        ("1977-1978 Fall-Winter", 19771000),
        ("Spring 2001", 20010400),
        ("Winter 1978", 19780100),
        ("2001 Summer", 20010700),
        ("2001 Autumn", 20011000),
        ("Fall, 1975", 19751000),
        ("2000 Jan-Feb", 20000100),
        ("1977 Sep-OCT", 19770900),
        ("1994 Mar - Apr", 19940300),
        ("2010 May/Jun", 20100500),
        ("1975 Aug 30-Sep 6", 19750830),
        ("2000 Dec 23-30", 20001223),
        ("1992 Jun 6-9", 19920606),
        ("1992 Jan 9-9", 19920109),
        ("2005 Feb 31-Mar 2", 20050200),
        ("1980 1st Quarter", 19800100),
        ("1980 2d Quart", 19800400),
        ("1985 4th Quart", 19851000),
        ("1985 Q3", 19850700),
        ("2017 July", 20170700),
        ("1975", 19750000),
        ("1998 Easter", 19980000),
        ("1979 Dec Suppl", 19791200),
        ("Jun-Jul", 0),
        ("", 0),
        ("unknown", 0),
        ("vol. 12345", 0),
        ("9999 Jan", 0),
        ("0000 Jan-Feb", 0),
        ("１９９８ Jan", 0),  # full-width digits are no year
    ],
)
def test_what_a_medline_date_is_sorted_by(text: str, sortable: int) -> None:
    found = from_medline(text)
    assert found.sortable == sortable
    assert found.printed == text


@pytest.mark.parametrize(
    ("parts", "sortable", "printed"),
    [
        (("1975",), 19750000, "1975"),
        (("1975", "Jun"), 19750600, "1975 Jun"),
        (("1975", "06"), 19750600, "1975 Jun"),
        (("1975", "6", "1"), 19750601, "1975 Jun 1"),
        (("1975", "Jun", "01"), 19750601, "1975 Jun 1"),
        (("2018", "August"), 20180800, "2018 August"),
        (("2019", "", "", "Spring"), 20190400, "2019 Spring"),
        (("2019", "", "", "May-Jun"), 20190500, "2019 May-Jun"),
        (("2019", "", "", "Winter-Spring"), 20190100, "2019 Winter-Spring"),
        (("2024", "Feb", "29"), 20240229, "2024 Feb 29"),
        (("2023", "Feb", "29"), 20230200, "2023 Feb 29"),
        (("2019", "13", "45"), 20190000, "2019 13 45"),
        (("2019", "00", "00"), 20190000, "2019 00 00"),
        (("2019", "0"), 20190000, "2019 0"),
        (("2019", "", "12"), 20190000, "2019 12"),
        (("19", "Jan"), 0, "19 Jan"),
        (("1976-1977",), 19760000, "1976-1977"),
        (("", "Jan"), 0, "Jan"),
        (("", "", ""), 0, ""),
        (("99999", "Jan"), 0, "99999 Jan"),
        (("2019", "Jan", "-1"), 20190100, "2019 Jan -1"),
        (("2019", "Jan", "²"), 20190100, "2019 Jan ²"),
        (("two thousand",), 0, "two thousand"),
    ],
)
def test_what_a_date_in_parts_is_sorted_by(parts: tuple[str, ...], sortable: int, printed: str) -> None:
    found = from_parts(*parts)
    assert (found.sortable, found.printed) == (sortable, printed)


def valid(date: PartialDate) -> bool:
    """A date no part of which is impossible, or there without the greater part."""
    if date.month is not None and not (date.year is not None and 1 <= date.month <= 12):
        return False
    if date.day is not None:
        return (
            date.year is not None and date.month is not None and 1 <= date.day <= monthrange(date.year, date.month)[1]
        )
    return True


words = st.sampled_from(
    [*MONTHS, "Spring", "Summer", "Fall", "Winter", "-", "/", " ", "1998", "2001", "31", "30", "1", "00", "13", "Q2"]
)


@given(st.one_of(st.text(), st.lists(words).map(" ".join), st.lists(words).map("".join)))
def test_no_text_breaks_a_medline_date_or_is_lost(text: str) -> None:
    found = from_medline(text)
    assert valid(found)
    assert found.printed == " ".join(text.split())


@given(*[st.one_of(st.text(max_size=12), words) for _ in range(4)])
def test_no_parts_break_a_date_or_are_lost(year: str, month: str, day: str, season: str) -> None:
    found = from_parts(year, month, day, season)
    assert valid(found)
    for part in (year, season):
        assert " ".join(part.split()) in found.printed


@given(st.dates(min_value=datetime.date(1400, 1, 1), max_value=datetime.date(2199, 12, 31)))
def test_every_day_of_the_calendar_is_itself_however_its_month_is_written(day: datetime.date) -> None:
    printed = f"{day.year} {MONTHS[day.month - 1]} {day.day}"
    expected = PartialDate(day.year, day.month, day.day, printed)
    for month in (str(day.month), f"{day.month:02}", MONTHS[day.month - 1]):
        for number in (str(day.day), f"{day.day:02}"):
            assert from_parts(str(day.year), month, number) == expected
    assert from_medline(printed) == expected


@given(st.integers(1400, 2198), st.integers(1, 12), st.integers(1, 12))
def test_a_range_is_sorted_by_where_it_begins(year: int, first: int, last: int) -> None:
    for text in (
        f"{year} {MONTHS[first - 1]}-{MONTHS[last - 1]}",
        f"{year} {MONTHS[first - 1]}-{year + 1} {MONTHS[last - 1]}",
        f"{year} {MONTHS[first - 1]} / {MONTHS[last - 1]}",
    ):
        assert from_medline(text)[:3] == (year, first, None)
