"""Every door is used with facts nobody else has; afterwards they are looked for in everything that was kept."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.fhir.conftest import Record, patient_view
from tests.web.server import Served, served

FACTS = ("Zyxwvutsson", "4711", "13.7", "37.77", "1971-03-09", "opaque-token-8812", "quixotically", "33.31")
NOTE = "Mrs Zyxwvutsson, quixotically tall. Diffuse systemic sclerosis. CRP 37.77 mg/L. mRSS 33."


@pytest.fixture
def running(record: Record, home: Path, tmp_path: Path) -> Iterator[tuple[Served, Path]]:
    """`osler serve` on a home of its own, with a temporary folder of its own."""
    own, scratch, keys = tmp_path / "home", tmp_path / "tmp", tmp_path / "keys.json"
    shutil.copytree(home, own)
    scratch.mkdir()
    keys.write_text(json.dumps({"keys": record.published}))
    issuers = f"https://ehr.example.org={keys}"
    with served(own, TMPDIR=str(scratch), OSLER_CDS_HOOKS_ISSUERS=issuers) as server:
        yield server, tmp_path


def test_nothing_of_the_patient_is_kept_anywhere(running: tuple[Served, Path], record: Record) -> None:
    server, folder = running
    answers = list(_every_door(server.url, record))
    assert [answer.status_code for answer in answers] == [200, 200, 422, 422, 200, 422, 200, 400, 401, 200, 303, 404]
    for answer in answers:
        where = f"{answer.headers.get('Location', '')} {answer.headers.get('Set-Cookie', '')} {answer.request.url.path}"
        assert not _said(where.encode())
    server.process.terminate()
    assert server.process.stdout is not None
    logged = server.process.stdout.read()
    assert not _said(logged.encode()), logged
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name.startswith("library.sqlite3") for path in files)
    for path in files:
        assert not _said(path.read_bytes()), path


def _every_door(url: str, record: Record) -> Iterator[httpx.Response]:
    """The page: facts, a note, what cannot be, a bundle; its JSON; CDS Hooks, refused and let in; the Infobutton."""
    with httpx.Client(base_url=url, timeout=30) as client:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/bedside").text)
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1], "do": "answer"}
        yield client.post("/bedside", data=form | {"systemic_sclerosis": "present", "crp": "37.77 mg/L"})
        yield client.post("/bedside", data=form | {"note": NOTE})
        yield client.post("/bedside", data=form | {"mrss": "Zyxwvutsson"})
        bundle = {"resourceType": "Bundle", "entry": [{"resource": patient_view()["prefetch"]["patient"]}] * 2}
        yield client.post("/bedside", data=form, files={"bundle": ("Zyxwvutsson-4711.json", json.dumps(bundle))})
        yield client.post("/bedside.json", json={"facts": {"crp": "33.31 mg/L", "systemic_sclerosis": True}})
        yield client.post("/bedside.json", json={"facts": {"crp": "33.31 Zyxwvutsson"}})
        hook, address = patient_view(), "/cds-services/osler-patient-view"
        let_in = {"Authorization": f"Bearer {record.token(aud=url + address)}"}
        yield client.post(address, json=hook, headers=let_in)
        broken = {"Authorization": f"Bearer {record.token(aud=url + address)}"}
        yield client.post(address, json=hook | {"hookInstance": "Zyxwvutsson"}, headers=broken)
        yield client.post(address, json=hook, headers=let_in)
        outcome = {"card": "1", "outcome": "overridden", "overrideReason": {"userComment": "Zyxwvutsson"}}
        signed = {"Authorization": f"Bearer {record.token(aud=url + address)}"}
        yield client.post(f"{address}/feedback", json={"feedback": [outcome]}, headers=signed)
        codes = {"mainSearchCriteria.v.c": "89155008", "mainSearchCriteria.v.cs": "2.16.840.1.113883.6.96"}
        yield client.get("/infobutton", params=codes | {"age.v.v": "37.77", "mainSearchCriteria.v.ot": "Zyxwvutsson"})
        yield client.get("/infobutton", params={"mainSearchCriteria.v.dn": "Zyxwvutsson"})


def _said(kept: bytes) -> list[str]:
    """A number counts where it stands alone: the time of a row, 22:35:13.712345, is no haemoglobin of 13.7."""
    return [fact for fact in FACTS if re.search(rb"(?<!\d)%b(?!\d)" % re.escape(fact.encode()), kept)]


def test_a_number_is_found_where_it_stands_alone() -> None:
    assert _said(b'{"hb":13.7}') == ["13.7"]
    assert not _said(b"2026-11-27 22:35:13.712345")
