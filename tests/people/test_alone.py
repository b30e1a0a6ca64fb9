"""OSLER_SINGLE_USER: no sign-in at this machine, and nothing for anybody else."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from osler.people import alone
from osler.people.models import Role, User
from tests.desk.people import account


@pytest.fixture
def single(settings: Settings) -> Client:
    settings.OSLER = replace(settings.OSLER, single_user=True)
    return Client()


@pytest.mark.django_db
def test_the_one_reader_is_signed_in_without_a_cookie(single: Client) -> None:
    seen = single.get("/settings/profile")
    assert seen.status_code == 200
    assert "Sign out" not in seen.content.decode()
    assert not {name for name in seen.cookies if name != "csrftoken"}
    assert User.objects.get().email == "reader@localhost"
    assert single.get("/account/login/").headers["Location"] == "/settings/profile"
    assert single.get("/privacy/delete").status_code == 200


@pytest.mark.django_db
def test_an_administrator_who_is_there_already_is_the_one(single: Client) -> None:
    account("boss@example.org", role=Role.ADMINISTRATOR)
    assert b"boss@example.org" in single.get("/settings/profile").content
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.1", "2001:db8::1", "", "nonsense", "::ffff:192.0.2.7"])
def test_other_machines_are_refused(single: Client, address: str) -> None:
    for path in ("/settings/profile", "/", "/about"):
        assert single.get(path, REMOTE_ADDR=address).status_code == 403
    assert not User.objects.exists()


@pytest.mark.django_db
def test_what_a_proxy_passes_on_is_refused(single: Client) -> None:
    assert single.get("/settings/profile", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    assert single.get("/settings/profile", headers={"Forwarded": "for=127.0.0.1"}).status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_several_addresses(address: str) -> None:
    assert alone.from_here(RequestFactory().get("/", REMOTE_ADDR=address))


def test_serving_others_is_refused(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("osler")), "serve", "--host", "0.0.0.0"]
    env = os.environ | {"OSLER_HOME": str(tmp_path), "OSLER_SINGLE_USER": "1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, "OSLER_SINGLE_USER" in done.stderr) == (2, True)
