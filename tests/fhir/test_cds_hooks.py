"""Discovery, one information card, and what a client is told that sends too little or the wrong thing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client
from pytest_django import Settings

from tests.fhir.conftest import ISSUER, Record, call, patient_view

pytestmark = pytest.mark.django_db

_LINK = {"type": "object", "required": ["label", "url", "type"],
         "properties": {"type": {"enum": ["absolute", "smart"]}, "url": {"pattern": "^https?://"}}}  # fmt: skip
# https://cds-hooks.hl7.org/2.0/#card-attributes
CARD = {
    "type": "object",
    "required": ["summary", "indicator", "source"],
    "properties": {
        "uuid": {"type": "string"},
        "summary": {"type": "string", "minLength": 1, "maxLength": 139},
        "detail": {"type": "string"},
        "indicator": {"enum": ["info", "warning", "critical"]},
        "source": {"type": "object", "required": ["label"], "properties": {"label": {"minLength": 1}}},
        "links": {"type": "array", "items": _LINK},
        "suggestions": {"type": "array"},
    },
}
SERVICE = {"type": "object", "required": ["hook", "description", "id"],
           "properties": {"prefetch": {"type": "object", "additionalProperties": {"type": "string"}}}}  # fmt: skip


def test_the_shapes_used_here_accept_the_published_examples(shared: Path) -> None:
    health = shared / "data/health"
    cards = json.loads((health / "cds-hooks-inferno/spec/fixtures/valid_cards.json").read_bytes())
    services = json.loads((health / "cds-hooks/HL7__index_29_discovery.json").read_bytes())["services"]
    assert len(cards) > 3
    for each in cards:
        jsonschema.validate(each, CARD)
    for each in services:
        jsonschema.validate(each, SERVICE)


def test_discovery_offers_patient_view_to_everybody(client: Client) -> None:
    answer = client.get("/cds-services")
    (offered,) = answer.json()["services"]
    jsonschema.validate(offered, SERVICE)
    assert offered["hook"] == "patient-view"
    assert offered["prefetch"]["patient"] == "Patient/{{context.patientId}}"
    assert "http://loinc.org|1988-5" in offered["prefetch"]["observations"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_one_card_informs_and_suggests_nothing(client: Client, ehr: Record) -> None:
    answer = call(client, patient_view(), ehr.token())
    assert answer.status_code == 200, answer.content
    (card,) = answer.json()["cards"]
    jsonschema.validate(card, CARD)
    assert card["indicator"] == "info"
    assert not {"suggestions", "selectionBehavior"} & set(card)
    assert "systemActions" not in answer.json()
    assert re.match(r"Systemic sclerosis: \d+ studies in patients like this; \d+ cannot be told", card["summary"])
    assert "Acute-phase inflammation, as in focuSSced" in card["detail"]
    assert "no advice to treat" in card["detail"]
    assert all(link["url"].startswith("http://testserver/") for link in card["links"])
    assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_of_the_patient_goes_with_a_link(client: Client, ehr: Record) -> None:
    (card,) = call(client, patient_view(), ehr.token()).json()["cards"]
    for said in ("4711", "13.7", "1971", "Zyxwvutsson", "opaque-token"):
        assert said not in json.dumps(card["links"])
        assert said not in card["summary"]
    assert "Zyxwvutsson" not in json.dumps(card)


def test_a_missed_primary_endpoint_is_said_with_its_study(client: Client, ehr: Record) -> None:
    body = patient_view()
    (card,) = call(client, body, ehr.token()).json()["cards"]
    for line in card["detail"].splitlines():
        if "EUSTAR registry" in line:
            assert "Primary endpoint not met" in line
            return
    pytest.fail("the registry study is about every patient with systemic sclerosis")


def test_there_is_no_card_for_a_disease_no_pack_is_about(client: Client, ehr: Record) -> None:
    assert call(client, patient_view(conditions=("73211009",)), ehr.token()).json() == {"cards": []}


def test_a_record_that_contradicts_itself_is_told_so(client: Client, ehr: Record) -> None:
    body = patient_view(conditions=("89155008", "77386006"))
    body["prefetch"]["patient"]["gender"] = "male"
    (card,) = call(client, body, ehr.token()).json()["cards"]
    jsonschema.validate(card, CARD)
    assert "contradicts itself" in card["summary"]
    body["prefetch"]["conditions"]["entry"].pop(0)
    assert call(client, body, ehr.token()).json() == {"cards": []}


def test_a_first_page_is_not_taken_for_the_whole(client: Client, ehr: Record) -> None:
    body = patient_view()
    body["prefetch"]["observations"]["link"] = [{"relation": "next", "url": "https://ehr.example.org/r4?page=2"}]
    (card,) = call(client, body, ehr.token()).json()["cards"]
    assert "Only a first page of observations was sent" in card["detail"]


def _without(name: str) -> dict[str, Any]:
    body = patient_view()
    del body["prefetch"][name]
    return body


def _context(**changes: Any) -> dict[str, Any]:
    body = patient_view()
    return body | {"context": body["context"] | changes}


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ("{", 400, "not JSON"),
        ("[" * 100_000, 400, "not JSON"),
        ("[]", 400, "expected a JSON object"),
        (patient_view(hook="order-sign"), 400, "patient-view"),
        (patient_view(hookInstance="7"), 400, "hookInstance"),
        (_context(patientId=None), 400, "context.patientId"),
        (_context(patientId="somebody-else"), 400, "not the one of the context"),
        (_without("patient"), 412, "patient"),
        (_without("conditions"), 412, "conditions"),
        (patient_view(prefetch=None), 412, "patient and conditions"),
        (patient_view(prefetch=["x"]), 400, "expected an object"),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_answered_is_told_why(
    client: Client, ehr: Record, body: Any, status: int, reason: str
) -> None:
    answer = call(client, body, ehr.token())
    assert answer.status_code == status, answer.content
    assert reason in " ".join(answer.json()["problems"])


def test_another_version_of_fhir_is_refused_by_name(client: Client, ehr: Record) -> None:
    body = patient_view()
    body["prefetch"]["conditions"]["entry"][0]["resource"]["clinicalStatus"] = "active"
    answer = call(client, body, ehr.token())
    assert answer.status_code == 400
    assert "STU3" in answer.json()["problems"][0]


def test_an_unknown_service_is_not_found(client: Client, ehr: Record) -> None:
    assert call(client, patient_view(), ehr.token(), "/cds-services/other").status_code == 404


def test_feedback_is_answered_and_kept_nowhere(client: Client, ehr: Record) -> None:
    said = {"feedback": [{"card": "1", "outcome": "overridden", "outcomeTimestamp": "2026-11-27T09:00:00Z"}]}
    path = "/cds-services/osler-patient-view/feedback"
    assert call(client, said, ehr.token(), path).status_code == 200
    assert call(client, {"feedback": [{"card": "1", "outcome": "loved"}]}, ehr.token(), path).status_code == 400


def test_a_browser_may_ask_from_the_origins_that_are_named(client: Client, ehr: Record, settings: Settings) -> None:
    settings.OSLER = replace(settings.OSLER, cds_hooks_origins="https://ehr.example.org, https://other.example")
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/cds-services/osler-patient-view", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "https://other.example"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]
    refused = client.options("/cds-services", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_a_refusal_can_be_read_by_a_browser_too(client: Client) -> None:
    answer = call(client, patient_view(), "x.y.z")
    assert answer.status_code == 401
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert ISSUER not in answer.content.decode()
