"""Synthesis agrees with metafor 3.8 to 1e-4 on the BCG trials; distributions agree with SciPy."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from scipy import stats

from osler.bedside import distributions as d
from osler.bedside import forest, pooling, timeline
from osler.bedside.answer import Answer
from osler.bedside.pack import Pack
from osler.bedside.synthesis import (
    Effect,
    dersimonian_laird,
    interaction,
    paule_mandel,
    q_profile,
    regress,
    synthesise,
)
from osler.model.patient import Patient

# tuberculosis and number without it, vaccinated and not; latitude; allocation. Colditz 1994 (public facts).
BCG = [
    (4, 119, 11, 128, 44, "random"), (6, 300, 29, 274, 55, "random"), (3, 228, 11, 209, 42, "random"),
    (62, 13536, 248, 12619, 52, "random"), (33, 5036, 47, 5761, 13, "alternate"), 
    (180, 1361, 372, 1079, 44, "alternate"),
    (8, 2537, 10, 619, 19, "random"), (505, 87886, 499, 87892, 13, "random"), (29, 7470, 45, 7232, 27, "random"),
    (17, 1699, 65, 1600, 42, "systematic"), (186, 50448, 141, 27197, 18, "systematic"),
    (5, 2493, 3, 2338, 33, "systematic"), (27, 16886, 29, 17825, 33, "systematic"),
]  # fmt: skip
EFFECTS = [
    Effect(str(i), math.log(a / (a + b) / (c / (c + e))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + e))
    for i, (a, b, c, e, _, _) in enumerate(BCG)
]
Y, V = np.array([e.estimate for e in EFFECTS]), np.array([e.variance for e in EFFECTS])
ONES = np.ones((13, 1))


def close(found: float, printed: float) -> bool:
    return abs(found - printed) < 1e-4


def test_common_and_random_effects_agree_with_metafor() -> None:
    s = synthesise(EFFECTS)
    for found, printed in (
        (s.common, (-0.430285, 0.040499, -0.509661, -0.350909)),
        (s.random, (-0.714532, 0.179782, -1.066898, -0.362167)),
        (s.hartung_knapp, (-0.714532, 0.180792, -1.108444, -0.320621)),
    ):
        said = (found.estimate, found.standard_error, found.low, found.high)
        assert all(close(a, b) for a, b in zip(said, printed, strict=True))
    assert close(s.tau2, 0.313243)
    assert close(s.q, 152.2330)
    assert close(s.i2, 92.2214)
    assert close(s.tau2_low, 0.1197)
    assert close(s.tau2_high, 1.1115)


def test_prediction_intervals_agree_and_name_their_convention() -> None:
    found = {r.convention: (r.low, r.high) for r in synthesise(EFFECTS).predictions}
    for convention, printed in (
        ("normal", (-1.866692, 0.437628)),
        ("t with k−1, Hartung–Knapp error", (-1.996017, 0.566952)),
        ("t with k−2", (-2.00838, 0.579311)),
    ):
        assert all(close(a, b) for a, b in zip(found[convention], printed, strict=True))


def test_other_estimators_of_the_variance_agree() -> None:
    assert close(dersimonian_laird(Y, V, ONES), 0.308760)
    assert close(paule_mandel(Y, V, ONES), 0.318094)
    low, high = q_profile(Y, V, ONES)
    assert close(low, 0.1197)
    assert close(high, 1.1115)


def test_meta_regression_and_subgroups_agree() -> None:
    latitude = regress(EFFECTS, [[t[4]] for t in BCG])
    intercept, slope = latitude.coefficients
    assert close(intercept.estimate, 0.251464)
    assert close(slope.estimate, -0.029102)
    assert close(slope.standard_error, 0.007196)
    assert close(latitude.tau2, 0.076355)
    assert close(latitude.qm, 16.3571)
    assert close(latitude.qe, 30.7331)
    allocation = regress(EFFECTS, [[t[5] == "random", t[5] == "systematic"] for t in BCG])
    assert close(allocation.qm, 1.767513)
    assert close(allocation.qm_p, 0.413228)


def test_two_trials_of_tocilizumab_show_both_intervals(answered: Callable[..., Answer]) -> None:
    pool = next(p for p in answered().pools if p.synthesis is not None)
    assert {r.record.id for r in pool.rows} == {"fasscinate", "focussced"}
    s = pool.synthesis
    assert s is not None
    assert [round(x, 3) for x in (s.random.estimate, s.random.low, s.random.high)] == [-2.162, -3.952, -0.372]
    assert [round(x, 1) for x in (s.hartung_knapp.low, s.hartung_knapp.high)] == [-12.0, 7.7]
    assert s.i2 == 0


def test_no_patient_is_counted_twice(answered: Callable[..., Answer]) -> None:
    for pool in answered().pools:
        ids = [row.record.id for row in pool.rows]
        assert len(ids) == len(set(ids))
        assert not any(row.record.of_trial for row in pool.rows)


def test_our_test_of_interaction_agrees_with_the_printed_one(answered: Callable[..., Answer]) -> None:
    found = next(i for i in answered().interactions if i.record.id == "senscis")
    assert found.printed == "p = 0.49"
    assert round(found.p, 2) == 0.49


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 2)), min_size=2, max_size=12))
def test_a_synthesis_lies_among_its_studies_and_never_fails(rows: list[tuple[float, float]]) -> None:
    s = synthesise([Effect(str(i), y, v) for i, (y, v) in enumerate(rows)])
    low, high = min(y for y, _ in rows), max(y for y, _ in rows)
    for estimate in (s.common, s.random):
        assert low - 1e-9 <= estimate.estimate <= high + 1e-9
        assert estimate.low <= estimate.estimate <= estimate.high
    assert s.tau2 >= 0
    assert 0 <= s.i2 < 100
    assert math.isclose(sum(s.weights), 100)


def test_subgroups_that_agree_do_not_interact() -> None:
    q, p, df = interaction([Effect("a", 1.0, 0.1), Effect("b", 1.0, 0.2)])
    assert (round(q, 9), round(p, 6), df) == (0, 1, 1)


@pytest.mark.parametrize("df", [1, 2, 5, 12, 100])
@pytest.mark.parametrize("p", [0.6, 0.9, 0.975, 0.999])
def test_quantiles_agree_with_scipy(df: int, p: float) -> None:
    assert math.isclose(d.t_quantile(p, df), stats.t.ppf(p, df), rel_tol=1e-9)
    assert math.isclose(d.chi2_quantile(p, df), stats.chi2.ppf(p, df), rel_tol=1e-9)


@pytest.mark.parametrize("df", [1, 3, 30])
@pytest.mark.parametrize("x", [0.01, 0.5, 2.0, 8.0, 40.0])
def test_tails_agree_with_scipy(df: int, x: float) -> None:
    assert math.isclose(d.t_two_sided_p(x, df), 2 * stats.t.sf(x, df), rel_tol=1e-9)
    assert math.isclose(d.chi2_upper_p(x, df), stats.chi2.sf(x, df), rel_tol=1e-7, abs_tol=1e-12)
    assert math.isclose(d.normal_two_sided_p(x / 4), 2 * stats.norm.sf(x / 4), rel_tol=1e-12)


def test_the_standard_error_of_a_ratio_is_of_its_logarithm(answered: Callable[..., Answer]) -> None:
    astis = next(a.evidence for a in answered().applied if a.evidence.id == "astis")
    interval = astis.results[0].interval
    assert interval is not None
    found = pooling.standard_error(interval, "hazard ratio")
    assert math.isclose(found, math.log(0.74 / 0.16) / 3.919928, rel_tol=1e-6)


def test_drawings_say_in_words_what_they_show(
    answered: Callable[..., Answer], patient: Callable[..., Patient], ssc: Pack
) -> None:
    pool = next(p for p in answered(systemic_sclerosis=True).pools if p.synthesis is not None)
    course = timeline.timeline(
        patient(
            onset="2024-03",
            mrss=[{"value": 14, "date": "2024-11-01"}, {"value": 26, "date": "2026-05-02"}],
            mycophenolate={"value": "now", "date": "2025-07-01"},
        ),
        ssc,
    )
    assert course is not None
    for drawing, said in ((forest.forest(pool), "focuSSced"), (course, "Mycophenolate from 2025-07-01")):
        tree = etree.fromstring(drawing.encode())
        names = tree.get("aria-labelledby", "").split()
        assert tree.get("role") == "img"
        for name in names:
            assert tree.findtext(f".//*[@id='{name}']")
        assert said in (tree.findtext("{*}desc") or "")
    assert "Skin score above 18: from 2026-05-02" in course


def test_a_course_without_dates_is_not_drawn(patient: Callable[..., Patient], ssc: Pack) -> None:
    assert timeline.timeline(patient(mrss=20), ssc) is None
