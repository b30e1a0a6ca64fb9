"""The answer: states, applicability clause by clause, order, contradiction, what to ask, what would change it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from osler.bedside import claims, document
from osler.bedside.answer import Answer, answer
from osler.bedside.applicability import APART, Applies
from osler.bedside.pack import Pack
from osler.model.evidence import DESIGNS
from osler.model.patient import Patient

from .conftest import TODAY

Answered = Callable[..., Answer]
BASE = {
    "systemic_sclerosis": True, "age": 45, "sex": "female", "skin_distribution": "diffuse", "mrss": 20,
    "months_since_first_non_raynaud": "24 months", "crp": "12 mg/L", "ild_extent": "20 %", "fvc": 75, "dlco": 60,
    "progressive_disease": True, "immunosuppressant_now": False, "pregnancy": False, "active_infection": False,
    "prednisone_dose": 5, "pah": False, "renal_crisis": False, "nintedanib": "never", "alveolitis": True,
    "exertional_dyspnoea": True,
}  # fmt: skip
TRIALS = {"fasscinate", "focussced", "focussced_ild", "senscis", "sls1", "desires", "astis", "scot", "asset", "rise",
          "romilkimab", "resolve1"}  # fmt: skip


def applies(found: Answer) -> dict[str, Applies]:
    return {a.evidence.id: a.applies for a in found.applied}


def inside(found: Answer) -> set[str]:
    return {id_ for id_, where in applies(found).items() if where is Applies.INSIDE}


def test_a_patient_told_in_full_leaves_no_trial_undecided(answered: Answered) -> None:
    found = answered(**BASE)
    assert inside(found) & TRIALS == TRIALS - {"rise"}
    assert applies(found)["rise"] is Applies.OUTSIDE


@pytest.mark.parametrize(
    ("change", "leaves", "joins"),
    [
        ({"months_since_first_non_raynaud": "96 months"},
         {"fasscinate", "focussced", "focussced_ild", "senscis", "sls1", "astis", "asset", "romilkimab", "resolve1",
          "ghuman2024", "senscis_risk"}, set()),
        ({"ild_extent": 0, "organ_involvement": True},
         {"focussced_ild", "senscis", "sls1", "ghuman2024", "senscis_risk", "delauretis2013", "goh2008",
          "mortality_scores", "ats2023", "acrchest2023", "fda2021"}, set()),
        ({"skin_distribution": "limited"},
         {"focussced", "focussced_ild", "astis", "scot", "asset", "romilkimab", "resolve1", "ghuman2024"},
         set()),
        ({"crp": "4 mg/L", "esr": "10 mm/h", "platelets": "250 10^9/L"},
         {"focussced", "focussced_ild", "ghuman2024"}, set()),
        ({"months_since_first_non_raynaud": "18 months"}, set(), {"rise"}),
    ],
)  # fmt: skip
def test_a_changed_fact_moves_exactly_the_studies_whose_clauses_name_it(
    change: dict[str, object], leaves: set[str], joins: set[str], answered: Answered
) -> None:
    before, after = inside(answered(**BASE)), inside(answered(**(BASE | change)))
    assert before - after == leaves
    assert after - before == joins


def test_nobody_is_inside_a_study_whose_eligibility_was_read_in_part(answered: Answered) -> None:
    found = answered(**BASE)
    assert applies(found)["sls2"] is applies(found)["sls2_skin"] is Applies.UNDECIDED
    assert applies(answered(**(BASE | {"ild_extent": 0, "organ_involvement": True})))["sls2"] is Applies.OUTSIDE
    assert not [m for c in found.changes for m in c.moves if m.study == "sls2" and m.to is Applies.INSIDE]
    listed = {e["id"]: e for e in document.document(found, today=TODAY)["evidence"]}["sls2"]
    assert listed["clauses"][-1]["status"] == "undecided"
    assert listed["partly_read"] is True


def test_crp_below_its_threshold_alone_leaves_the_question_open(answered: Answered) -> None:
    found = answered(**(BASE | {"crp": "4 mg/L"}))
    assert applies(found)["focussced"] is Applies.UNDECIDED
    clause = next(c for a in found.applied if a.evidence.id == "focussced" for c in a.clauses if c.wants)
    assert set(clause.wants) == {"esr", "platelets"}


def test_an_unknown_fact_never_excludes_nor_includes(ssc: Pack) -> None:
    found = answer(Patient(TODAY), ssc, today=TODAY)
    assert set(applies(found).values()) == {Applies.UNDECIDED}
    assert {s.status.value for s in found.states} == {"undecided"}


def test_studies_come_by_directness_then_design_and_guidelines_after_them(answered: Answered) -> None:
    order = {Applies.INSIDE: 0, Applies.UNDECIDED: 1, Applies.OUTSIDE: 2}
    found = answered(**{k: v for k, v in BASE.items() if k != "prednisone_dose"})
    keys = [(order[a.applies], a.evidence.design in APART) for a in found.applied]
    assert keys == sorted(keys)
    designs = [DESIGNS.index(a.evidence.design) for a in found.applied if a.applies is Applies.INSIDE]
    apart = [d for d in designs if DESIGNS[d] in APART]
    assert designs == sorted(set(designs) - set(apart), key=designs.index) or designs[: -len(apart)] == sorted(
        designs[: -len(apart)]
    )


def test_a_missed_primary_endpoint_is_stated_before_any_benefit_also_of_an_analysis_drawn_from_it(
    answered: Answered,
) -> None:
    data = document.document(answered(**BASE), today=TODAY)
    by_id = {e["id"]: e for e in data["evidence"]}
    assert "Primary endpoint not met" in by_id["focussced"]["missed_primary"][0]
    assert "whose primary endpoint was not met" in by_id["focussced_ild"]["missed_primary"][0]
    for each in data["evidence"]:
        keys = list(each)
        assert keys.index("missed_primary") < keys.index("results")


def test_harms_and_caveats_stand_with_the_benefit(answered: Answered) -> None:
    by_id = {e["id"]: e for e in document.document(answered(**BASE), today=TODAY)["evidence"]}
    assert by_id["astis"]["harms"][0]["early"] is True
    assert by_id["fasscinate"]["harms"][0] == {
        "says": "Serious infections on tocilizumab", "arm": "tocilizumab", "n": 7, "of": 43, "early": False,
    }  # fmt: skip
    assert by_id["focussced"]["caveats"]


def test_a_contested_claim_returns_both_sides(ssc: Pack) -> None:
    found = claims.asked("IL-6 is higher early", ssc)
    assert found is not None
    assert {r.id for r in found.saying("for")} == {"khan2012", "shima2019"}
    assert {r.id for r in found.saying("against")} == {"lin2022"}
    assert claims.asked("Are tomatoes vegetables", ssc) is None


def test_nothing_is_inferred_from_il6_or_il13(answered: Answered) -> None:
    plain, measured = answered(**BASE), answered(**BASE, il6="40 pg/mL", il13="30 pg/mL")
    assert applies(plain) == applies(measured)
    assert [s.status for s in plain.states] == [s.status for s in measured.states]
    assert any("IL-6" in notice and "validated" in notice for notice in plain.notices)
    assert any("assay was not told" in notice for notice in measured.notices)


def test_the_next_question_is_the_one_that_settles_most(ssc: Pack, answered: Answered) -> None:
    facts = dict(BASE)
    for left_out in ("immunosuppressant_now", "pregnancy", "active_infection", "exertional_dyspnoea"):
        del facts[left_out]
    asked = answered(**facts).questions
    values = [q.settles for q in asked]
    assert values == sorted(values, reverse=True)
    first = next(q for q in asked if not any(b.startswith("state") for b in q.bears_on))
    assert first.term.name == "immunosuppressant_now"


def test_an_answered_question_is_not_asked_again_but_an_earlier_measurement_is(answered: Answered) -> None:
    fvc = next(q for q in answered(**BASE).questions if q.term.name == "percent_predicted_fvc")
    assert fvc.text.startswith("An earlier measurement")


def test_what_would_change_the_answer_names_the_fact_and_where_the_study_would_stand(answered: Answered) -> None:
    changed = answered(**BASE).changes
    months = next(c for c in changed if c.fact == "months_since_first_non_raynaud")
    assert months.now == "24 months"
    assert ("rise", Applies.INSIDE) in {(m.study, m.to) for m in months.moves}
    assert ("focussced", Applies.OUTSIDE) in {(m.study, m.to) for m in months.moves}


def test_each_announced_change_comes_true(answered: Answered) -> None:
    months = next(c for c in answered(**BASE).changes if c.fact == "months_since_first_non_raynaud")
    rise = next(m for m in months.moves if m.study == "rise" and m.to is Applies.INSIDE)
    assert rise.answer in ("18 months", "under 18 months")
    assert "rise" in inside(answered(**(BASE | {"months_since_first_non_raynaud": "17 months"})))


def test_an_undecided_state_names_what_would_decide_it(answered: Answered) -> None:
    state = next(s for s in answered(raynaud=True, sclerodactyly=True).states if s.criterion.id == "acr_eular_2013")
    assert str(state.points) == "7–28 points"
    alone = {d.fact for d in state.would_decide if d.alone}
    assert {"skin_thickening_past_mcp", "telangiectasia", "ild", "anticentromere"} <= alone
    assert "puffy_fingers" not in alone  # sclerodactyly, of the same group, already counts more


def test_past_its_review_date_a_record_says_so(ssc: Pack, patient: Callable[..., Patient]) -> None:
    later = date(2030, 1, 1)
    found = answer(Patient(later), ssc, today=later)
    assert all(s.overdue for s in found.states)
    assert any(n.startswith("Past its review date") for n in found.notices)
    assert document.document(found, today=later)["evidence"][0]["past_review"] is True


def test_no_word_tells_anyone_to_give_anything(answered: Answered) -> None:
    text = json.dumps(document.document(answered(**BASE), today=TODAY)).lower()
    for word in ("should be given", "give tocilizumab", "we recommend", "start tocilizumab", "treat with"):
        assert word not in text
    assert "studied in patients like this" in text
