"""Search results as an Infobutton knowledge response (HL7's XML: an Atom feed without its namespace)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.urls import reverse
from lxml import etree

from osler.cite import citation_line
from osler.cite.source import title as title_of
from osler.fhir.topic import Topic
from osler.model.article import Article

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def response(topic: Topic | None, articles: Sequence[Article], base: str) -> bytes:
    """Valid against KnowledgeResponse.xsd; a feed without entries where nothing is known of the codes."""
    root = etree.Element("aggregateKnowledgeResponse", {_LANGUAGE: "en"})
    feed = _below(root, "feed", **{_LANGUAGE: "en"})
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    _below(feed, "title", topic.title if topic else "Nothing is known here of these codes", type="text")
    _below(feed, "subtitle", "Papers of this house's mirror of PubMed, best match first", type="text")
    _below(_below(feed, "author"), "name", "Osler")
    _below(feed, "updated", now)
    for subject in topic.subjects if topic else ():
        if subject.code:
            _below(feed, "category", term=subject.code, scheme="mainSearchCriteria.v.c")
        _below(feed, "category", term=subject.heading, scheme="mainSearchCriteria.v.dn")
    _below(feed, "id", f"{base}{reverse('infobutton')}")
    for article in articles:
        _entry(feed, article, base, now)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _entry(feed: etree._Element, article: Article, base: str, now: str) -> None:
    entry = _below(feed, "entry", **{_LANGUAGE: "en"})
    address = f"{base}{reverse('article', args=[article.pmid])}"
    flag = "RETRACTED: " if article.is_retracted else ""
    title = f"{flag}{title_of(article) or '[No title]'}"
    _below(entry, "title", title, type="text")
    _below(entry, "link", href=address, rel="alternate", type="text/html", hreflang="en", title=title)
    _below(entry, "id", address)
    _below(entry, "updated", now)
    _below(entry, "summary", citation_line(article), type="text")


def _below(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, tag, attributes)
    if text:
        made.text = "".join(c for c in text if c >= " " or c in "\t\n")
    return made
