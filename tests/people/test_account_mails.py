"""An account's mails through a real mail server: what arrives leads where it says."""

from __future__ import annotations

import re
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from osler.people.models import User
from tests.follows.conftest import Mailbox, mailbox

__all__ = ["mailbox"]
pytestmark = pytest.mark.django_db

PASSWORD, NEW = "correct horse battery", "another horse battery"


@pytest.fixture(autouse=True)
def _confirmed(mailbox: Mailbox, settings: Settings, tmp_path: Path) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True


def _text(message: Message) -> str:
    part = next(each for each in message.walk() if each.get_content_type() == "text/plain")
    return bytes(part.get_payload(decode=True)).decode(part.get_content_charset() or "utf-8")


def _link(message: Message) -> str:
    found = re.search(r"https?://\S+", _text(message))
    assert found
    assert urlsplit(found[0]).netloc == "testserver"
    return urlsplit(found[0]).path


def test_an_address_is_confirmed_by_the_mail_it_gets(mailbox: Mailbox) -> None:
    client = Client()
    answer = client.post("/account/signup/", {"email": "ada@example.org", "password1": PASSWORD})
    assert answer.headers["Location"] == "/account/confirm-email/"
    ((to, message),) = mailbox.mails
    assert to == "ada@example.org"
    assert message["Subject"]
    assert message["From"].startswith("Osler <")
    assert "testserver" in _text(message)
    assert client.post("/account/login/", {"login": to, "password": PASSWORD}).headers["Location"] != "/"
    link = _link(mailbox.mails[0][1])
    assert client.get(link).status_code == 200, "opening the link confirms nothing: mail scanners open links"
    assert not _confirmed_address("ada@example.org")
    client.post(link)
    assert _confirmed_address("ada@example.org")
    assert Client().post("/account/login/", {"login": to, "password": PASSWORD}).headers["Location"] == "/"


def test_a_forgotten_password_is_replaced_once_by_the_mails_link(mailbox: Mailbox) -> None:
    _account()
    client = Client()
    client.post("/account/password/reset/", {"email": "ada@example.org"})
    ((to, message),) = mailbox.mails
    link = _link(message)
    form = client.get(link, follow=True)
    assert form.status_code == 200
    page = form.redirect_chain[-1][0]
    client.post(page, {"password1": NEW, "password2": NEW})
    assert User.objects.get(email=to).check_password(NEW)
    stranger = Client()
    assert NEW not in stranger.get(link, follow=True).content.decode()
    stale = stranger.get(link, follow=True)
    assert b'name="password1"' not in stale.content, "the link is good once"
    assert ["set anew by mail" in _text(each) for _, each in mailbox.mails[1:]] == [True], "and its owner is told"


def test_nobody_learns_from_a_reset_whether_an_address_has_an_account(mailbox: Mailbox) -> None:
    _account()
    known = Client().post("/account/password/reset/", {"email": "ada@example.org"})
    unknown = Client().post("/account/password/reset/", {"email": "eve@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    mails = {to: _text(message) for to, message in mailbox.mails}
    assert "http" not in mails["eve@example.org"] or "signup" in mails["eve@example.org"]


def test_a_mail_server_in_trouble_loses_no_account_and_says_so(mailbox: Mailbox) -> None:
    mailbox.refuses = True
    answer = Client().post("/account/signup/", {"email": "ada@example.org", "password1": PASSWORD})
    assert answer.status_code == 503
    assert "The mail did not leave" in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert User.objects.filter(email="ada@example.org").exists()
    mailbox.refuses = False
    cache.clear()  # the minutes after which it may be asked for again
    Client().post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert [to for to, _ in mailbox.mails] == ["ada@example.org"], "signing in sends the link again"


def test_a_password_is_changed_though_the_mail_about_it_does_not_leave(mailbox: Mailbox) -> None:
    _account()
    client = Client()
    client.post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})
    mailbox.refuses = True
    change = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/account/password/change/", change).status_code == 302
    assert User.objects.get().check_password(NEW)


def _account() -> None:
    user = User.objects.create_user("ada@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def _confirmed_address(email: str) -> bool:
    return bool(EmailAddress.objects.filter(user__email=email, verified=True).exists())
