"""`BookDocument`: a book or a chapter of NCBI's Bookshelf."""

from __future__ import annotations

from typing import Any

from lxml.etree import _Element

from osler.model.article import Book, BookPart, ELocation, PersonList, RichText
from osler.pubmed.xml.journal import date
from osler.pubmed.xml.people import people
from osler.pubmed.xml.text import flat, rich

Anchor = tuple[str, str, str]

_TEXTS = {"Volume": "volume", "Edition": "edition", "Medium": "medium", "ReportNumber": "report_number"}
_DATES = {"PubDate": "pub_date", "BeginningDate": "beginning_date", "EndingDate": "ending_date"}


def anchor(el: _Element) -> Anchor:
    """The Bookshelf link of a title: attributes book, part and sec."""
    return el.get("book") or "", el.get("part") or "", el.get("sec") or ""


def elocation(el: _Element) -> ELocation:
    return ELocation(el.get("EIdType") or "", flat(el), el.get("ValidYN") != "N")


def book(el: _Element, odd: list[str]) -> Book:
    fields: dict[str, Any] = {"title": RichText("")}
    authors: list[PersonList] = []
    isbns: list[str] = []
    places: list[ELocation] = []
    for child in el:
        tag = str(child.tag)
        if tag in _TEXTS:
            fields[_TEXTS[tag]] = flat(child)
        elif tag in _DATES:
            fields[_DATES[tag]] = date(child, odd)
        elif tag in ("BookTitle", "Title"):  # Title: until 2009, in MedlineCitation
            fields["title"], fields["anchor"] = rich(child, odd), anchor(child)
        elif tag == "CollectionTitle":
            fields["collection_title"], fields["collection_anchor"] = rich(child, odd), anchor(child)
        elif tag == "VolumeTitle":
            fields["volume_title"] = rich(child, odd)
        elif tag == "Publisher":
            _publisher(child, fields, odd)
        elif tag == "AuthorList":
            authors.append(people(child, odd))
        elif tag == "InvestigatorList":
            fields["investigators"] = people(child, odd)
        elif tag == "Isbn":
            isbns.append(flat(child))
        elif tag == "ELocationID":
            places.append(elocation(child))
        else:
            odd.append(f"Book/{tag}")
    return Book(author_lists=tuple(authors), isbns=tuple(isbns), elocations=tuple(places), **fields)


def _publisher(el: _Element, fields: dict[str, Any], odd: list[str]) -> None:
    if not len(el):  # until 2009 a plain text
        fields["publisher_name"] = rich(el, odd)
    for child in el:
        if child.tag == "PublisherName":
            fields["publisher_name"] = rich(child, odd)
        elif child.tag == "PublisherLocation":
            fields["publisher_location"] = flat(child)
        else:
            odd.append(f"Publisher/{child.tag}")


def sections(el: _Element, odd: list[str]) -> tuple[BookPart, ...]:
    """The sections directly inside `Sections` or a `Section`."""
    found = []
    for child in el:
        if child.tag == "Section":
            found.append(_section(child, odd))
        elif el.tag == "Sections":
            odd.append(f"Sections/{child.tag}")
    return tuple(found)


def _section(el: _Element, odd: list[str]) -> BookPart:
    title, label, label_type, link = RichText(""), "", "", ("", "", "")
    for child in el:
        tag = child.tag
        if tag == "SectionTitle":
            title, link = rich(child, odd), anchor(child)
        elif tag == "LocationLabel":
            label, label_type = flat(child), child.get("Type") or ""
        elif tag != "Section":
            odd.append(f"Section/{tag}")
    return BookPart(title, label, label_type, link, sections(el, odd))
