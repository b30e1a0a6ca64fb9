"""Saved cases: asked for, encrypted, their owner's alone, handed out and forgotten with the account."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osler.people import belongings
from osler.people.models import Role, User
from osler.ward import queries, seal
from osler.ward.models import Case

pytestmark = pytest.mark.django_db
FACTS = {"pack": "ssc", "title": "the tall one", "crp": "37.77 mg/L", "systemic_sclerosis": "present"}


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("owner@example.org")


@pytest.fixture
def colleague() -> User:
    return User.objects.create_user("colleague@example.org", role=Role.ADMINISTRATOR)


def saved(client: Client, owner: User) -> Case:
    client.force_login(owner)
    answer = client.post("/bedside/cases/save", FACTS)
    assert (answer.status_code, answer.headers.get("Location")) == (303, "/bedside/cases")
    return Case.objects.get()


def test_nothing_is_kept_unless_it_is_asked_for(client: Client, owner: User) -> None:
    client.force_login(owner)
    assert "Keep this case" in client.get("/bedside").content.decode()
    client.post("/bedside", FACTS | {"do": "answer"})
    assert not Case.objects.exists()
    client.logout()
    assert "Keep this case" not in client.get("/bedside").content.decode()


def test_what_lies_in_the_database_tells_nothing(client: Client, owner: User, home: Path) -> None:
    row = bytes(saved(client, owner).sealed)
    for said in (b"37.77", b"tall", b"crp", b"ssc"):
        assert said not in row
    key = home / "cases-key"
    assert key.stat().st_mode & 0o077 == 0
    assert b"37.77" in Fernet(key.read_bytes()).decrypt(row)


def test_the_owner_opens_and_deletes_it(client: Client, owner: User) -> None:
    case = saved(client, owner)
    listed = client.get("/bedside/cases")
    assert "the tall one" in listed.content.decode()
    assert "no-store" in listed.headers["Cache-Control"]
    opened = client.post("/bedside", {"case": case.pk, "pack": "ssc"}).content.decode()
    assert 'value="37.77 mg/L"' in opened
    assert "studied patients like this" in opened
    assert client.post(f"/bedside/cases/{case.pk}/delete").status_code == 303
    assert not Case.objects.exists()


def test_a_colleague_finds_nothing_even_as_administrator(client: Client, owner: User, colleague: User) -> None:
    case = saved(client, owner)
    client.force_login(colleague)
    assert "the tall one" not in client.get("/bedside/cases").content.decode()
    opened = client.post("/bedside", {"case": case.pk, "pack": "ssc"})
    assert opened.status_code == 422
    assert "37.77" not in opened.content.decode()
    assert client.post(f"/bedside/cases/{case.pk}/delete").status_code == 404
    assert Case.objects.exists()


@pytest.mark.parametrize("number", ["²", "٣", "-1", "9" * 30, "9" * 5_000])
def test_what_is_no_number_of_a_case_is_said(client: Client, owner: User, number: str) -> None:
    saved(client, owner)
    assert client.post("/bedside", {"case": number, "pack": "ssc"}).status_code == 422


def test_an_outsider_is_asked_to_sign_in(client: Client, owner: User) -> None:
    case = saved(client, owner)
    client.logout()
    answers = [client.get("/bedside/cases"), client.post("/bedside/cases/save", FACTS),
               client.post(f"/bedside/cases/{case.pk}/delete")]  # fmt: skip
    for answer in answers:
        assert answer.status_code == 302
        assert "login" in answer.headers["Location"]
        assert "37.77" not in answer.headers["Location"]
    assert client.post("/bedside", {"case": case.pk, "pack": "ssc"}).status_code == 422
    assert Case.objects.count() == 1


def test_a_forged_form_keeps_nothing(client: Client, owner: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    bundle = SimpleUploadedFile("b.json", b"x" * 3_000_000)
    assert strict.post("/bedside/cases/save", FACTS | {"bundle": bundle}).status_code == 403
    assert not Case.objects.exists()


def test_nothing_and_too_much_are_refused(client: Client, owner: User) -> None:
    client.force_login(owner)
    assert client.post("/bedside/cases/save", {"pack": "ssc"}).status_code == 422
    assert client.post("/bedside/cases/save", {"pack": "ssc", "crp": "1" * 20_001}).status_code == 422
    assert client.post("/bedside/cases/save", {"pack": "no-such"}).status_code == 422
    assert client.post("/bedside/cases/save", {"pack": "ssc", "crp": "1"}).status_code == 303


def test_a_case_whose_key_is_gone_can_only_be_deleted(client: Client, owner: User) -> None:
    case = saved(client, owner)
    Case.objects.update(sealed=Fernet(Fernet.generate_key()).encrypt(b"{}"))
    assert "whose key is gone" in client.get("/bedside/cases").content.decode()
    assert client.post("/bedside", {"case": case.pk, "pack": "ssc"}).status_code == 422
    assert client.post(f"/bedside/cases/{case.pk}/delete").status_code == 303


def test_cases_are_handed_out_and_forgotten_with_the_account(client: Client, owner: User) -> None:
    saved(client, owner)
    (mine,) = [each for each in belongings.registered() if each.name == "cases"]
    (told,) = json.loads(mine.export(owner)["cases.json"])
    assert told["facts"] == {"crp": "37.77 mg/L", "systemic_sclerosis": "present"}
    mine.forget(owner)
    assert not Case.objects.exists()


def test_queries_do_not_grow_with_cases(client: Client, owner: User) -> None:
    saved(client, owner)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get("/bedside/cases")
        counts.append(len(asked))
        for _ in range(10):
            Case.objects.create(owner=owner, sealed=seal.seal(seal.Opened("t", "ssc", {"crp": "1"})))
    assert counts[0] == counts[1]
    assert len(queries.cases(owner)) == 21
