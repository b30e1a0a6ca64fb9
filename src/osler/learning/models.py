"""What readers learned: activities, the claims made of them, and what may never be changed.

Revisions and the audit log are append-only: `save` and `delete` refuse, and triggers of the database do too
(migrations/0002). Who is meant in the audit log is a pseudonym; its meaning goes when the account goes.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models

from osler.errors import BadInput
from osler.learning.state import State


def new_key() -> str:
    """For addresses: unguessable, 22 characters."""
    return secrets.token_urlsafe(16)


def new_code() -> str:
    """A certificate's: 160 bits, letters and digits that can be read aloud."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    letters = "".join(secrets.choice(alphabet) for _ in range(32))
    return "-".join(letters[i : i + 8] for i in range(0, 32, 8))


def new_pseudonym() -> str:
    return f"learner-{secrets.token_hex(6)}"


class AppendOnly(models.Model):
    """Rows are added and read."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **more: Any) -> None:
        if not self._state.adding:
            raise BadInput(f"{self._meta.verbose_name} rows are never changed")
        super().save(*args, **more)


class Learner(models.Model):
    """What a reader set about their own learning."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="learner")
    time_zone = models.CharField(max_length=64, default="UTC")  # an IANA name; decides which day and year it was
    certificate_name = models.CharField(max_length=200, blank=True)  # "" prints the account's name
    pseudonym = models.CharField(max_length=32, unique=True, default=new_pseudonym)
    counted_until = models.DateTimeField(null=True)  # reading time up to here is counted; NULL: none was yet


class LearnerId(models.Model):
    """A number by which a provider or board knows the learner: "NPI", "ABIM", "GMC"."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="ids")
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "kind"], name="one_id_a_kind")]  # noqa: RUF012


class Goal(models.Model):
    """How much a reader wants to reach in a year: credit of a scheme, or hours of all ("")."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="goals")
    year = models.PositiveIntegerField()
    scheme = models.CharField(max_length=64, blank=True)
    amount = models.DecimalField(max_digits=7, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "year", "scheme"], name="one_goal_a_year")]  # noqa: RUF012


class Activity(models.Model):
    """One question within one sitting, a meeting attended, or what the reader entered by hand."""

    class Kind(models.TextChoices):
        SEARCH = "search", "Search"
        CLUB = "club", "Journal club"
        HAND = "hand", "Entered by hand"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activities")
    key = models.CharField(max_length=32, unique=True, default=new_key)
    kind = models.CharField(max_length=8, choices=Kind)
    question = models.TextField(blank=True)
    sitting_at = models.DateTimeField()  # when the sitting began; activities of one sitting share it
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    stated_minutes = models.PositiveIntegerField(null=True)  # of a meeting or by hand; NULL: measured by its sources
    origin = models.CharField(max_length=80, null=True)  # "club:17": made once for it; NULL: for nothing

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "origin"], name="one_activity_an_origin")]  # noqa: RUF012
        indexes = [models.Index(fields=["user", "-last_at", "-id"], name="activities_of_a_reader")]  # noqa: RUF012


class Search(models.Model):
    """A search made for the question, in the reader's words."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="searches")
    text = models.TextField()
    at = models.DateTimeField()


class Source(models.Model):
    """A paper opened. Its title is kept, so that the record stands when NLM deletes the paper."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="sources")
    pmid = models.PositiveBigIntegerField()
    title = models.TextField()
    opened_at = models.DateTimeField()
    read_ms = models.PositiveBigIntegerField(default=0)  # milliseconds, visible and focused

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "pmid"], name="one_source_a_paper")]  # noqa: RUF012


class Claim(models.Model):
    """One activity under one scheme. Its fields are a draft while it is editable, the last revision afterwards."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    key = models.CharField(max_length=32, unique=True, default=new_key)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State], default=State.DRAFT)
    scheme = models.CharField(max_length=64)
    question = models.TextField(blank=True)
    sources = models.JSONField(default=list)  # PMIDs
    learned = models.TextField(blank=True)
    practice = models.CharField(max_length=8, blank=True)
    practice_how = models.TextField(blank=True)
    bias = models.CharField(max_length=8, blank=True)
    bias_how = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(null=True)
    evaluation = models.JSONField(default=list)  # [question, answer] of the provider's questionnaire
    edited_at = models.DateTimeField(auto_now=True)
    edits = models.PositiveIntegerField(default=0)  # saves of the draft: an older copy of the form is refused
    comment = models.TextField(blank=True)  # the provider's, when it was returned
    # Set by submitting, NULL and 0 before:
    revision = models.PositiveIntegerField(default=0)
    happened_on = models.DateField(null=True)  # the learner's own date of the activity
    credit = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["activity"], condition=~models.Q(state=State.WITHDRAWN), name="one_claim_an_activity"
            )
        ]
        indexes = [  # noqa: RUF012
            models.Index(fields=["user", "state", "happened_on"], name="claims_of_a_reader"),
            models.Index(fields=["state", "submitted_at"], name="claims_that_wait"),
        ]


class Revision(AppendOnly):
    """What a claim said when it was submitted or corrected; never changed. It goes only with its account."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()  # from 1
    at = models.DateTimeField()
    reason = models.TextField(blank=True)  # "" for the first
    content = models.JSONField()  # as `services.snapshot` writes it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="one_revision_a_number")]  # noqa: RUF012


class Provider(models.Model):
    """Who is accredited to award the credit of a scheme. A removed one stays as a row, so that it can come back."""

    scheme = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    accreditation_number = models.CharField(max_length=80)
    statement = models.TextField()  # printed on certificates
    columns = models.TextField()  # of the export: "Heading = field", one a line
    questions = models.TextField(blank=True)  # the evaluation, one a line; * first: must be answered
    removed_at = models.DateTimeField(null=True)  # NULL: in force; claims of a removed one wait


class AuditEntry(AppendOnly):
    """One line of the log: who did what to which claim. Chained: each line's digest covers the one before."""

    number = models.PositiveBigIntegerField(unique=True)  # from 1, without gaps
    at = models.DateTimeField()
    actor = models.CharField(max_length=32)  # a pseudonym
    action = models.CharField(max_length=24)
    claim = models.CharField(max_length=32, blank=True)  # its key, not the row: the log outlives it
    detail = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)  # SHA-256 over the former digest and this line

    def delete(self, *args: Any, **more: Any) -> tuple[int, dict[str, int]]:
        raise BadInput("the audit log is never shortened")


class Certificate(models.Model):
    """What a holder may show: claims of a period, frozen as they stood, under a code nobody can guess."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="certificates")
    code = models.CharField(max_length=40, unique=True, default=new_code)
    made_at = models.DateTimeField()
    content = models.JSONField()  # as `transcript.frozen` writes it
    shows = models.JSONField(default=list)  # of "name", "totals", "claims", "questions": what the public page shows
    revoked_at = models.DateTimeField(null=True)  # NULL: in force
