"""What happened to a paper that a reader keeps: it was retracted, corrected, put in doubt or withdrawn."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Kind(models.TextChoices):
    """The gravest first."""

    RETRACTED = "retracted", "Retracted"
    CONCERN = "concern", "Expression of concern"
    CORRECTED = "corrected", "Corrected"
    UPDATED = "updated", "Updated"
    WITHDRAWN = "withdrawn", "Deleted by NLM"


class Notice(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pmid = models.BigIntegerField()  # the paper the reader keeps
    kind = models.CharField(max_length=12, choices=Kind)
    told_by = models.BigIntegerField(default=0)  # PMID of the notice of retraction, erratum…; 0 where it has none
    source = models.TextField(blank=True)  # that paper as NLM cites it
    because = models.CharField(max_length=12)  # saved | liked | received …: why it is told to this reader
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)  # by a digest

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "pmid", "kind", "told_by"], name="notice_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-made_at", "-id"], name="notice_newest"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: PMID {self.pmid}"


class Watch(models.Model):
    """How far the mirror has been looked through for notices: one row."""

    revision = models.BigIntegerField(default=0)  # of the mirror, as last looked at
    day = models.PositiveIntegerField(default=0)  # YYYYMMDD of that look
    seen = models.BinaryField(default=bytes)  # PMIDs of the notices of retraction, errata… read so far, packed

    def __str__(self) -> str:
        return f"revision {self.revision}"
