"""Feeds for readers of feeds: Atom and JSON Feed of the own feed, of follows and of searches."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from osler.desk.feed_mirror import for_feed
from osler.errors import NotFound
from osler.follows import queries, services
from osler.follows.entry import asked
from osler.follows.models import Item
from osler.follows.why import sentences
from osler.model.article import Article
from osler.model.query import Search, Sort
from osler.web import mirror, records
from osler.web.pages.outgoing import LENGTH, Outgoing, outgoing


@require_safe
def own(request: HttpRequest, token: str, format: str) -> HttpResponse:
    """The reader's own feed. The address is the key: no sign-in, until it is revoked."""
    user = queries.feed_owner(token)
    if user is None:
        raise NotFound("there is no such feed; its address may have been revoked")
    services.refresh(user, for_feed())
    items = queries.page(user, limit=LENGTH).items
    found = Outgoing(
        title="Osler: your feed",
        about="What is new for you, each with its reason",
        home=reverse("feed"),
        id=f"own-{token[:8]}",
        articles=_articles([item.pmid for item in items]),
        why={item.pmid: _why(item) for item in items},
    )
    return outgoing(request, found, format, private=True)


@require_safe
def follow(request: HttpRequest, token: str, format: str) -> HttpResponse:
    """What one follow brings, the newest first."""
    row = queries.follow_by_token(token)
    if row is None:
        raise NotFound("there is no such feed; its address may have been revoked")
    made = for_feed()
    where = asked(row, made.engine, made.vocabulary, made.relater)
    hits = made.engine.search(Search(where, sort=Sort.ENTREZ, limit=LENGTH)).hits
    found = Outgoing(
        title=f"Osler: {row.label}",
        about=f"The newest papers of what you follow: {row.label}",
        home=reverse("follows"),
        id=f"follow-{token[:8]}",
        articles=_articles([hit.pmid for hit in hits]),
        why={},
    )
    return outgoing(request, found, format, private=True)


def _articles(pmids: Sequence[int]) -> list[Article]:
    return records.articles(mirror.engine(), pmids)


def _why(item: Item) -> str:
    return "; ".join(sentences(item.why))
