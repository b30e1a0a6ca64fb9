"""What the administrator does on pages: invite, set roles, write the terms. Others are kept out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from osler.people import services
from osler.people.models import Invitation, Role, User
from tests.desk.people import PASSWORD, account, signed_in
from tests.web.reading import parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("client")]


@pytest.mark.parametrize("path", ["/settings/people", "/settings/texts"])
def test_only_administrators_come_in(path: str) -> None:
    assert Client().get(path).status_code == 302
    assert signed_in(account("r@example.org")).get(path).status_code == 403
    assert signed_in(account("l@example.org", role=Role.LIBRARIAN)).get(path).status_code == 403
    assert signed_in(account("a@example.org", role=Role.ADMINISTRATOR)).get(path).status_code == 200


def test_roles_are_set_and_nobody_else_sets_them() -> None:
    boss, ada = account("boss@example.org", role=Role.ADMINISTRATOR), account("ada@example.org")
    path = f"/settings/people/{ada.pk}/role"
    assert signed_in(ada).post(path, {"role": "administrator"}).status_code == 403
    assert Client().post(path, {"role": "administrator"}).status_code == 302
    client = signed_in(boss)
    assert client.post(path, {"role": "librarian"}).status_code == 302
    assert client.post(path, {"role": "emperor"}).status_code == 404
    ada.refresh_from_db()
    assert ada.role == Role.LIBRARIAN
    client.post(f"/settings/people/{boss.pk}/role", {"role": "reader"})
    boss.refresh_from_db()
    assert boss.role == Role.ADMINISTRATOR


def test_people_are_paged_and_found(django_assert_max_num_queries: object) -> None:
    client = signed_in(account("boss@example.org", role=Role.ADMINISTRATOR))
    User.objects.bulk_create(User(email=f"r{n:03}@example.org") for n in range(120))
    first = client.get("/settings/people").content.decode()
    assert "r040@example.org" in first
    assert "r100@example.org" not in first
    assert "r100@example.org" in client.get("/settings/people?after=r090@example.org").content.decode()
    found = client.get("/settings/people?q=r117").content.decode()
    assert "r117@example.org" in found
    assert "r001@example.org" not in found
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/settings/people")


def test_an_invitation_opens_the_door_once_for_one_address(settings: Settings) -> None:
    settings.OSLER = replace(settings.OSLER, signup="invitation")
    boss = signed_in(account("boss@example.org", role=Role.ADMINISTRATOR))
    closed = Client().get("/account/signup/")
    assert "By invitation" in closed.content.decode()
    assert Client().post("/account/signup/", {"email": "x@example.org", "password1": PASSWORD}).status_code == 200
    assert not User.objects.filter(email="x@example.org").exists()
    boss.post("/settings/people", {"email": "new@example.org", "role": "librarian"})
    page = parsed(boss.get("/settings/people").content)
    (link,) = page.xpath("//a[contains(@href, '?invitation=')]/@href")
    path = link.removeprefix("http://testserver")
    (action,) = parsed(Client().get(path).content).xpath("//main//form[contains(@action, 'signup')]/@action")
    wrong = Client().post(action, {"email": "x@example.org", "password1": PASSWORD})
    assert "This invitation is for new@example.org" in wrong.content.decode()
    assert Client().post(action, {"email": "new@example.org", "password1": PASSWORD}).status_code == 302
    assert User.objects.get(email="new@example.org").role == Role.LIBRARIAN
    assert "has been used" in Client().get(path).content.decode()


def test_an_invitation_taken_back_or_past_its_day_is_none(settings: Settings) -> None:
    settings.OSLER = replace(settings.OSLER, signup="closed")
    boss = signed_in(account("boss@example.org", role=Role.ADMINISTRATOR))
    invitation = services.invite()
    path = f"/account/signup/?invitation={invitation.token}"
    assert "id_password1" in Client().get(path).content.decode()
    Invitation.objects.update(until="2020-01-01T00:00:00Z")
    assert "id_password1" not in Client().get(path).content.decode()
    Invitation.objects.update(until="2090-01-01T00:00:00Z")
    assert signed_in(account("r@example.org")).post(f"/settings/invitations/{invitation.pk}/back").status_code == 403
    assert boss.post(f"/settings/invitations/{invitation.pk}/back").status_code == 302
    assert "id_password1" not in Client().get(path).content.decode()


def test_with_mail_an_invitation_is_sent(settings: Settings) -> None:
    settings.OSLER = replace(settings.OSLER, signup="closed", email_url="smtp://localhost")
    boss = signed_in(account("boss@example.org", role=Role.ADMINISTRATOR))
    boss.post("/settings/people", {"email": "new@example.org", "role": "reader"})
    (sent,) = mail.outbox
    assert sent.to == ["new@example.org"]
    assert "/account/signup/?invitation=" in sent.body
    assert Invitation.objects.get().mailed


def test_an_empty_install_says_how_the_first_account_is_made() -> None:
    assert "osler user add you@example.org --admin" in Client().get("/account/signup/").content.decode()
    account()
    assert "osler user add" not in Client().get("/account/signup/").content.decode()


def test_terms_are_written_in_markdown_and_read_by_everyone() -> None:
    before = Client().get("/terms").content.decode()
    assert "no medical advice" in before
    boss = signed_in(account("boss@example.org", role=Role.ADMINISTRATOR))
    boss.post("/settings/texts", {"name": "terms", "text": "# Rules\n\n*Be kind.* <script>alert(1)</script>"})
    tree = parsed(Client().get("/terms").content)
    assert tree.xpath("//main//h2/text()") == ["Rules"]
    assert tree.xpath("//main//em/text()") == ["Be kind."]
    assert not tree.xpath("//main//script")
    boss.post("/settings/texts", {"name": "terms", "text": ""})
    assert "no medical advice" in Client().get("/terms").content.decode()
    assert boss.post("/settings/texts", {"name": "imprint", "text": "x"}).status_code == 200
