"""FHIR R4 in: what is read, what is ignored and why, and what is refused. All bundles are synthetic."""

from __future__ import annotations

import json
from typing import Any

import pytest

from osler.bedside import fhir_bundle
from osler.bedside.fhir_bundle import Taken
from osler.bedside.pack import Pack
from osler.errors import BadInput

from .conftest import TODAY

Json = dict[str, Any]


def observation(id_: str, code: str, value: object, unit: str = "", **more: Any) -> Json:
    quantity = {"value": value} | ({"unit": unit} if unit else {})
    return {
        "resourceType": "Observation", "id": id_, "status": "final", "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "effectiveDateTime": "2026-05-02", "valueQuantity": quantity,
    } | more  # fmt: skip


def condition(id_: str, code: str, **more: Any) -> Json:
    return {
        "resourceType": "Condition", "id": id_, "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]},
        "clinicalStatus": {"coding": [{"code": "active"}]}, "verificationStatus": {"coding": [{"code": "confirmed"}]},
    } | more  # fmt: skip


PERSON: Json = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1980-05-02"}


def take(pack: Pack, *resources: Json, person: Json = PERSON, **bundle: Any) -> Taken:
    entries = [{"fullUrl": f"urn:uuid:{r['resourceType']}-{r.get('id')}", "resource": r} for r in (person, *resources)]
    data = {"resourceType": "Bundle", "type": "collection", "entry": entries} | bundle
    return fhir_bundle.take(fhir_bundle.parse(json.dumps(data).encode()), pack.vocabulary, as_of=TODAY)


def facts(taken: Taken) -> dict[str, str]:
    return {f.name: str(f.value) for f in taken.patient.facts}


def reasons(taken: Taken) -> str:
    return "\n".join(f"{i.resource} {i.code}: {i.reason}" for i in taken.ignored)


def test_patient_condition_observation_and_medicine_become_facts_with_their_origin(ssc: Pack) -> None:
    medicine = {
        "resourceType": "MedicationStatement", "id": "m", "status": "active", "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": {"text": "Mycophenolate mofetil 500 mg tablets"},
        "effectivePeriod": {"start": "2025-02-01"},
    }  # fmt: skip
    taken = take(ssc, condition("c", "89155008"), observation("crp", "1988-5", 1.2, "mg/dL"), medicine)
    assert facts(taken) == {
        "age": "46 years", "sex": "female", "systemic_sclerosis": "True", "crp": "12 mg/L", "mycophenolate": "now",
        "immunosuppressant_now": "True",
    }  # fmt: skip
    crp = taken.patient.latest("crp")
    assert crp is not None
    assert (crp.given, crp.origin) == ("1.2 mg/dL", "fhir Observation/crp")


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (observation("x", "2345-7", 5, "mmol/L"), "code not used here"),
        (observation("x", "1988-5", 12), "The unit is missing"),
        (observation("x", "1988-5", 12, "furlong"), "cannot read the unit"),
        (observation("x", "19872-1", 900, "%"), "is impossible"),
        (observation("x", "1988-5", 12, "mg/L", effectiveDateTime="2027-01-01"), "in the future"),
        (observation("x", "1988-5", 12, "mg/L", status="preliminary"), "status preliminary"),
        (observation("x", "1988-5", 12, "mg/L", status="entered-in-error"), "status entered-in-error"),
        (observation("x", "1988-5", 12, "mg/L", subject={"reference": "Patient/zz"}), "points nowhere"),
        (observation("x", "1988-5", 12, "mg/L", subject=None), "names no subject"),
        (observation("x", "1988-5", 12, "mg/L") | {"code": "oops"}, "not shaped like FHIR R4"),
        (condition("x", "89155008", verificationStatus={"coding": [{"code": "provisional"}]}), "status provisional"),
        (condition("x", "233703007", clinicalStatus={"coding": [{"code": "resolved"}]}), "clinical status resolved"),
        (condition("x", "44054006"), "code not used here"),
        ({"resourceType": "Device", "id": "x"}, "Device is not read here"),
        ({"resourceType": "MedicationStatement", "id": "x", "status": "active", "subject": {"reference": "Patient/p"},
          "medicationReference": {"reference": "Medication/none"}}, "its medication points nowhere"),
        ({"resourceType": "MedicationStatement", "id": "x", "status": "on-hold", "subject": {"reference": "Patient/p"},
          "medicationCodeableConcept": {"text": "tocilizumab"}}, "status on-hold"),
    ],
)  # fmt: skip
def test_what_gives_no_fact_is_listed_with_its_reason(resource: Json, reason: str, ssc: Pack) -> None:
    taken = take(ssc, resource)
    assert set(facts(taken)) == {"age", "sex"}
    assert reason in reasons(taken)


def test_a_refuted_condition_is_absent(ssc: Pack) -> None:
    taken = take(ssc, condition("c", "233703007", verificationStatus={"coding": [{"code": "refuted"}]}))
    assert facts(taken)["ild"] == "False"


def test_the_last_value_of_a_day_counts_and_a_course_is_kept(ssc: Pack) -> None:
    taken = take(
        ssc,
        observation("a", "1988-5", 5, "mg/L", effectiveDateTime="2026-05-02T08:00:00Z"),
        observation("b", "1988-5", 9, "mg/L", effectiveDateTime="2026-05-02T18:00:00Z"),
        observation("c", "1988-5", 30, "mg/L", effectiveDateTime="2026-01-02"),
    )
    assert [str(f.value) for f in taken.patient.course("crp")] == ["30 mg/L", "9 mg/L"]


def test_a_result_below_detection_stays_a_range(ssc: Pack) -> None:
    quantity = {"value": 3, "unit": "mg/L", "comparator": "<"}
    taken = take(ssc, observation("a", "1988-5", 0, valueQuantity=quantity))
    assert facts(taken)["crp"] == "<3 mg/L"


def test_an_antibody_is_read_from_a_coded_answer(ssc: Pack) -> None:
    coded = {"coding": [{"system": "http://snomed.info/sct", "code": "260385009"}]}
    result = observation("a", "16570-4", 0, valueCodeableConcept=coded)
    del result["valueQuantity"]
    assert facts(take(ssc, result))["anticentromere"] == "False"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "not JSON"),
        (b"[]", "expected a FHIR Bundle, found list"),
        (b'{"resourceType": "Patient"}', "expected a FHIR Bundle, found Patient"),
        (b'{"resourceType": "Bundle", "entry": 3}', "entry is not a list"),
        (b'{"resourceType": "Bundle"}', "0 patients"),
    ],
)
def test_what_is_no_bundle_is_refused(data: bytes, message: str, ssc: Pack) -> None:
    with pytest.raises(BadInput, match=message):
        fhir_bundle.take(fhir_bundle.parse(data), ssc.vocabulary, as_of=TODAY)


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        (condition("c", "89155008", clinicalStatus="active"), "DSTU2 or STU3"),
        ({"resourceType": "MedicationStatement", "id": "m", "medication": {"concept": {"text": "x"}}}, "R5"),
        ({"resourceType": "MedicationStatement", "id": "m", "taken": "y"}, "STU3"),
    ],
)
def test_another_version_of_fhir_is_refused_by_name(resource: Json, message: str, ssc: Pack) -> None:
    with pytest.raises(BadInput, match=message):
        take(ssc, resource)
    with pytest.raises(BadInput, match=r"FHIR 3\.0\.1; send R4"):
        take(ssc, fhirVersion="3.0.1")


def test_two_patients_are_refused(ssc: Pack) -> None:
    with pytest.raises(BadInput, match="2 patients"):
        take(ssc, {"resourceType": "Patient", "id": "q"})


def test_ten_thousand_resources_are_read_and_counted(ssc: Pack) -> None:
    many = [observation(f"n{i}", "2345-7" if i % 2 else "1988-5", i % 50, "mg/L") for i in range(10_000)]
    taken = take(ssc, *many)
    assert facts(taken)["crp"] == "48 mg/L"
    assert next(i for i in taken.ignored if i.reason == "code not used here").times == 5000
