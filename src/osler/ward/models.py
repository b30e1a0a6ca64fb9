"""Cases that a clinician chose to keep: encrypted, but for whose they are and when they were saved."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from osler.people.models import User


class Case(models.Model):
    """The facts of one patient as entered, for nobody but the account that saved them."""

    owner: models.ForeignKey[User, User] = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    sealed: models.BinaryField[bytes, bytes] = models.BinaryField()  # title, pack and fields (osler.ward.seal)
    saved_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-saved_at"])]  # noqa: RUF012
