"""What the W3C's feed validator asks of a feed, as assertions."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import html5lib
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
XML = etree.XMLParser(resolve_entities=False, no_network=True)
GRAMMARS = {name: etree.RelaxNG(file=str(Path(__file__).with_name(f"{name}.rng"))) for name in ("atom", "rss")}


def is_sound(response: Any, address: str) -> int:
    """How many papers an answer of the test client has. `address`: where it was asked for, absolute.

    Raises AssertionError where a rule is broken.
    """
    root = etree.fromstring(response.content, XML)
    assert not feedparser.parse(response.content).bozo
    fits(root)
    assert response.headers["ETag"]
    kind = response.headers["Content-Type"]
    if root.tag == "rss":
        assert kind == "application/rss+xml; charset=utf-8"
        return _rss(root, address)
    assert kind == "application/atom+xml; charset=utf-8"
    return _atom(root, address)


def fits(root: etree._Element) -> None:
    """Which elements there are, how many of each and what they hold, by the grammar of its format."""
    grammar = GRAMMARS["rss" if root.tag == "rss" else "atom"]
    assert grammar.validate(root), grammar.error_log


def _rss(root: etree._Element, address: str) -> int:
    """RSS 2.0 with the atom:link the validator recommends."""
    assert root.get("version") == "2.0"
    (channel,) = root
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert channel.findtext(name), name
    _absolute(channel.findtext("link"))
    assert parsedate_to_datetime(channel.findtext("lastBuildDate") or "").tzinfo
    assert [each.get("href") for each in channel.findall(f"{ATOM}link[@rel='self']")] == [address]
    items = channel.findall("item")
    guids = [item.find("guid") for item in items]
    assert len({each.text for each in guids if each is not None}) == len(items)
    for item, guid in zip(items, guids, strict=True):
        assert guid is not None
        assert guid.get("isPermaLink") == "true"
        _absolute(guid.text)
        _absolute(item.findtext("link"))
        assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo
        assert item.find("author") is None, "an author of RSS is an address; names go to dc:creator"
        assert item.findtext("title")
        _markup(item.findtext("description") or "")
    return len(items)


def _atom(root: etree._Element, address: str) -> int:
    """RFC 4287."""
    assert root.tag == f"{ATOM}feed"
    _absolute(root.findtext(f"{ATOM}id"))
    assert root.findtext(f"{ATOM}title")
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    assert datetime.fromisoformat(root.findtext(f"{ATOM}updated") or "").tzinfo
    assert [each.get("href") for each in root.findall(f"{ATOM}link[@rel='self']")] == [address]
    entries = root.findall(f"{ATOM}entry")
    assert len({each.findtext(f"{ATOM}id") for each in entries}) == len(entries)
    for entry in entries:
        _absolute(entry.findtext(f"{ATOM}id"))
        assert entry.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo
        assert [urlsplit(each.get("href")).scheme for each in entry.findall(f"{ATOM}link")] == ["http"]
        summary = entry.find(f"{ATOM}summary")
        assert summary is not None
        assert summary.get("type") == "html"
        _markup(summary.text or "")
    return len(entries)


def _absolute(text: str | None) -> None:
    parts = urlsplit(text or "")
    assert parts.scheme in ("http", "https"), text
    assert parts.netloc, text


def _markup(text: str) -> None:
    """Well-formed HTML without anything that acts."""
    assert text
    parser = html5lib.HTMLParser(strict=True)
    parser.parseFragment(text)
    assert not {"<script", "<img", "<style"} & {text.lower()[at : at + 7] for at in range(len(text))}
