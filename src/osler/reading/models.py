"""Files that a reader keeps beside a paper: private to them, whoever else saved the same paper."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Kind(models.TextChoices):
    PDF = "pdf", "PDF"
    JATS = "jats", "JATS XML"


class Attachment(models.Model):
    """The content lies in the reader's folder of files, under its SHA-256."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pmid = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=200)  # as it was called on the reader's machine
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "pmid", "sha256"], name="attached_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "pmid"], name="attached_to")]

    def __str__(self) -> str:
        return f"{self.name} at PMID {self.pmid}"
