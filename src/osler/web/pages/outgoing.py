"""Papers for feed readers: RSS 2.0, Atom, or JSON Feed 1.1."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape

from osler.cite import citation_line, names
from osler.cite.source import title
from osler.cite.subject import abstract
from osler.errors import NotFound
from osler.model.article import Article
from osler.web import mirror
from osler.web.pages import people

LENGTH = 50
# Ending of the address -> (what it is called, its media type).
FORMATS = {
    "rss": ("RSS", "application/rss+xml"),
    "atom": ("Atom", "application/atom+xml"),
    "json": ("JSON Feed", "application/feed+json"),
}
_XML = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paper in a feed. Everything is plain text; `at` has a time zone."""

    pmid: int
    title: str
    texts: tuple[str, ...]  # paragraphs
    at: datetime
    authors: str = ""
    types: tuple[str, ...] = ()
    doi: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    title: str
    about: str
    home: str  # path of the page that shows the same
    id: str  # stays the same while the feed does
    pieces: Sequence[Piece]


def piece(article: Article, *, why: str = "", at: datetime | None = None) -> Piece:
    """`at`: when it came into this feed; by default when NLM entered it."""
    said = f"{why[:1].upper()}{why[1:]}." if why else ""
    return Piece(
        pmid=article.pmid,
        title=heading(article),
        texts=tuple(filter(None, (said, citation_line(article), abstract(article)))) or (heading(article),),
        at=at or entered(article),
        authors=people.line(names.authors(article)),
        types=tuple(type_.name for type_ in article.publication_types),
        doi=article.doi or "",
    )


def outgoing(request: HttpRequest, found: Outgoing, format: str, *, private: bool = False) -> HttpResponse:
    """An unchanged feed is a 304. Raises NotFound for a format that is none of FORMATS."""
    if format not in FORMATS:
        raise NotFound(f"feeds are .rss, .atom or .json, not .{format}")
    base = mirror.config().base_url.rstrip("/") or request.build_absolute_uri("/").rstrip("/")
    here = base + request.get_full_path()
    answer = _json(found, base, here) if format == "json" else _xml(found, base, here, format)
    answer.headers["ETag"] = f'"{hashlib.blake2b(answer.content, digest_size=9).hexdigest()}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    if private:
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        answer.headers["Referrer-Policy"] = "no-referrer"  # the address is a key
    same = get_conditional_response(request, etag=answer.headers["ETag"], response=answer)
    assert same is not None
    return same


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


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _xml(found: Outgoing, base: str, here: str, format: str) -> HttpResponse:
    feed = _XML[format](
        title=_clean(found.title),
        link=base + found.home,
        description=_clean(found.about),
        feed_url=here,
        author_name="Osler",
        feed_guid=f"{base}/feeds/{found.id}",
        language="en",
    )
    for each in found.pieces:
        link = base + reverse("article", args=[each.pmid])
        feed.add_item(
            title=_clean(each.title),
            link=link,
            description=_html(each),
            unique_id=link,
            unique_id_is_permalink=True,
            author_name=_clean(each.authors) or None,
            pubdate=each.at,
            updateddate=each.at,
            categories=[_clean(name) for name in each.types],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=f"{FORMATS[format][1]}; charset=utf-8")


def _html(each: Piece) -> str:
    """Readers of feeds take a description for HTML: "p < .05" must not open a tag."""
    return "".join(f"<p>{escape(_clean(text))}</p>" for text in each.texts)


def _json(found: Outgoing, base: str, here: str) -> HttpResponse:
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": found.title,
        "description": found.about,
        "home_page_url": base + found.home,
        "feed_url": here,
        "language": "en",
        "items": [_item(each, base) for each in found.pieces],
    }
    return JsonResponse(
        feed, content_type=f"{FORMATS['json'][1]}; charset=utf-8", json_dumps_params={"ensure_ascii": False}
    )


def _item(each: Piece, base: str) -> dict[str, Any]:
    link = base + reverse("article", args=[each.pmid])
    item: dict[str, Any] = {
        "id": link,
        "url": link,
        "title": each.title,
        "content_text": "\n\n".join(each.texts),
        "date_published": each.at.isoformat(timespec="seconds"),
        "tags": list(each.types),
    }
    if each.authors:
        item["authors"] = [{"name": each.authors}]
    if each.doi:
        item["external_url"] = f"https://doi.org/{each.doi}"
    return item
