"""What is known of papers that somebody keeps, also after NLM deleted them."""

from __future__ import annotations

from collections.abc import Iterable

from osler.library.models import Paper


def papers(pmids: Iterable[int]) -> dict[int, Paper]:
    """By PMID; those never kept are left out. One query."""
    return Paper.objects.in_bulk(list(pmids))
