"""A search as a feed: the newest papers it finds, for any feed reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from osler.cite import citation_line, names
from osler.cite.source import title
from osler.cite.subject import abstract
from osler.model.article import Article
from osler.model.query import Sort
from osler.web import mirror, records, searching
from osler.web.caching import by_revision
from osler.web.pages import people
from osler.web.state import State

LENGTH = 50


@dataclass(frozen=True, slots=True)
class Found:
    state: State
    articles: list[Article]


class SearchFeed(Feed):  # type: ignore[type-arg]
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> Found:
        """Raises BadQuery and BadInput, which become their pages."""
        state = replace(State.read(request.GET), sort=Sort.ENTREZ, page=1)
        answer = searching.answer(state, limit=LENGTH)
        return Found(state, records.articles(mirror.engine(), (hit.pmid for hit in answer.hits)))

    def title(self, found: Found) -> str:
        return f"Osler: {found.state.q}"

    def subtitle(self, found: Found) -> str:
        return "The newest papers of this search"

    def link(self, found: Found) -> str:
        return found.state.url()

    def feed_url(self, found: Found) -> str:
        return found.state.url("/search.atom")

    def items(self, found: Found) -> Iterable[Article]:
        return found.articles

    def item_title(self, article: Article) -> str:
        flag = "RETRACTED: " if article.is_retracted and not title(article).upper().startswith("RETRACTED") else ""
        return flag + (title(article) or "[No title]")

    def item_link(self, article: Article) -> str:
        return reverse("article", args=[article.pmid])

    def item_author_name(self, article: Article) -> str:
        return people.line(names.authors(article))

    def item_description(self, article: Article) -> str:
        return "\n\n".join(filter(None, (citation_line(article), abstract(article))))

    def item_categories(self, article: Article) -> list[str]:
        return [type_.name for type_ in article.publication_types]

    def item_pubdate(self, article: Article) -> datetime | None:
        """When the citation was entered into PubMed; None where the record does not say."""
        dates = {entry.status: entry.date for entry in article.history}
        entered = dates.get("entrez") or dates.get("pubmed")
        if entered is None or entered.year is None:
            return None
        return datetime(entered.year, entered.month or 1, entered.day or 1, tzinfo=UTC)


_feed = SearchFeed()


@by_revision
def feed(request: HttpRequest) -> HttpResponse:
    return _feed(request)
