"""Digests: due by the calendar, claimed by one worker, sent once though the mail server was down."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import get_connection
from django.db import OperationalError
from django.db.models import F
from django.utils import timezone

from osler.errors import BadInput
from osler.follows.letter import letter
from osler.follows.mirror import Mirror
from osler.follows.models import Choices, Digest, Item, Often
from osler.follows.services.feeding import refresh
from osler.library import queries as library
from osler.library import services as keeping
from osler.people.models import User

SALT = "osler.digest"
PAPERS = {Often.DAILY: 10, Often.WEEKLY: 20, Often.NEVER: 10}
_BACK_DAYS = 14  # a paper brought longer ago and never looked at is not mailed
_FIRST_WAIT = timedelta(minutes=5)  # after a failed try; doubled with each
_LONGEST_WAIT = timedelta(hours=6)
_MOST_TRIES = 20  # some four days
_PATIENCE = (1, 5, 15, 60)  # seconds
_LOST = timedelta(minutes=30)  # a claim this old belonged to a worker that died


def schedule(now: datetime | None = None) -> int:
    """Put down what is due today; returns how many are new. Twice, by two workers or after the clock was set back,
    puts down nothing more: a reader has one digest a day, and none for a day before their last."""
    today = timezone.localdate(now)
    made = 0
    for choices in Choices.objects.exclude(often=Often.NEVER).filter(user__is_active=True):
        day = due(choices.often, choices.quiet_days, today)
        if day is None or Digest.objects.filter(user_id=choices.user_id, day__gte=day).exists():
            continue
        _, new = Digest.objects.get_or_create(user_id=choices.user_id, day=day, defaults={"next_try": timezone.now()})
        made += new
    return made


def due(often: str, quiet_days: list[int], today: date) -> date | None:
    """Today; of a weekly digest this week's Monday, from the first day on that is not quiet; None on a quiet day."""
    if today.weekday() in quiet_days:
        return None
    return today if often == Often.DAILY else today - timedelta(days=today.weekday())


def send_due(mirror: Mirror, *, user: User | None = None) -> tuple[int, int]:
    """(sent, failed) of those whose time has come; `user`: theirs alone, whatever its time."""
    now = timezone.now()
    Digest.objects.filter(state="sending", claimed_at__lt=now - _LOST).update(state="due")
    rows = Digest.objects.filter(state="due")
    rows = rows.filter(user=user) if user else rows.filter(next_try__lte=now)
    sent = failed = 0
    for row in rows.select_related("user").order_by("next_try", "pk"):
        if not _claimed(row):
            continue
        if _sent(row, mirror):
            sent += row.state == "sent"
        else:
            failed += 1
    return sent, failed


def prepare_digest(user: User) -> Digest:
    """A digest for now, beside the calendar (`osler digest --now`): today's where it has not left, else a fresh row."""
    today = timezone.localdate()
    latest = Digest.objects.filter(user=user).order_by("-day").first()
    if latest and latest.state in ("due", "sending"):
        return latest
    day = max(today, latest.day + timedelta(days=1)) if latest else today
    made, _ = Digest.objects.get_or_create(user=user, day=day, defaults={"next_try": timezone.now()})
    return made


def unsubscribe(token: str) -> User | None:
    """Ends the digests of whom the token was made for; None where it is no token of ours. Twice is once."""
    user = reader_of(token)
    if user is not None:
        Choices.objects.filter(user=user).update(often=Often.NEVER)
        Digest.objects.filter(user=user, state="due").delete()
    return user


def reader_of(token: str) -> User | None:
    try:
        return User.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


def token_of(user: User) -> str:
    return signing.dumps(user.pk, salt=SALT)


def can_mail() -> bool:
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def _claimed(row: Digest) -> bool:
    """True for exactly one of those who ask at once."""
    row.claimed_at = timezone.now()
    return Digest.objects.filter(pk=row.pk, state="due").update(state="sending", claimed_at=row.claimed_at) == 1


def _still_ours(row: Digest) -> bool:
    """Asked just before a mail leaves. False where this worker slept so long (a laptop was shut) that the claim was
    given to another."""
    held = Digest.objects.filter(pk=row.pk, state="sending", claimed_at=row.claimed_at)
    row.claimed_at = timezone.now()
    return held.update(claimed_at=row.claimed_at) == 1


def _sent(row: Digest, mirror: Mirror) -> bool:
    """False where the mail server did not take it: the row waits for its next try, with the same papers."""
    if not can_mail():
        raise BadInput("no mail can be sent: set OSLER_EMAIL_URL")
    user = row.user
    if not row.papers:
        _fill(row, mirror)
    items = list(Item.objects.filter(user=user, pmid__in=row.papers).order_by("-day", "place"))
    notices = library.notices_unsent(user)
    if not items and not notices:
        Digest.objects.filter(pk=row.pk).update(state="empty", sent_at=None)
        return True
    mail = letter(user, row.day, items, notices, mirror.engine, token_of(user))
    try:
        with _door() as mail.connection:
            if not _still_ours(row):
                return True
            mail.send()
            _mark(row, [each.pk for each in items])  # before anything else: dying between these two sends it again
    except (OSError, smtplib.SMTPException) as problem:
        _wait(row, str(problem))
        return False
    keeping.notices_sent(notices)
    return True


@contextmanager
def _door() -> Iterator[Any]:
    """A mail server's, opened; closed however it says goodbye: what it took is taken."""
    connection = get_connection()
    connection.open()
    try:
        yield connection
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def _mark(row: Digest, items: list[int]) -> None:
    """As sent. A library that is locked, by a backup, is waited for: the mail has left."""
    now = timezone.now()
    for wait in (*_PATIENCE, None):
        try:
            Digest.objects.filter(pk=row.pk).update(state="sent", sent_at=now, problem="")
            break
        except OperationalError:
            if wait is None:
                raise
            time.sleep(wait)
    row.state = "sent"
    Item.objects.filter(pk__in=items).update(sent_at=now)


def _fill(row: Digest, mirror: Mirror) -> None:
    refresh(row.user, mirror)
    choices = Choices.objects.filter(user=row.user).first()
    most = PAPERS[Often(choices.often)] if choices else 10
    since = row.day - timedelta(days=_BACK_DAYS)
    rows = Item.objects.filter(user=row.user, sent_at=None, seen_at=None, day__gte=since)
    row.papers = list(rows.order_by("-day", "place").values_list("pmid", flat=True)[:most])
    Digest.objects.filter(pk=row.pk).update(papers=row.papers)


def _wait(row: Digest, problem: str) -> None:
    wait = min(_FIRST_WAIT * 2**row.tries, _LONGEST_WAIT)
    state = "failed" if row.tries + 1 >= _MOST_TRIES else "due"
    Digest.objects.filter(pk=row.pk).update(
        state=state, tries=F("tries") + 1, next_try=timezone.now() + wait, problem=problem[:300]
    )
