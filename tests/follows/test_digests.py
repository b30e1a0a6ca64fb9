"""Against a real SMTP server on loopback."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta
from email.message import Message
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from osler.follows import services
from osler.follows.letter import letter
from osler.follows.mirror import Mirror
from osler.follows.models import Choices, Digest, Item, Kind
from osler.follows.services import digests
from osler.follows.services.digests import due, token_of
from osler.library.models import Notice
from osler.people.models import User
from tests.follows.conftest import Mailbox

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def _subscribed(user: User, often: str = "daily") -> None:
    services.follow(user, Kind.SEARCH, "gonioscopy")
    services.choose(user, often=often, answered=True)


def _part(message: Message, kind: str) -> str:
    part = next(each for each in message.walk() if each.get_content_type() == kind)
    return part.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_a_digest_has_text_and_html_reasons_and_one_click_unsubscribe(
    ada: User, papers: Mirror, mailbox: Mailbox
) -> None:
    _subscribed(ada)
    assert services.schedule() == 1
    assert services.send_due(papers) == (1, 0)
    ((to, message),) = mailbox.mails
    assert to == "ada@example.org"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip().startswith("<http")
    assert "/digest/unsubscribe/" in "".join(message["List-Unsubscribe"].split())
    for kind in ("text/plain", "text/html"):
        text = _part(message, kind)
        assert "Gonioscopy study" in text
        assert "ou follow gonioscopy" in text
    assert message["Subject"] == "Osler: 10 papers worth knowing"


def test_a_mail_server_that_is_down_delays_a_digest_and_does_not_double_it(
    ada: User, papers: Mirror, mailbox: Mailbox
) -> None:
    _subscribed(ada)
    services.schedule()
    mailbox.refuses = True
    assert services.send_due(papers) == (0, 1)
    assert services.send_due(papers) == (0, 0)  # it waits
    wanted = Digest.objects.get().papers
    mailbox.refuses = False
    Digest.objects.update(next_try=timezone.now())
    assert services.send_due(papers) == (1, 0)
    assert services.send_due(papers) == (0, 0)
    assert len(mailbox.mails) == 1
    assert Digest.objects.get().papers == wanted
    assert Item.objects.exclude(sent_at=None).count() == len(wanted)


def test_a_mail_server_that_is_not_there_at_all(ada: User, papers: Mirror, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    _subscribed(ada)
    services.schedule()
    assert services.send_due(papers) == (0, 1)
    row = Digest.objects.get()
    assert (row.state, row.tries) == ("due", 1)
    assert row.problem
    assert row.next_try > timezone.now()


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_mail(library_file: None, ada: User, papers: Mirror, mailbox: Mailbox) -> None:
    _subscribed(ada)
    services.schedule()

    def work() -> None:
        services.schedule()
        services.send_due(papers)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(mailbox.mails) == 1


def test_a_clock_that_jumps_back_sends_nothing_again(ada: User, papers: Mirror, mailbox: Mailbox) -> None:
    _subscribed(ada)
    now = timezone.now()
    assert services.schedule(now + timedelta(days=3)) == 1
    assert services.schedule(now) == 0
    assert services.schedule(now + timedelta(days=3)) == 0
    assert services.schedule(now + timedelta(days=4)) == 1


def test_a_worker_that_died_while_sending_gives_its_claim_back(ada: User, papers: Mirror, mailbox: Mailbox) -> None:
    _subscribed(ada)
    services.schedule()
    Digest.objects.update(state="sending", claimed_at=timezone.now())
    assert services.send_due(papers) == (0, 0)
    Digest.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    assert services.send_due(papers) == (1, 0)


def test_dying_after_the_mail_left_sends_the_same_mail_and_no_other(
    ada: User, papers: Mirror, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one gap SMTP leaves: mail programs know the second by its Message-ID."""
    _subscribed(ada)
    services.schedule()

    def die(*args: object) -> None:
        raise SystemExit

    with monkeypatch.context() as killed:
        killed.setattr(digests, "_mark", die)
        with pytest.raises(SystemExit):
            services.send_due(papers)
    assert services.send_due(papers) == (0, 0)
    Digest.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    assert services.send_due(papers) == (1, 0)
    (_, first), (_, second) = mailbox.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert _part(first, "text/plain") == _part(second, "text/plain")


def test_a_worker_that_slept_past_its_claim_sends_nothing(
    ada: User, papers: Mirror, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    _subscribed(ada)
    services.schedule()
    write = letter

    def slow(*args: Any) -> Any:
        """While it writes, the laptop sleeps; another worker takes the claim over and sends."""
        mail = write(*args)
        with monkeypatch.context() as awake:
            awake.setattr(digests, "letter", write)
            Digest.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
            assert services.send_due(papers) == (1, 0)
        return mail

    monkeypatch.setattr(digests, "letter", slow)
    services.send_due(papers)
    assert len(mailbox.mails) == 1


def test_a_library_locked_while_the_mail_leaves_is_waited_for(
    ada: User, papers: Mirror, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    _subscribed(ada)
    services.schedule()
    waits: list[float] = []
    real = QuerySet.update

    def busy(self: Any, **more: Any) -> int:
        if more.get("state") == "sent" and len(waits) < 2:
            raise OperationalError("database is locked")
        return real(self, **more)

    monkeypatch.setattr(QuerySet, "update", busy)
    monkeypatch.setattr(time, "sleep", waits.append)
    assert services.send_due(papers) == (1, 0)
    assert waits == [1, 5]
    assert Digest.objects.get().state == "sent"
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize(
    ("often", "quiet", "today", "wanted"),
    [
        ("daily", [], MONDAY, MONDAY),
        ("daily", [0], MONDAY, None),
        ("weekly", [], MONDAY + timedelta(days=3), MONDAY),
        ("weekly", [0], MONDAY, None),
        ("weekly", [0], MONDAY + timedelta(days=1), MONDAY),
    ],
)
def test_when_a_digest_is_due(often: str, quiet: list[int], today: date, wanted: date | None) -> None:
    assert due(often, quiet, today) == wanted


def test_a_retraction_is_told_in_the_digest_once(ada: User, papers: Mirror, mailbox: Mailbox) -> None:
    _subscribed(ada)
    Notice.objects.create(user=ada, pmid=102, kind="retracted", told_by=103, because="saved", made_at=timezone.now())
    services.schedule()
    services.send_due(papers)
    assert "RETRACTED: A finding that did not stand" in _part(mailbox.mails[0][1], "text/plain")
    services.schedule(timezone.now() + timedelta(days=1))
    services.send_due(papers)
    assert "A finding that did not stand" not in _part(mailbox.mails[1][1], "text/plain")


def test_unsubscribing_takes_one_post_without_signing_in(client: Client, ada: User, papers: Mirror) -> None:
    _subscribed(ada)
    address = f"/digest/unsubscribe/{token_of(ada)}"
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(address).status_code == 200
    assert Choices.objects.get(user=ada).often == "daily"  # a scanner's GET changes nothing
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Choices.objects.get(user=ada).often == "never"
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert strict.post(f"{address}x").status_code == 404
    assert services.schedule() == 0


def test_nobody_who_did_not_ask_gets_a_digest(ada: User, ben: User, papers: Mirror) -> None:
    services.choose(ben, often="never")
    assert services.schedule() == 0
    assert mail.outbox == []
