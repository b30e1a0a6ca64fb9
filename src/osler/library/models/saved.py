"""A paper in a collection: its place, its note and its tags. Who has read it is each reader's own."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from osler.library.models.collection import Collection
from osler.library.models.paper import Paper

NOTE_LONGEST = 20_000  # characters
TAG_LONGEST = 50


class SavedPaper(models.Model):
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="papers")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    place = models.BigIntegerField()  # ascending from the top; gaps between leave room
    note = models.TextField(blank=True, max_length=NOTE_LONGEST)  # Markdown; whoever may see the collection reads it
    note_version = models.PositiveIntegerField(default=0)  # grows with each change of the note
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["collection", "paper"], name="saved_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["collection", "place", "id"], name="saved_place"),
            models.Index(fields=["collection", "-added_at", "-id"], name="saved_newest"),
        ]

    def __str__(self) -> str:
        return f"PMID {self.paper_id} in {self.collection_id}"


class Tag(models.Model):
    saved = models.ForeignKey(SavedPaper, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=TAG_LONGEST)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["saved", "name"], name="tag_once")
        ]

    def __str__(self) -> str:
        return self.name


class ReadMark(models.Model):
    """Read, by one reader; in every collection that has the paper."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pmid = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "pmid"], name="read_once")
        ]

    def __str__(self) -> str:
        return f"PMID {self.pmid}, read"
