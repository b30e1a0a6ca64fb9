"""Papers a reader opened, where they let it be kept."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Opened(models.Model):
    """One row a reader and paper: when it was last opened."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pmid = models.BigIntegerField()
    title = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "pmid"], name="opened_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "-at", "-id"], name="opened_newest")]

    def __str__(self) -> str:
        return f"PMID {self.pmid}, opened"
