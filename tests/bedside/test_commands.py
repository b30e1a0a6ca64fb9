"""The commands as a script meets them."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from osler.cli import evidence, osler
from osler.errors import BadInput, NotFound

FACTS = {
    "systemic_sclerosis": True,
    "skin_distribution": "diffuse",
    "mrss": 20,
    "crp": "1.2 mg/dL",
    "ild_extent": "20 %",
}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(osler, ["bedside", *(str(a) for a in arguments)], catch_exceptions=True)


def asked(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--json", "--no-mirror")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_facts_give_the_answer_others_rely_on(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"facts": FACTS}))
    found = asked("--facts", file)
    assert {"facts", "states", "evidence", "questions", "papers"} <= set(found)
    assert {e["applies"] for e in found["evidence"]} <= {"inside", "outside", "undecided"}
    assert all(c["status"] in ("inside", "outside", "undecided") for e in found["evidence"] for c in e["clauses"])
    crp = next(f for f in found["facts"] if f["name"] == "crp")
    assert (crp["value"], crp["unit"], crp["given"]) == (12, "mg/L", "1.2 mg/dL")


def test_a_note_is_proposed_and_counts_only_when_confirmed(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("Diffuse systemic sclerosis. No ILD. CRP 12 mg/L.")
    found = asked("--text", file)
    assert {f["name"] for f in found["facts"]} == {"systemic_sclerosis", "skin_distribution", "ild", "crp"}
    assert all(f["confirmed"] is False and f["words"] for f in found["facts"])
    assert {s["status"] for s in found["states"]} == {"undecided"}
    confirmed = asked("--text", file, "--confirm")
    assert {s["id"]: s["status"] for s in confirmed["states"]}["diffuse"] == "met"


def test_a_bundle_lists_what_it_ignored(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    entry = [{"resource": {"resourceType": "Patient", "id": "p", "gender": "male"}},
             {"resource": {"resourceType": "Device", "id": "d"}}]  # fmt: skip
    file.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entry}))
    found = asked("--fhir", file)
    assert [f["name"] for f in found["facts"]] == ["sex"]
    assert found["ignored"][0]["reason"] == "Device is not read here"


def test_the_vocabulary_lists_what_may_be_stated() -> None:
    found = json.loads(run("--vocabulary", "--json").stdout)
    by_name = {f["name"]: f for f in found["facts"]}
    assert by_name["crp"]["units"] == ["mg/L", "mg/dL"]
    assert by_name["ild"]["values"] == ["present", "absent"]
    assert len(by_name) >= 25


def test_a_claim_returns_both_sides() -> None:
    found = json.loads(run("--claim", "IL-6 is higher early").stdout)
    assert [f["id"] for f in found["against"]] == ["lin2022"]
    assert isinstance(run("--claim", "tomatoes").exception, NotFound)


def test_drawings_are_written(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    course = [{"value": 14, "date": "2025-01-01"}, {"value": 20, "date": "2026-01-01"}]
    file.write_text(json.dumps({"facts": FACTS | {"mrss": course}}))
    asked("--facts", file, "--drawings", tmp_path / "out")
    assert {f.name for f in (tmp_path / "out").iterdir()} == {"course.svg", "forest-1.svg"}


def test_people_get_lines_they_can_read(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"facts": FACTS}))
    result = run("--facts", file, "--no-mirror")
    assert "Primary endpoint not met" in result.stdout
    assert "no advice to treat" in result.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not JSON"),
        ("[]", "expected an object"),
        ('{"facts": 3}', "expected a list or an object"),
        ('{"facts": [{"value": 3}]}', 'each needs a "name"'),
        ('{"facts": {"mrss": 40, "skin_distribution": "limited"}}', "limited"),
        ('{"as_of": "2999-01-01", "facts": {}}', "in the future"),
    ],
)
def test_a_facts_file_that_cannot_be_used_is_refused(content: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(content)
    result = run("--facts", file)
    assert isinstance(result.exception, BadInput)
    assert message in str(result.exception)


def test_one_way_in_is_asked_for() -> None:
    assert isinstance(run().exception, BadInput)


def test_an_unknown_pack_names_those_there_are() -> None:
    result = run("--vocabulary", "--pack", "gout")
    assert isinstance(result.exception, NotFound)
    assert "ppf, ssc" in str(result.exception)


def test_the_second_disease_runs_by_the_same_code(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    course = [{"value": 80, "date": "2025-06-01"}, {"value": 70, "date": "2026-06-01"}]
    facts = {
        "ild": True,
        "ipf": False,
        "ild_extent": "25 %",
        "fvc": course,
        "dlco": 55,
        "respiratory_symptoms_worse": True,
    }
    file.write_text(json.dumps({"facts": facts}))
    found = asked("--facts", file, "--pack", "ppf")
    assert {s["id"]: s["status"] for s in found["states"]} == {"ppf_2022": "met", "inbuild_progression": "met"}
    assert {e["id"]: e["applies"] for e in found["evidence"]} == {"inbuild": "inside", "brown2020": "inside"}
    file.write_text(json.dumps({"facts": facts | {"ipf": True}}))
    assert {e["applies"] for e in asked("--facts", file, "--pack", "ppf")["evidence"]} == {"outside"}


def test_checking_evidence_explains_and_refuses(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text('id = "bad"\nkind = "trail"\n')
    result = CliRunner().invoke(osler, ["evidence", "check", str(file)])
    assert result.exit_code == 2
    assert "bad.toml:2: kind 'trail' is not known; did you mean 'trial'?" in result.output
    found = json.loads(CliRunner().invoke(osler, ["evidence", "check", "--json", str(file)]).stdout)
    assert found[0]["accepted"] is False


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("interval = [-5.85, 0.45]", "interval = [-5.85, -3.45]", "interval =", "does not contain its estimate"),
        ("p = 0.09", "p = 0.001", "p =", "contradicts the 95 % interval"),
        ("level = 95\n", "", "interval =", "level of the interval is left out"),
        ("months_since_first_non_raynaud <= 60", "months_since_nothing <= 60", "when =", "no fact is called"),
        ("<= 60 months", "<= 60 mg/L", "when =", "in months, not mg/L"),
        ("state ssc", "state nosuch", "when =", "no criterion has the id 'nosuch'"),
        ('id = "mrss-48"', 'id = "mrss-24"', 'id = "mrss-24"', "two results are called"),
        ("year = 2016", "year = = 2016", "year =", "not TOML"),
        ("pmid = 27156934", 'pmid = "27156934"', "pmid =", "a whole number, without quotes"),
        ('id = "fasscinate"', 'id = "focussced"', "id =", "has a record of that id already"),
    ],
)
def test_each_mistake_of_an_evidence_file_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: str, reason: str
) -> None:
    shipped = resources.files("osler.bedside").joinpath("packs/ssc/evidence/fasscinate.toml").read_text("utf-8")
    assert old in shipped
    file = tmp_path / "fasscinate.toml"
    file.write_text(shipped.replace(old, new, 1), "utf-8")
    result = CliRunner().invoke(evidence.command, ["check", str(file), "--json"])
    assert result.exit_code == 2
    (told,) = json.loads(result.output)
    (found,) = [m for m in told["mistakes"] if reason in m["reason"]]
    assert line in file.read_text("utf-8").splitlines()[found["line"] - 1]
