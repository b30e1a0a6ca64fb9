"""Collections of saved papers, and who may see them beside their owner."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Collection(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    about = models.TextField(blank=True, max_length=2000)  # Markdown
    is_default = models.BooleanField(default=False)  # "Saved": where one tap saves to
    link_token = models.CharField(max_length=64, null=True, unique=True)  # None: no link
    version = models.PositiveIntegerField(default=1)  # grows with each change of the order
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "name"], name="collection_name_once"),
            models.UniqueConstraint(
                fields=["owner"], condition=models.Q(is_default=True), name="collection_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Share(models.Model):
    """A colleague who may see a collection, or also change it."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="shares")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    can_write = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["collection", "user"], name="share_once")
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} with {self.user_id}"


class FeedKey(models.Model):
    """The secret address under which one reader follows a collection in a program of theirs. It is good while the
    reader may see the collection."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["collection", "user"], name="feed_key_once")
        ]

    def __str__(self) -> str:
        return f"feed of {self.collection_id} for {self.user_id}"
