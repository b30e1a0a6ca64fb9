"""Facts as entered: every shape of file, units shown, and every reason why not. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from osler.bedside import intake
from osler.bedside.pack import Pack
from osler.errors import BadInput
from osler.model.patient import Patient

Make = Callable[..., Patient]
TODAY = date(2026, 11, 23)


def shown(patient: Patient, name: str) -> str:
    fact = patient.latest(name)
    return "" if fact is None else str(fact.value)


def test_a_list_and_an_object_of_facts_mean_the_same(ssc: Pack) -> None:
    listed = {"facts": [{"name": "crp", "value": 1.2, "unit": "mg/dL", "date": "2026-05-02"}]}
    keyed = {"facts": {"CRP": {"value": "1.2 mg/dL", "date": "2026-05-02"}}}
    flat = {"crp": [{"value": "12", "unit": "mg/l", "date": "2026-05-02"}]}
    for data in (listed, keyed, flat):
        patient = intake.patient(data, ssc.vocabulary, today=TODAY)
        assert shown(patient, "crp") == "12 mg/L"


def test_what_was_entered_is_kept_beside_the_converted_value(patient: Make) -> None:
    fact = patient(crp="0.45 mg/dL").latest("crp")
    assert fact is not None
    assert (str(fact.value), fact.given) == ("4.5 mg/L", "0.45 mg/dL")


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"skin_distribution": "limited", "mrss": 40}, "limited, but mrss is above 33"),
        ({"fvc": 900}, "900 % is impossible; it lies from 5 to 200 %"),
        ({"mrss": -1}, "impossible"),
        ({"mrss": 52}, "impossible"),
        ({"crp": 12}, "12 of what? Give mg/L or mg/dL"),
        ({"crp": "12 furlongs"}, "cannot read the unit 'furlongs'"),
        ({"crp": {"value": "12 mg/L", "date": "2026-11-24"}}, "is in the future"),
        ({"crp": {"value": "12 mg/L", "date": "2026-02-30"}}, "there is no day"),
        ({"crp": {"value": "12 mg/L", "date": "last week"}}, "write the date"),
        ({"crp": {"value": "12 mg/L", "unit": "mg/dL"}}, "two units"),
        ({"crp": "twelve"}, "cannot read 'twelve' as a number"),
        ({"crp": "1,234 mg/L"}, "could be a thousand or a decimal comma"),
        ({"crp": "NaN mg/L"}, "cannot read"),
        ({"crp": "1e99 mg/L"}, "is not a number anyone measures"),
        ({"crp": "9-3 mg/L"}, "the wrong way round"),
        ({"crp": True}, "expected a number, got true"),
        ({"ild": "maybe"}, "neither present nor absent"),
        ({"sex": "blue"}, "none of female, male"),
        ({"nothing": 1}, "no fact is called 'nothing'"),
        ({"ild": False, "ild_extent": "20 %"}, "ild is absent, but"),
        ({"sex": "male", "pregnancy": True}, "sex is male, but pregnancy is present"),
        ({"age": 20, "duration": "30 years"}, "longer than the patient has lived"),
        ({"crp": [{"value": "5 mg/L"}, {"value": "6 mg/L"}]}, "give each its date"),
        ({"crp": [{"value": "5 mg/L", "date": "2026-01-01"}, {"value": "6 mg/L", "date": "2026-01-01"}]}, "same day"),
        ({"mycophenolate": {"value": "before", "date": "2026-01-01", "until": "2025-01-01"}}, "ends"),
        ({"crp": {"value": "5 mg/L", "colour": "red"}}, "does not know what colour means"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(facts: dict[str, Any], message: str, patient: Make) -> None:
    with pytest.raises(BadInput) as refused:
        patient(**facts)
    assert message in str(refused.value)


def test_every_mistake_is_told_at_once(patient: Make) -> None:
    with pytest.raises(BadInput) as refused:
        patient(crp=12, fvc=900, nothing=1)
    assert len(str(refused.value).splitlines()) == 3


@pytest.mark.parametrize("unknown", [None, "", "unknown", "?"])
def test_what_is_unknown_is_left_out(unknown: object, patient: Make) -> None:
    assert patient(crp=unknown).facts == ()


def test_a_date_of_onset_gives_the_months_since(patient: Make) -> None:
    assert shown(patient(onset="2024-05-23"), "months_since_first_non_raynaud") == "30 months"
    coarse = patient(onset="2024-05").latest("months_since_first_non_raynaud")
    assert coarse is not None
    assert str(coarse.value) == "29–31 months"


def test_a_duration_told_some_time_ago_has_grown_since(patient: Make) -> None:
    grown = patient(duration={"value": "24 months", "date": "2025-11-23"}).latest("months_since_first_non_raynaud")
    assert grown is not None
    assert str(grown.value) == "36 months"
    assert grown.given == "24 months on 2025-11-23"


def test_extent_of_lung_disease_implies_lung_disease_and_says_so(patient: Make) -> None:
    ild = patient(ild_extent="15 %").latest("ild")
    assert ild is not None
    assert ild.value is True
    assert ild.origin.startswith("follows:")


def test_platelets_are_read_in_every_usual_unit(patient: Make) -> None:
    for given in ("340 10^9/L", "340 G/L", "340 10*3/uL", "340000 /µL", "340 x10^9/L"):
        assert shown(patient(platelets=given), "platelets") == "340 10^9/L"
