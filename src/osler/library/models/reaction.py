"""A like or a dislike: one row a reader and paper, the last word only."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Reaction(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pmid = models.BigIntegerField()
    value = models.SmallIntegerField()  # 1: like, -1: dislike; no row: neither
    made_at = models.DateTimeField()  # of the last change

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "pmid"], name="reaction_once"),
            models.CheckConstraint(condition=models.Q(value__in=(-1, 1)), name="reaction_value"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-made_at", "-id"], name="reaction_newest"),
            models.Index(fields=["pmid"], name="reaction_pmid"),
        ]

    def __str__(self) -> str:
        return f"{'like' if self.value > 0 else 'dislike'} of PMID {self.pmid}"
