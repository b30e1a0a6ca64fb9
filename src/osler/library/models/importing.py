"""A file of references that a reader brought: what it held, and what became of each entry."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from osler.library.models.collection import Collection


class Import(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    collection = models.ForeignKey(Collection, null=True, on_delete=models.SET_NULL, related_name="+")
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    waiting = models.TextField(blank=True)  # entries not looked for yet, as JSON lines; "" where it is finished
    entries = models.PositiveIntegerField(default=0)  # in the file
    done = models.PositiveIntegerField(default=0)  # of these, looked for
    found = models.JSONField(default=dict)  # {"PMID": 12, "DOI": 3, …}: how many were found by what
    added = models.PositiveIntegerField(default=0)  # were not in the collection before
    missing = models.TextField(blank=True)  # entries not found, as JSON lines
    problems = models.JSONField(default=list)  # [[line, sentence], …]: what could not be read

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "-made_at"], name="import_newest")]

    def __str__(self) -> str:
        return self.file_name
