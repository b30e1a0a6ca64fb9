"""A paper that somebody keeps, as its record said when it was last looked at: what remains if NLM deletes it."""

from __future__ import annotations

from django.db import models


class Paper(models.Model):
    """One row a paper, however many keep it; it says nothing about who does."""

    pmid = models.BigIntegerField(primary_key=True)
    title = models.TextField(blank=True)  # plain, one line
    citation = models.JSONField(default=dict)  # a CSL-JSON item without abstract and keywords
    line = models.TextField(blank=True)  # "Ann Rheum Dis. 2019 Mar;78(3):285-292.", as PubMed prints a source
    words = models.TextField(blank=True)  # title, authors, journal and year, folded: what "search within" reads
    ties = models.JSONField(default=list)  # [[type, PMID or null, source], …]: retractions, corrections, concerns
    retracted = models.BooleanField(default=False)
    gone = models.BooleanField(default=False)  # NLM deleted the record; this row is the tombstone
    seen_at = models.DateTimeField()  # when the record was last read

    def __str__(self) -> str:
        return f"PMID {self.pmid}"
