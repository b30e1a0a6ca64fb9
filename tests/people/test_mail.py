"""OSLER_EMAIL_URL and OSLER_DATABASE_URL in Django's terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from osler.config import read
from osler.errors import BadInput
from osler.project import databases, mail


def _mail(url: str, **more: str) -> dict[str, object]:
    return mail.settings(read({"OSLER_HOME": "/nowhere", "OSLER_EMAIL_URL": url, **more}))


def test_a_server_with_a_password_is_spoken_to_in_secret() -> None:
    found = _mail("smtp://me%40example.org:p%2Fw@mail.example.org")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@example.org", "p/w")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (True, False)


def test_other_doors() -> None:
    assert (_mail("smtps://mail.example.org")["EMAIL_PORT"], _mail("smtp://localhost")["EMAIL_PORT"]) == (465, 25)
    assert _mail("smtps://mail.example.org")["EMAIL_USE_SSL"]
    assert _mail("file:///var/mails")["EMAIL_FILE_PATH"] == "/var/mails"
    assert str(_mail("")["EMAIL_BACKEND"]).endswith("dummy.EmailBackend")
    sender = _mail("", OSLER_BASE_URL="https://osler.example.org")["DEFAULT_FROM_EMAIL"]
    assert sender == "Osler <osler@osler.example.org>"


@pytest.mark.parametrize("url", ["mail.example.org", "smtp://", "file:", "http://mail.example.org", "smtp://h:x"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="OSLER_EMAIL_URL"):
        _mail(url)


def test_the_database_is_sqlite_or_postgresql() -> None:
    assert databases.settings(read({"OSLER_HOME": "/home"}))["NAME"] == Path("/home/library.sqlite3")
    found = databases.settings(read({"DATABASE_URL": "postgres://me:p%40ss@db.example.org:5433/osler?sslmode=require"}))
    assert (found["NAME"], found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        *("osler", "me", "p@ss", "db.example.org", "5433"),
    )
    assert found["OPTIONS"] == {"sslmode": "require"}
    local = databases.settings(read({"OSLER_DATABASE_URL": "postgresql:///osler?host=/run/postgresql"}))
    assert (local["HOST"], local["OPTIONS"]) == ("/run/postgresql", {})
