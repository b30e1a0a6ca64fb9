"""A reader's own API keys."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from osler.eutils import keys
from osler.eutils.limits import digest
from osler.eutils.models import ApiKey
from osler.people import belongings
from osler.people.models import User
from tests.desk.conftest import ada, ben, colleague, eve, outsider, owner
from tests.eutils.conftest import Call

__all__ = ["ada", "ben", "colleague", "eve", "outsider", "owner"]
pytestmark = pytest.mark.django_db


def _made(owner: Client, name: str = "A script") -> str:
    answer = owner.post("/settings/keys", {"do": "make", "name": name})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/keys")
    found = re.search(r'<code id="fresh">([0-9a-f]{36})</code>', owner.get("/settings/keys").content.decode())
    assert found
    return found[1]


def test_a_key_is_shown_once_and_kept_as_a_hash(owner: Client, ada: User) -> None:
    key = _made(owner)
    assert key not in owner.get("/settings/keys").content.decode()
    row = ApiKey.objects.get()
    assert (row.user, row.label, row.digest) == (ada, "A script", digest(key))
    assert key not in str(ApiKey.objects.values())
    assert "no-store" in owner.get("/settings/keys").headers["Cache-Control"]


def test_a_new_key_is_shown_to_nobody_else_at_the_same_browser(owner: Client, colleague: Client) -> None:
    owner.post("/settings/keys", {"do": "make", "name": "A script"})
    colleague.cookies["osler-new-key"] = owner.cookies["osler-new-key"].value
    assert "Your new key" not in colleague.get("/settings/keys").content.decode()


def test_its_last_use_is_listed_and_written_once_an_hour(owner: Client, ask: Call, settings: Settings) -> None:
    key = _made(owner)
    assert "not used yet" in owner.get("/settings/keys").content.decode()
    ask("einfo.fcgi", api_key=key)
    first = ApiKey.objects.get().used_at
    ask("einfo.fcgi", api_key=key)
    assert first is not None
    assert ApiKey.objects.get().used_at == first
    ApiKey.objects.update(used_at=timezone.now() - timedelta(hours=2))
    ask("einfo.fcgi", api_key=key)
    assert timezone.now() - (ApiKey.objects.get().used_at or first) < timedelta(minutes=1)
    assert "last used" in owner.get("/settings/keys").content.decode()


def test_a_key_counts_for_itself_until_it_is_revoked(owner: Client, ask: Call, settings: Settings, ada: User) -> None:
    settings.OSLER = replace(settings.OSLER, eutils_per_second=1000)
    key = _made(owner)
    ApiKey.objects.update(per_second=77)
    assert ask("einfo.fcgi", api_key=key).headers["X-RateLimit-Limit"] == "77"
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert ask("einfo.fcgi", api_key=key).headers["X-RateLimit-Limit"] == "1000", "nor of who was switched off"
    User.objects.filter(pk=ada.pk).update(is_active=True)
    owner.post("/settings/keys", {"do": "revoke", "key": ApiKey.objects.get().pk})
    assert ask("einfo.fcgi", api_key=key).headers["X-RateLimit-Limit"] == "1000"
    assert "Revoke" not in owner.get("/settings/keys").content.decode()


def test_keys_are_each_readers_own(owner: Client, colleague: Client, outsider: Client, client: Client) -> None:
    _made(owner, "A secret script")
    number = ApiKey.objects.get().pk
    for other in (colleague, outsider):
        assert "A secret script" not in other.get("/settings/keys").content.decode()
        assert other.post("/settings/keys", {"do": "revoke", "key": number}).status_code == 404
    assert client.get("/settings/keys").status_code == 302
    assert client.post("/settings/keys", {"do": "revoke", "key": number}).status_code == 302
    assert ApiKey.objects.get().revoked_at is None
    _made(colleague, "A secret script")


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "A script"])
def test_a_name_that_is_none_too_long_or_taken_is_refused(owner: Client, ada: User, name: str) -> None:
    keys.make("A script", ada)
    assert owner.post("/settings/keys", {"do": "make", "name": name}).status_code == 400
    assert ApiKey.objects.count() == 1


def test_there_are_only_so_many(owner: Client, ada: User) -> None:
    for number in range(keys.MOST):
        keys.make(f"Script {number}", ada)
    assert owner.post("/settings/keys", {"do": "make", "name": "One more"}).status_code == 400


def test_markup_in_a_name_is_text(owner: Client) -> None:
    _made(owner, "<script>alert(1)</script>")
    assert "<script>alert" not in owner.get("/settings/keys").content.decode()


def test_they_are_taken_along_without_their_hash_and_go_with_the_account(owner: Client, ada: User) -> None:
    _made(owner)
    (mine,) = (each for each in belongings.registered() if each.name == "api-keys")
    (text,) = mine.export(ada).values()
    assert b"A script" in text
    assert ApiKey.objects.get().digest.encode() not in text
    ada.delete()
    assert not ApiKey.objects.exists()
