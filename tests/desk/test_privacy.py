"""Privacy choices: kept, handed out, and deleted so that nothing is left anywhere."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from pytest_django import Settings

from osler.people import belongings, forget, services
from osler.people.models import Role, User
from tests.desk.people import PASSWORD, account, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("client")]


def _everywhere(word: str) -> list[str]:
    """The columns of every table, of every app, that hold the word."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.values():
            found += [f"{model._meta.db_table}.{name}" for name, value in row.items() if word in str(value)]
    return found


def test_choices_are_kept() -> None:
    ada = account()
    client = signed_in(ada)
    assert client.post("/privacy", {"history_days": "0", "history_on": "on"}).status_code == 302
    ada.refresh_from_db()
    assert (ada.history_on, ada.history_days, ada.personalised) == (True, None, False)
    client.post("/privacy", {"history_days": "30", "personalised": "on"})
    ada.refresh_from_db()
    assert (ada.history_on, ada.history_days, ada.personalised) == (False, 30, True)
    assert client.post("/privacy", {"history_days": "7"}).status_code == 200


def test_everything_comes_as_one_zip_with_a_page_that_opens_alone(settings: Settings, tmp_path: Path) -> None:
    settings.OSLER = replace(settings.OSLER, home=tmp_path)
    ada = account("ada@example.org", name="Ada <b>")
    folder = forget.files(ada)
    folder.mkdir(parents=True)
    (folder / "paper.pdf").write_bytes(b"%PDF")
    answer = signed_in(ada).post("/privacy/download")
    assert answer.headers["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    assert archive.testzip() is None
    told = json.loads(archive.read("account.json"))
    assert (told["email"], told["addresses"][0]["email"]) == ("ada@example.org", "ada@example.org")
    assert archive.read("files/paper.pdf") == b"%PDF"
    page = archive.read("index.html").decode()
    assert "Ada &lt;b&gt;" in page
    assert "ada@example.org" in page
    assert "http" not in page.replace("https://", "") or "<script" not in page
    assert {"account"} <= {each.name for each in belongings.registered()}


def test_a_download_is_asked_for_by_its_owner_only() -> None:
    assert Client().post("/privacy/download").status_code == 302
    client = signed_in(account())
    assert client.get("/privacy/download").status_code == 405


def test_deleting_asks_again_who_it_is_and_for_the_address() -> None:
    ada = account()
    client = signed_in(ada)
    assert client.get("/privacy/delete").headers["Location"].startswith("/account/reauthenticate/")
    assert client.post("/privacy/delete", {"email": "x@example.org"}).headers["Location"].startswith("/account/reauth")
    client.get("/privacy/delete")
    client.post("/account/reauthenticate/?next=/privacy/delete", {"password": PASSWORD})
    wrong = client.post("/privacy/delete", {"email": "bea@example.org"})
    assert "not the address of your account" in wrong.content.decode()
    assert User.objects.filter(pk=ada.pk).exists()


def test_after_deletion_no_table_and_no_file_knows_the_person(settings: Settings, tmp_path: Path) -> None:
    settings.OSLER = replace(settings.OSLER, home=tmp_path)
    name = "Adalgisa Quirinale"
    ada, bea = account("ada@somewhere.example", name=name), account("bea@somewhere.example", role=Role.ADMINISTRATOR)
    services.invite("ada2@somewhere.example", by=ada)
    services.accept(services.invite(by=bea), ada)
    here, there, colleague = signed_in(ada), signed_in(ada), signed_in(bea)
    folder = forget.files(ada)
    folder.mkdir(parents=True)
    (folder / "note.txt").write_text(f"of {name}")
    assert _everywhere("ada@somewhere.example")
    here.get("/privacy/delete")
    here.post("/account/reauthenticate/?next=/privacy/delete", {"password": PASSWORD})
    done = here.post("/privacy/delete", {"email": "Ada@somewhere.example"})
    assert (done.status_code, done.headers["Location"]) == (302, "/")
    for word in ("ada@somewhere.example", name):
        assert _everywhere(word) == []
        assert [path for path in tmp_path.rglob("*") if path.is_file() and word.encode() in path.read_bytes()] == []
    assert there.get("/settings/profile").status_code == 302
    assert here.get("/settings/profile").status_code == 302
    assert colleague.get("/settings/profile").status_code == 200


def test_the_only_administrator_of_others_cannot_leave_them_alone() -> None:
    ada = account(role=Role.ADMINISTRATOR)
    account("bea@example.org")
    client = signed_in(ada)
    client.get("/privacy/delete")
    client.post("/account/reauthenticate/?next=/privacy/delete", {"password": PASSWORD})
    assert "only administrator" in client.get("/privacy/delete").content.decode()
    client.post("/privacy/delete", {"email": ada.email})
    assert User.objects.filter(pk=ada.pk).exists()
