"""The page: form, answer, proposals, bundles; and nothing of a patient kept anywhere."""

from __future__ import annotations

import json
import logging
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from osler.bedside import intake, pack
from osler.bedside.answer import answer
from osler.search.vocabulary import schema

FACTS = {"systemic_sclerosis": "present", "skin_distribution": "diffuse", "mrss": "14 on 2025-01-01; 20 on 2026-01-01",
         "crp": "1.2 mg/dL", "age": "45", "mycophenolate": "now since 2025-02", "il6": "8.4 pg/mL (ELISA)"}  # fmt: skip


def posted(client: Client, **fields: Any) -> str:
    response = client.post("/bedside", {"do": "answer", **fields})
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def test_the_form_has_a_labelled_field_for_every_fact(client: Client) -> None:
    tree = html.fromstring(client.get("/bedside").content)
    labels = {label.get("for") for label in tree.iter("label") if label.get("for")}
    inputs = {
        field.get("id") for field in tree.iter("input", "select", "textarea") if (field.get("name") or "") in _names()
    }
    assert inputs
    assert inputs <= labels


def _names() -> set[str]:
    return set(pack.load("ssc").vocabulary.terms)


def test_facts_give_states_studies_questions_and_drawings(client: Client) -> None:
    text = posted(client, **FACTS)
    for wanted in ("Studied in patients like this", "Primary endpoint not met", "What would change the answer", "<svg",
                   "Asked next", "12 mg/L", "1.2 mg/dL", "no advice to treat", "as in RISE-SSc"):  # fmt: skip
        assert wanted in text
    assert 'value="14 on 2025-01-01; 20 on 2026-01-01"' in text


def test_a_missed_primary_endpoint_stands_before_any_other_result_of_its_study(client: Client) -> None:
    text = posted(client, **FACTS)
    study = text[text.index('id="focussced_ild"') :]
    assert study.index("whose primary endpoint was not met") < study.index("Forced vital capacity changed by")


def test_what_cannot_be_is_said_and_what_was_entered_is_kept(client: Client) -> None:
    response = client.post("/bedside", {"do": "answer", "skin_distribution": "limited", "mrss": "40"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "mrss is above 33" in text
    assert 'value="40"' in text


def test_a_note_is_proposed_and_only_what_is_ticked_counts(client: Client) -> None:
    note = "Diffuse systemic sclerosis. No ILD. CRP 12 mg/L."
    text = posted(client, note=note)
    assert "<q>CRP 12 mg/L</q>" in text
    assert "12 mg/L</td>" not in text
    key = text.split('name="confirm" value="crp@')[1].split('"')[0]
    response = client.post("/bedside", {"do": "confirm", "note": note, "confirm": [f"crp@{key}"]})
    taken = response.content.decode()
    assert "<td>12 mg/L</td>" in taken
    assert "<td>C-reactive protein</td>" in taken
    assert "<td>Interstitial lung disease</td>" not in taken


def test_a_bundle_is_read_in_memory_and_what_was_ignored_is_listed(client: Client) -> None:
    entry = [{"resource": {"resourceType": "Patient", "id": "p", "gender": "male", "birthDate": "1970-01-01"}}]
    entry += [{"resource": {"resourceType": "Device", "id": f"d{i}", "note": "x" * 100}} for i in range(30_000)]
    data = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entry}).encode()
    assert len(data) > 2_621_440  # beyond what Django would keep in memory by itself
    text = posted(client, bundle=SimpleUploadedFile("bundle.json", data))
    assert "Device is not read here" in text
    assert "<td>male</td>" in text


def test_the_answer_as_json_for_facts_and_for_a_bundle(client: Client) -> None:
    response = client.post("/bedside.json", json.dumps({"facts": {"crp": "12 mg/L"}}), content_type="application/json")
    assert {"facts", "states", "evidence", "questions", "papers"} <= set(response.json())
    bundle = {
        "resourceType": "Bundle",
        "entry": [{"resource": {"resourceType": "Patient", "id": "p", "gender": "male"}}],
    }
    response = client.post("/bedside.json", json.dumps(bundle), content_type="application/json")
    assert response.json()["facts"][0]["value"] == "male"


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ("{", 400, "not JSON"),
        ('{"facts": {"fvc": 900}}', 422, "impossible"),
        ('{"pack": "gout", "facts": {}}', 404, "no pack is called"),
        ("3", 422, "expected an object"),
    ],
)
def test_json_that_cannot_be_used_is_explained(client: Client, body: str, status: int, message: str) -> None:
    response = client.post("/bedside.json", body, content_type="application/json")
    assert response.status_code == status
    assert message in response.json()["problems"][0]


def test_no_cache_no_referrer_no_fact_in_an_address(client: Client) -> None:
    response = client.post("/bedside", {"do": "answer", **FACTS})
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"
    text = response.content.decode()
    assert "?crp" not in text
    assert "&crp" not in text
    assert 'action="/bedside"' in text
    assert 'style="' not in text  # the policy would drop it


def test_nothing_of_a_patient_is_written_to_disk_or_logs(
    client: Client, home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    secret = "Zebrafinch-4711"
    note = f"Patient {secret} has systemic sclerosis. CRP 12 mg/L."
    with caplog.at_level(logging.DEBUG):
        client.post("/bedside", {"do": "answer", "note": note, **FACTS})
        client.post("/bedside", {"do": "answer", "crp": secret})
        client.post("/bedside.json", json.dumps({"facts": {"crp": secret}}), content_type="application/json")
        client.post("/bedside", {"bundle": SimpleUploadedFile("b.json", secret.encode() * 300_000)})
    assert secret not in caplog.text
    for folder in (home, tmp_path):
        for file in folder.rglob("*"):
            assert not file.is_file() or secret.encode() not in file.read_bytes(), file


def test_a_forged_form_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post("/bedside", {"do": "answer"}).status_code == 403


def test_the_second_disease_has_the_same_page(client: Client) -> None:
    text = posted(client, pack="ppf", ild="present", ipf="absent", ild_extent="25 %")
    assert "Progressive pulmonary fibrosis" in text
    assert client.get("/bedside?pack=gout").status_code == 404


def test_the_most_deciding_question_stands_first_with_a_field_of_its_own(client: Client) -> None:
    tree = html.fromstring(posted(client, **FACTS).encode())
    names = [field.get("name") for field in tree.cssselect("form.patient :is(input, select)[name]")]
    facts = [name for name in names if name in _names()]
    assert len(facts) == len(set(facts)) == len(_names())
    asked = [field.get("name") for field in tree.cssselect(".next :is(input, select)")]
    ssc = pack.load("ssc")
    known = intake.patient({"facts": {"systemic_sclerosis": True}}, ssc.vocabulary, today=date.today())
    found = answer(known, ssc, today=date.today())
    assert len(asked) == 3
    fresh = html.fromstring(posted(client, systemic_sclerosis="present").encode())
    first = fresh.cssselect(".next :is(input, select)")[0].get("name")
    assert first == found.questions[0].term.name


def test_nothing_is_answered_before_the_proposals_of_a_note_are_confirmed(client: Client) -> None:
    tree = html.fromstring(posted(client, note="Systemic sclerosis. mRSS 22 (was 17 in May 2025).").encode())
    assert len(tree.cssselect(".found input[name=confirm]")) == 3
    assert not tree.cssselect(".study")
    ticked = [box.get("value") for box in tree.cssselect(".found input[name=confirm]")]
    note = tree.cssselect("input[name=note]")[0].get("value")
    taken = client.post("/bedside", {"do": "confirm", "note": note, "confirm": ticked})
    assert taken.status_code == 200
    assert f"22 points on {date.today()}; 17 points on 2025-05" in taken.content.decode()
    assert html.fromstring(taken.content).cssselect(".study")


def test_any_disease_is_read_by_mesh_and_denied_names_are_struck(client: Client, home: Path) -> None:
    with schema.opened(home / "corpus") as connection:
        row = ("descriptor", "D012595", "Scleroderma, Systemic", "scleroderma, systemic")
        connection.execute("INSERT OR IGNORE INTO concept (kind, ui, name, key) VALUES (?, ?, ?, ?)", row)
        connection.execute(
            "INSERT OR IGNORE INTO entry SELECT 'systemic sclerosis', id FROM concept WHERE ui = 'D012595'"
        )
        connection.commit()
    text = posted(client, pack="none", note="Systemic sclerosis. Her mother had systemic sclerosis.")
    tree = html.fromstring(text.encode())
    assert [("denied" in (li.get("class") or "")) for li in tree.cssselect(".named li")] == [False, True]
    assert tree.cssselect(".papers li")
    long = client.post("/bedside", {"pack": "none", "note": "x " * 60_000})
    assert long.status_code == 422
