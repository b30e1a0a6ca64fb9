"""Coverage and embargo: against a plain reading of the same columns, day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from osler.fulltext import embargo, spans
from osler.fulltext.holdings import Covered, Line, Sought, best, decide
from osler.fulltext.spans import Span

TODAY = date(2026, 11, 27)


def _oracle(line: Line, day: date, today: date) -> bool:
    """Whether one day is covered, said with strings and counting, not with the code under test."""
    iso = day.isoformat()
    if line.first_date and iso[: len(line.first_date)] < line.first_date:
        return False
    if line.last_date and iso[: len(line.last_date)] > line.last_date:
        return False
    for code in filter(None, line.embargo.split(";")):
        kind, number, unit = code[0], int(code[1:-1]), code[-1]
        if unit == "D":
            age = (today - day).days
            inside = age < number if kind == "P" else age > number
        elif unit == "M":
            age = (today.year - day.year) * 12 + today.month - day.month
            inside = age < number if kind == "P" else age >= number
        else:
            age = today.year - day.year
            inside = age < number if kind == "P" else age >= number
        if inside:  # P: too new; R: too old
            return False
    return True


_days = st.dates(date(1990, 1, 1), date(2026, 12, 31))


@st.composite
def _partial(draw: st.DrawFn) -> str:
    return draw(_days).isoformat()[: draw(st.sampled_from([4, 7, 10]))]


@st.composite
def _lines(draw: st.DrawFn) -> Line:
    first = draw(st.one_of(st.just(""), _partial()))
    last = draw(st.one_of(st.just(""), _partial()))
    if first and last:
        one, other = spans.parse(first), spans.parse(last)
        assert one is not None
        assert other is not None
        if other.last < one.first:
            first, last = last, first
    walls = [
        f"{kind}{draw(st.integers(1, number))}{unit}"
        for kind in "RP"
        if draw(st.booleans())
        for unit, number in [draw(st.sampled_from([("D", 4000), ("M", 120), ("Y", 12)]))]
    ]
    return Line(2, "J", first_date=first, last_date=last, embargo=";".join(walls))


@given(_lines(), _partial(), st.dates(date(2020, 1, 1), date(2027, 12, 31)))
@example(Line(2, "J", embargo="P1Y"), "2025", date(2026, 1, 1))
@example(Line(2, "J", embargo="R1M"), "2024-02-29", date(2024, 2, 29))
def test_the_decision_is_that_of_every_day_the_record_may_mean(line: Line, when: str, today: date) -> None:
    span = spans.parse(when)
    assert span is not None
    days = [span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1)]
    inside = {_oracle(line, day, today) for day in days}
    covered = decide(line, Sought(span), today).covered
    if inside == {True}:
        assert covered is Covered.YES
    elif covered is Covered.YES:
        raise AssertionError("some day of the record's is not covered")
    # "no" is only said where no day is covered; "perhaps" may also hide a "no" of two walls that meet inside the span.
    if True in inside:
        assert covered is Covered.PERHAPS if False in inside else True


@given(st.integers(1, 60), st.sampled_from("DMY"), _days)
def test_the_day_an_embargo_names_is_the_first_it_can_be_read(number: int, unit: str, issue: date) -> None:
    wall = embargo.parse(f"P{number}{unit}").ends
    assert wall is not None
    opens = wall.opens(issue)
    assert issue <= wall.day(opens)
    assert issue > wall.day(opens - timedelta(days=1))


def test_the_standards_own_examples() -> None:
    def wall(code: str) -> date:
        parsed = embargo.parse(code)
        found = parsed.begins or parsed.ends
        assert found is not None
        return found.day(TODAY)

    assert wall("P1Y") == date(2025, 12, 31)  # everything but the current calendar year
    assert wall("R2Y") == date(2025, 1, 1)  # the previous and the current calendar year
    assert wall("P6M") == date(2026, 5, 31)  # everything but the past six calendar months
    assert wall("R180D") == TODAY - timedelta(days=180)


def test_volume_and_issue_decide_where_the_year_alone_cannot() -> None:
    line = Line(2, "J", first_date="2003", first_volume="12", first_issue="3", last_date="2019", last_volume="28")
    year = spans.of(2003)
    assert decide(line, Sought(year, "12", "2"), TODAY).covered is Covered.NO
    assert decide(line, Sought(year, "12", "3 Pt 1"), TODAY).covered is Covered.YES
    assert decide(line, Sought(year, "13"), TODAY).covered is Covered.YES
    assert decide(line, Sought(spans.of(2019), "29", "1"), TODAY).covered is Covered.NO


def test_reasons_say_when_in_words() -> None:
    ended = decide(Line(9, "J", first_date="1990", last_date="2019"), Sought(spans.of(2022, 3)), TODAY)
    assert ended.why == "end in 2019"
    walled = decide(Line(9, "J", embargo="P12M"), Sought(spans.of(2026, 5, 1)), TODAY)
    assert walled.why == "leave out the newest 12 months (P12M), this one until 1 May 2027"
    nothing = decide(Line(9, "J"), Sought(None), TODAY)
    assert nothing.covered is Covered.PERHAPS
    assert decide(Line(9, "J", depth="abstracts"), Sought(Span(TODAY, TODAY)), TODAY).covered is Covered.NO


def test_of_contradictory_lines_the_one_that_covers_counts_and_the_nearest_says_why() -> None:
    sought = Sought(spans.of(2015))
    lines = [
        Line(2, "J", last_date="1999"),
        Line(3, "J", last_date="2012"),
        Line(4, "J", first_date="2000", access="P"),
    ]
    free = Line(5, "J", access="F")
    assert best(decide(each, sought, TODAY) for each in [*lines, free]).line is free  # type: ignore[union-attr]
    assert best(decide(each, sought, TODAY) for each in lines).line.number == 4  # type: ignore[union-attr]
    assert best(decide(each, sought, TODAY) for each in lines[:2]).line.number == 3  # type: ignore[union-attr]
    assert best([]) is None
