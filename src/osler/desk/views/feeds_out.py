"""Feeds for readers of feeds (RSS, Atom, JSON Feed): of the own feed, of follows and of collections."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from osler.desk.feed_mirror import for_feed
from osler.errors import NotFound
from osler.follows import queries, services
from osler.follows.entry import asked
from osler.follows.why import sentences
from osler.library import queries as library
from osler.library.models import Collection
from osler.library.tombstone import article_of
from osler.model.article import Article
from osler.model.query import Search, Sort
from osler.web import mirror, records
from osler.web.pages.outgoing import LENGTH, Outgoing, outgoing, piece


@require_safe
def own(request: HttpRequest, token: str, format: str) -> HttpResponse:
    """The reader's own feed. The address is the key: no sign-in, until it is revoked."""
    user = queries.feed_owner(token)
    if user is None:
        raise NotFound("there is no such feed; its address may have been revoked")
    services.refresh(user, for_feed())
    items = queries.page(user, limit=LENGTH).items
    why = {item.pmid: "; ".join(sentences(item.why)) for item in items}
    found = Outgoing(
        title="Osler: your feed",
        about="What is new for you, each with its reason",
        home=reverse("feed"),
        id=f"own-{_unsaid(user.pk)}",
        pieces=[piece(each, why=why[each.pmid]) for each in _articles([item.pmid for item in items])],
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
        id=f"follow-{_unsaid(row.pk)}",
        pieces=[piece(each) for each in _articles([hit.pmid for hit in hits])],
    )
    return outgoing(request, found, format, private=True)


@require_safe
def collection(request: HttpRequest, token: str, format: str) -> HttpResponse:
    """A collection for one who may see it: dead with their access, or when they end the address."""
    found = library.by_feed_token(token).collection
    return outgoing(request, _saved(found, reverse("collection", args=[found.pk])), format, private=True)


@require_safe
def shared(request: HttpRequest, token: str, format: str) -> HttpResponse:
    """A collection shared by link, for whoever has the link."""
    found = library.linked(token)
    return outgoing(request, _saved(found, reverse("shared", args=[token])), format, private=True)


def _saved(found: Collection, home: str) -> Outgoing:
    """The papers put into it last, those that NLM deleted by what was kept of them. Notes and tags stay at home."""
    rows = library.added_last(found, LENGTH)
    here = {each.pmid: each for each in _articles([paper.pmid for paper, _ in rows])}
    return Outgoing(
        title=f"Osler: {found.name}",
        about=f"The papers put last into the collection {found.name}",
        home=home,
        id=f"collection-{_unsaid(found.pk)}",
        pieces=[piece(here.get(paper.pmid) or article_of(paper), at=at) for paper, at in rows],
    )


def _unsaid(number: int) -> str:
    """A name for a row that stays the same and tells nobody its number."""
    return salted_hmac("osler.feeds", str(number)).hexdigest()[:16]


def _articles(pmids: Sequence[int]) -> list[Article]:
    return records.articles(mirror.engine(), pmids)
