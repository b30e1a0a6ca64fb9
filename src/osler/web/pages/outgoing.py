"""Papers for feed readers, as Atom or as JSON Feed 1.1."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from osler.cite import citation_line, names
from osler.cite.source import title
from osler.cite.subject import abstract
from osler.errors import NotFound
from osler.model.article import Article
from osler.web import mirror
from osler.web.pages import people

LENGTH = 50
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Outgoing:
    title: str
    about: str
    home: str  # path of the page that shows the same
    id: str  # stays the same while the feed does
    articles: Sequence[Article]
    why: Mapping[int, str] = field(default_factory=dict)  # PMID -> its reason


def outgoing(request: HttpRequest, found: Outgoing, format: str, *, private: bool = False) -> HttpResponse:
    """Raises NotFound for a format that is neither "atom" nor "json"."""
    if format not in ("atom", "json"):
        raise NotFound(f"feeds are .atom or .json, not .{format}")
    base = mirror.config().base_url.rstrip("/") or request.build_absolute_uri("/").rstrip("/")
    here = base + request.get_full_path()
    answer = _atom(found, base, here) if format == "atom" else _json(found, base, here)
    answer.headers["Cache-Control"] = "private, no-cache"
    if private:
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        answer.headers["Referrer-Policy"] = "no-referrer"  # the address is a key
    return answer


def entered(article: Article) -> datetime:
    """When the citation was entered; where that day does not exist or is not said, the nearest that is known."""
    for status in ("entrez", "pubmed"):
        given = article.dated(status)
        if given is not None and given.year:
            return _day(given.year, given.month, given.day)
    printed = article.pub_date
    return _day(printed.year or 1970, printed.month, printed.day)


def _day(year: int, month: int | None, day: int | None) -> datetime:
    """31 April is 30 April: records have both."""
    for last in range(min(day or 1, 31), 0, -1):
        try:
            found = date(max(1, min(year, 9999)), min(max(month or 1, 1), 12), last)
        except ValueError:
            continue
        return datetime(found.year, found.month, found.day, tzinfo=UTC)
    return datetime(1970, 1, 1, tzinfo=UTC)


def heading(article: Article) -> str:
    flag = "RETRACTED: " if article.is_retracted and not title(article).upper().startswith("RETRACTED") else ""
    return flag + (title(article) or "[No title]")


def _text(found: Outgoing, article: Article) -> str:
    why = found.why.get(article.pmid, "")
    said = f"{why[:1].upper()}{why[1:]}." if why else ""
    return _clean("\n\n".join(filter(None, (said, citation_line(article), abstract(article)))))


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _atom(found: Outgoing, base: str, here: str) -> HttpResponse:
    feed = Atom1Feed(
        title=_clean(found.title),
        link=base + found.home,
        description=_clean(found.about),
        feed_url=here,
        author_name="Osler",
        feed_guid=f"{base}/feeds/{found.id}",
        language="en",
    )
    for article in found.articles:
        link = base + reverse("article", args=[article.pmid])
        feed.add_item(
            title=_clean(heading(article)),
            link=link,
            description=_text(found, article),
            unique_id=link,
            author_name=_clean(people.line(names.authors(article))) or None,
            pubdate=entered(article),
            updateddate=entered(article),
            categories=[_clean(type_.name) for type_ in article.publication_types],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _json(found: Outgoing, base: str, here: str) -> HttpResponse:
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": found.title,
        "description": found.about,
        "home_page_url": base + found.home,
        "feed_url": here,
        "language": "en",
        "items": [_item(found, article, base) for article in found.articles],
    }
    return JsonResponse(
        feed, content_type="application/feed+json; charset=utf-8", json_dumps_params={"ensure_ascii": False}
    )


def _item(found: Outgoing, article: Article, base: str) -> dict[str, Any]:
    link = base + reverse("article", args=[article.pmid])
    item: dict[str, Any] = {
        "id": link,
        "url": link,
        "title": heading(article),
        "content_text": _text(found, article) or heading(article),
        "date_published": entered(article).isoformat(),
        "tags": [type_.name for type_ in article.publication_types],
    }
    if authors := people.line(names.authors(article)):
        item["authors"] = [{"name": authors}]
    if article.doi:
        item["external_url"] = f"https://doi.org/{article.doi}"
    return item
