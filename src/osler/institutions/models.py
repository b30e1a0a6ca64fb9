"""Institutions, who belongs to them, what they hold, and what readers met on the way to texts."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Institution(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    logo = models.BinaryField(blank=True, default=b"")  # checked PNG, JPEG or WebP; b"": none
    logo_type = models.CharField(max_length=20, blank=True)
    proxy = models.CharField(max_length=500, blank=True)  # a template of osler.fulltext.proxy
    resolver = models.CharField(max_length=500, blank=True)  # base address of the OpenURL link resolver
    libkey_id = models.CharField(max_length=20, blank=True)
    libkey_token = models.BinaryField(blank=True, default=b"")  # encrypted: osler.institutions.secrets
    order = models.JSONField(default=list, blank=True)  # names of resolvers, the preferred first
    contact = models.CharField(max_length=300, blank=True)
    ill = models.CharField(max_length=500, blank=True)  # e-mail or http(s) address of interlibrary loan
    sso_values = models.JSONField(default=list, blank=True)  # of OSLER_SSO_INSTITUTION's attribute
    librarians = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="edits", blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)  # also when its holdings or outcomes change

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """Of e-mail addresses whose owners belong here; sub-domains too."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(max_length=253, unique=True)  # lower case


class Network(models.Model):
    """A range of IP addresses, in CIDR notation."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="networks")
    cidr = models.CharField(max_length=50)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["institution", "cidr"], name="one_network_once")]


class Membership(models.Model):
    class How(models.TextChoices):
        EMAIL = "email", "by e-mail domain"
        SSO = "sso", "by single sign-on"
        NETWORK = "network", "by IP range"
        CHOICE = "choice", "by choice"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="memberships")
    how = models.CharField(max_length=8, choices=How)
    left = models.BooleanField(default=False)  # they said no: no rule joins them again
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["joined_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "institution"], name="one_membership")]


class Asked(models.Model):
    """They were asked for their institution and answered: never asked again."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="asked")


class HoldingsFile(models.Model):
    """A title list in force. Loading one of the same name replaces it."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    lines_taken = models.PositiveIntegerField()
    lines_refused = models.PositiveIntegerField()
    notes_made = models.PositiveIntegerField()
    in_force = models.BooleanField(default=False)  # only when it was loaded whole
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "name"], condition=models.Q(in_force=True), name="one_file_a_name"
            )
        ]


class HoldingLine(models.Model):
    """One line, as `osler.fulltext.holdings.Line` names its parts."""

    # No index: with one, SQLite would walk a whole file instead of looking up the few ISSNs asked for.
    file = models.ForeignKey(HoldingsFile, on_delete=models.CASCADE, related_name="lines", db_index=False)
    number = models.PositiveIntegerField()
    title = models.TextField()
    print_id = models.CharField(max_length=13, db_index=True)
    online_id = models.CharField(max_length=13, db_index=True)
    title_key = models.CharField(max_length=250, db_index=True)
    nlm_id = models.CharField(max_length=20, db_index=True)
    first_date = models.CharField(max_length=25)
    first_volume = models.CharField(max_length=40)
    first_issue = models.CharField(max_length=40)
    last_date = models.CharField(max_length=25)
    last_volume = models.CharField(max_length=40)
    last_issue = models.CharField(max_length=40)
    embargo = models.CharField(max_length=20)
    depth = models.CharField(max_length=20)
    access = models.CharField(max_length=1)
    url = models.TextField()


class HoldingProblem(models.Model):
    """A line refused, or a note on one taken (0: on the file)."""

    file = models.ForeignKey(HoldingsFile, on_delete=models.CASCADE, related_name="problems")
    number = models.PositiveIntegerField()
    refused = models.BooleanField()
    why = models.TextField()
    text = models.TextField(blank=True)


class Outcome(models.Model):
    """What a reader met on one way to one paper. The librarian sees paper and way, never who it was."""

    class Met(models.TextChoices):
        WORKED = "worked", "It worked"
        PAYWALL = "paywall", "I hit a paywall"
        WRONG = "wrong", "Wrong paper"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="outcomes")
    institution = models.ForeignKey(  # NULL: met without one
        Institution, on_delete=models.CASCADE, related_name="outcomes", null=True
    )
    journal = models.CharField(max_length=250)  # NLM's id, else the title's key
    journal_name = models.CharField(max_length=250, blank=True)
    pmid = models.PositiveBigIntegerField()
    resolver = models.CharField(max_length=20)
    url = models.TextField()  # as offered then
    met = models.CharField(max_length=8, choices=Met)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["institution", "journal", "at"])]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "pmid", "resolver"], name="one_outcome")]
