"""Keeping what a paper's record says, so that a paper NLM deletes is still known by its citation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from osler.cite import citation_line, csl, names
from osler.cite.source import title
from osler.engine.protocol import Engine
from osler.engine.words import spaced
from osler.library import changes
from osler.library.models import Paper
from osler.model.article import Article
from osler.pubmed.xml import parse

_LEFT_OUT = ("abstract", "keyword")  # the snapshot is a citation; abstracts are their publishers'
_AUTHORS = 50  # whose names "search within" reads
_AT_ONCE = 500


def keep(engine: Engine, pmids: Iterable[int]) -> frozenset[int]:
    """Have a row for each of these that the mirror holds; returns those that have one, now or from before."""
    wanted = list(dict.fromkeys(pmids))
    there = set()
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        known = set(Paper.objects.filter(pmid__in=part).values_list("pmid", flat=True))
        found = engine.fetch(pmid for pmid in part if pmid not in known)
        rows = [Paper(**columns(parse(stored.xml))) for stored in found.values()]
        Paper.objects.bulk_create(rows, ignore_conflicts=True)
        there |= known | set(found)
    return frozenset(there)


def columns(article: Article) -> dict[str, Any]:
    """A paper's row, as its record says now."""
    people = names.authors(article)
    journal = article.journal
    printed = (title(article), journal.title, journal.abbreviation, str(article.pub_date.year or ""))
    return {
        "pmid": article.pmid,
        "title": title(article) or "[No title]",
        "citation": {key: value for key, value in csl(article).items() if key not in _LEFT_OUT},
        "line": citation_line(article),
        "words": " ".join(spaced(" ".join((*printed, *map(names.full, people[:_AUTHORS]), str(article.pmid)))).split()),
        "ties": changes.ties(article),
        "retracted": article.is_retracted,
        "gone": False,
        "seen_at": timezone.now(),
    }
