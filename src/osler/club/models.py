"""Journal clubs: who is in them, when they meet over which paper, what was said, rated and learned."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


def new_key() -> str:
    """For addresses: unguessable, 22 characters."""
    return secrets.token_urlsafe(16)


class Role(models.TextChoices):
    MEMBER = "member", "Member"
    ORGANISER = "organiser", "Organiser"


class Club(models.Model):
    key = models.CharField(max_length=32, unique=True, default=new_key)
    name = models.CharField(max_length=120)
    about = models.TextField(blank=True)  # Markdown
    made_at = models.DateTimeField(auto_now_add=True)


class Member(models.Model):
    club = models.ForeignKey(Club, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clubs")
    role = models.CharField(max_length=12, choices=Role, default=Role.MEMBER)
    calendar = models.CharField(max_length=32, unique=True, default=new_key)  # the address of this member's own feed
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["club", "user"], name="one_membership_a_person")]  # noqa: RUF012


class Invitation(models.Model):
    """A link into a club: for the account with one address, or ("") for any colleague who holds it. Good once."""

    club = models.ForeignKey(Club, on_delete=models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=32, unique=True, default=new_key)
    email = models.EmailField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)  # NULL: still good


class Meeting(models.Model):
    club = models.ForeignKey(Club, on_delete=models.CASCADE, related_name="meetings")
    key = models.CharField(max_length=32, unique=True, default=new_key)
    starts_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveIntegerField(default=60)
    place = models.CharField(max_length=200, blank=True)
    pmid = models.PositiveBigIntegerField()
    title = models.TextField()  # of the paper, kept for when NLM deletes it
    questions = models.TextField(blank=True)  # the organiser's, Markdown
    notes = models.TextField(blank=True)  # the minutes, Markdown
    cancelled = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0)  # of changes, so that calendars take the newest
    changed_at = models.DateTimeField(auto_now=True)


class Comment(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(  # NULL: the account is gone, and with it what it said; only replies keep a place
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    text = models.TextField()  # Markdown; "" where it was taken back
    quote = models.TextField(blank=True)  # a sentence of the abstract, checked when it was written
    at = models.DateTimeField(auto_now_add=True)


def _points() -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(1), MaxValueValidator(7)]


class Rating(models.Model):
    """One reader on one paper, 1 to 7 on each scale."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pmid = models.PositiveBigIntegerField(db_index=True)
    relevance = models.PositiveSmallIntegerField(validators=_points())
    newsworthiness = models.PositiveSmallIntegerField(validators=_points())
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "pmid"], name="one_rating_a_paper")]  # noqa: RUF012


class Attendance(models.Model):
    """Who was there; entered by themselves or the organiser once the meeting has begun."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="one_attendance_a_person")]  # noqa: RUF012


class Choice(models.Model):
    """A reader wants to see, in feeds and lists, which papers colleagues rated highly."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ratings_shown = models.BooleanField(default=False)
