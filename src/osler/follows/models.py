"""Follows, choices, the feed's items, and the ledger of digests."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

LONGEST = 2000  # characters of what is followed


class Kind(models.TextChoices):
    SPECIALTY = "specialty", "Specialty"
    JOURNAL = "journal", "Journal"
    AUTHOR = "author", "Author"
    MESH = "mesh", "MeSH heading"
    SEARCH = "search", "Saved search"
    PAPER = "paper", "Papers like"


class Quiet(models.TextChoices):
    """What is muted unless the reader wants it."""

    LETTERS = "letters", "Letters, comments and news"
    ERRATA = "errata", "Errata"
    ANIMALS = "animals", "Studies in animals alone"


class Often(models.TextChoices):
    NEVER = "never", "Never"
    DAILY = "daily", "Daily"
    WEEKLY = "weekly", "Weekly, on Monday"


class Follow(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.CharField(max_length=LONGEST)  # id of a specialty, name of a journal…, query, PMID
    label = models.CharField(max_length=300)  # as the reader knows it
    token = models.CharField(max_length=64, null=True, unique=True)  # of its private feed; None: it has none
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "kind", "value"], name="follow_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.label}"


class Mute(models.Model):
    """A journal, or a kind of paper, that the feed leaves out."""

    class What(models.TextChoices):
        JOURNAL = "journal", "Journal"
        TYPE = "type", "Kind of paper"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=8, choices=What, default=What.JOURNAL)
    value = models.CharField(max_length=300)  # MEDLINE abbreviation; publication type

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "what", "value"], name="mute_once")
        ]

    def __str__(self) -> str:
        return self.value


class Fewer(models.Model):
    """A paper of which the reader wants fewer like it: it goes from the feed, what is like it stands lower."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pmid = models.BigIntegerField()
    title = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "pmid"], name="fewer_once")
        ]

    def __str__(self) -> str:
        return f"fewer like PMID {self.pmid}"


def _quiet() -> list[str]:
    return [str(each) for each in Quiet]


class Choices(models.Model):
    """One row a reader: how the feed and the digest are wished, and how far the feed has come."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answered = models.BooleanField(default=False)  # the three questions of the first run
    study_types = models.JSONField(default=list)  # ids of study types; []: any
    quiet = models.JSONField(default=_quiet)  # of Quiet
    explore = models.PositiveSmallIntegerField(default=10)  # per cent of a page from outside what is followed
    often = models.CharField(max_length=8, choices=Often, default=Often.NEVER)
    quiet_days = models.JSONField(default=list)  # 0 Monday … 6 Sunday: no digest leaves
    token = models.CharField(max_length=64, null=True, unique=True)  # of the own feed for readers; None: none
    changed_at = models.DateTimeField()  # of follows, mutes or these choices
    looked_revision = models.BigIntegerField(default=-1)  # of the mirror, when the feed was last made
    made_at = models.DateTimeField(null=True)  # of the feed; None: never
    visited_at = models.DateTimeField(null=True)  # the visit before this one ends a catch-up

    def __str__(self) -> str:
        return f"choices of {self.user_id}"


class Item(models.Model):
    """A paper the feed brought to a reader: once, whatever day it is met again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pmid = models.BigIntegerField()
    day = models.DateField()  # it was brought
    place = models.PositiveIntegerField()  # on that day, the first first
    score = models.FloatField(default=0)  # one day's can be compared
    why = models.JSONField(default=dict)  # {"liked": PMID, "title": …, "follows": […], "type": …, "terms": […]}
    seen_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)  # by a digest

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "pmid"], name="item_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "-day", "place"], name="item_order")]

    def __str__(self) -> str:
        return f"PMID {self.pmid} on {self.day}"


class Digest(models.Model):
    """A mail that is due: claimed by one worker, sent once, tried again while the mail server is down."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()  # it is for
    state = models.CharField(max_length=8, default="due")  # due | sending | sent | empty
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField()
    problem = models.CharField(max_length=300, blank=True)  # of the last try
    sent_at = models.DateTimeField(null=True)
    papers = models.JSONField(default=list)  # PMIDs it carries, once made: a second try sends the same

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "day"], name="digest_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "next_try"], name="digest_due")]

    def __str__(self) -> str:
        return f"digest of {self.day} for {self.user_id}: {self.state}"
