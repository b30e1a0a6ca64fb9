"""The history server's rows and API keys. Kept in the library database, so that every web process sees them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models


class Environment(models.Model):
    """One WebEnv: a client's sets, forgotten `OSLER_EUTILS_HISTORY_HOURS` after their last use."""

    name: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    used_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)


class Step(models.Model):
    """One query key of an environment: a set of PMIDs, and the search that made it ("" for a posted set)."""

    environment: models.ForeignKey[Environment, Environment] = models.ForeignKey(Environment, on_delete=models.CASCADE)
    key: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    term: models.TextField[str, str] = models.TextField(blank=True)
    count: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["environment", "key"], name="one_step_a_key")]  # noqa: RUF012


class Chunk(models.Model):
    """A run of a step's PMIDs, in order: 64-bit little-endian integers, deflated."""

    step: models.ForeignKey[Step, Step] = models.ForeignKey(Step, on_delete=models.CASCADE)
    ordinal: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    pmids: models.BinaryField[bytes, bytes] = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "ordinal"], name="one_chunk_an_ordinal")]  # noqa: RUF012


class ApiKey(models.Model):
    """A key a client sends as `api_key`. Only its SHA-256 is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )  # NULL: made by the administrator's command, of no reader

    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    label: models.CharField[str, str] = models.CharField(max_length=200)
    per_second: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(
        null=True, blank=True
    )  # NULL: the setting's
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    used_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True, blank=True
    )  # to the hour; NULL: never
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True, blank=True
    )  # NULL: in force
