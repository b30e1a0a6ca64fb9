"""Tokens already used, so that none is used twice by any web process. Nothing of a patient is in a row."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class SpentToken(models.Model):
    """A request's token, known by the SHA-256 of its issuer and id; forgotten once it has expired."""

    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    expires_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
