"""Conditions in three values: exact at thresholds, undecided where a fact is missing or too coarse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osler.bedside import expression, truth, vocabulary
from osler.bedside.evaluate import View, months_before, months_between
from osler.bedside.pack import Pack
from osler.errors import BadInput
from osler.model.patient import Patient, Quantity, Truth

Make = Callable[..., Patient]
MET, NOT_MET, UNDECIDED = Truth.MET, Truth.NOT_MET, Truth.UNDECIDED


def holds(condition: str, patient: Patient, pack: Pack) -> Truth:
    return View(patient, pack.conditions).truth(expression.parse(condition))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("6 mg/L", NOT_MET), ("6.01 mg/L", MET), ("0.6 mg/dL", NOT_MET), ("<6 mg/L", NOT_MET), ("<=6 mg/L", NOT_MET),
     (">6 mg/L", MET), (">=6 mg/L", UNDECIDED), ("5-7 mg/L", UNDECIDED), ("<7 mg/L", UNDECIDED),
     ("unknown", UNDECIDED)],
)  # fmt: skip
def test_a_threshold_is_exact_and_a_range_across_it_undecided(
    value: str, expected: Truth, patient: Make, ssc: Pack
) -> None:
    assert holds("crp > 6 mg/L", patient(crp=value), ssc) is expected


def test_a_decimal_is_converted_without_a_rounding_error(patient: Make, ssc: Pack) -> None:
    assert holds("crp >= 7 mg/L", patient(crp="0.7 mg/dL"), ssc) is MET  # 0.7 * 10 is 7.000000000000001 in floats


def test_one_known_part_can_settle_a_condition_with_unknown_parts(patient: Make, ssc: Pack) -> None:
    assert holds("crp > 6 mg/L or esr > 28 mm/h", patient(crp="9 mg/L"), ssc) is MET
    assert holds("crp > 6 mg/L or esr > 28 mm/h", patient(crp="3 mg/L"), ssc) is UNDECIDED
    assert holds("crp > 6 mg/L and esr > 28 mm/h", patient(crp="3 mg/L"), ssc) is NOT_MET
    assert holds("2 of (ild is present, pah is present, raynaud is present)", patient(ild=True, pah=True), ssc) is MET
    assert holds("2 of (ild is present, pah is present, raynaud is present)", patient(ild=False), ssc) is UNDECIDED


def test_unknown_is_not_absent(patient: Make, ssc: Pack) -> None:
    assert holds("not ild is present", patient(), ssc) is UNDECIDED
    assert holds("not ild is present", patient(ild=False), ssc) is MET


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [(80, 72, MET), (80, "72.1", NOT_MET), (80, "71.9", MET), (70, 63, MET), (90, "70-85", UNDECIDED)],
)
def test_a_relative_fall_is_exact_at_its_threshold(
    earlier: object, later: object, expected: Truth, patient: Make, ssc: Pack
) -> None:
    course = [{"value": earlier, "date": "2025-06-01"}, {"value": later, "date": "2026-06-01"}]
    condition = "relative fall of percent_predicted_fvc within 12 months >= 10 %"
    assert holds(condition, patient(fvc=course), ssc) is expected


def test_a_fall_outside_its_window_stays_undecided(patient: Make, ssc: Pack) -> None:
    course = [{"value": 80, "date": "2025-05-31"}, {"value": 60, "date": "2026-06-01"}]
    assert holds("fall of percent_predicted_fvc within 12 months >= 5 points", patient(fvc=course), ssc) is UNDECIDED
    assert holds("fall of percent_predicted_fvc within 24 months >= 5 points", patient(fvc=course), ssc) is MET


@pytest.mark.parametrize(
    ("extent", "fvc", "extensive", "limited"),
    [("20.1 %", None, MET, NOT_MET), ("19.9 %", None, NOT_MET, MET), ("20 %", None, UNDECIDED, UNDECIDED),
     ("20 %", 69, MET, NOT_MET), ("20 %", 70, NOT_MET, MET), ("10-30 %", 60, MET, NOT_MET),
     ("10-30 %", 80, NOT_MET, MET), ("5-40 %", 60, UNDECIDED, UNDECIDED), (0, 60, NOT_MET, NOT_MET)],
)  # fmt: skip
def test_goh_staging_asks_fvc_only_where_extent_is_indeterminate(
    extent: object, fvc: object, extensive: Truth, limited: Truth, patient: Make, ssc: Pack
) -> None:
    view = View(patient(ild_extent=extent, fvc=fvc), ssc.conditions)
    assert (view.state("ild_extensive"), view.state("ild_limited")) == (extensive, limited)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("crp > 6", "crp 6 of what? Give mg/L"),
        ("crp > 6 mg/dL", "write the threshold of crp in mg/L"),
        ("crpp > 6 mg/L", "no fact is called 'crpp'"),
        ("sex is other", "sex is never 'other'"),
        ("mrss > 6 points and", "expected a fact, found the end"),
        ("3 of (ild is present, pah is present)", "can never be told apart"),
        ("mrss from 35 to 10 points", "the wrong way round"),
        ("fall of sex within 12 months >= 5 points", "not followed over time"),
        ("mrss > 6 points )", "expected 'and', 'or' or the end, found ')'"),
        ("state nowhere", "no criterion has the id 'nowhere'"),
    ],
)
def test_a_condition_that_cannot_be_meant_is_explained(condition: str, message: str, ssc: Pack) -> None:
    with pytest.raises(BadInput, match=message.replace("?", r"\?").replace("(", r"\(").replace(")", r"\)")):
        vocabulary.check(expression.parse(condition), ssc.vocabulary, where="here", criteria=frozenset(ssc.conditions))


ranges = st.tuples(st.integers(-20, 20), st.integers(0, 10), st.booleans(), st.booleans()).map(
    lambda t: Quantity(t[0], t[0] + t[1], "", t[2] and t[1] > 0, t[3] and t[1] > 0)  # type: ignore[arg-type]
)


@given(ranges, ranges, st.booleans())
def test_a_comparison_of_ranges_never_contradicts_any_pair_of_their_members(
    a: Quantity, b: Quantity, or_equal: bool
) -> None:
    said = truth.above(a, b, or_equal=or_equal)
    for x in members(a):
        for y in members(b):
            fact = x > y or (or_equal and x == y)
            assert said is not (NOT_MET if fact else MET)


def members(q: Quantity) -> list[float]:
    low, high = float(q.low or 0), float(q.high or 0)
    inside = [low + (high - low) * k / 4 for k in range(5)]
    return [x for x in inside if (x > low or not q.low_open) and (x < high or not q.high_open)]


@given(st.dates(date(1990, 1, 1), date(2026, 12, 31)), st.integers(0, 400))
def test_months_are_whole_on_the_day_and_open_between(end: date, months: int) -> None:
    start = months_before(end, months)
    span = months_between(start, end)
    assert span.low is not None
    assert span.high is not None
    assert span.low <= months <= span.high
    if start.day == end.day:
        assert span.is_exact
