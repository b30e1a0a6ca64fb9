"""EndNote's own XML, and its tagged text (Refer), which publishers' "EndNote" buttons give."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from osler.errors import BadInput
from osler.library.importing.entry import Entry, Trouble, entry
from osler.library.importing.tagged import blocks, first

_REFER = re.compile(r"^%([0-9A-Z@+])(?: (.*)|\s*)$")
_SAYING = ("R", "M", "U", "+", "Z", "1", "2")  # where exporters put identifiers
_DOCTYPE = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ADDRESSES = ("electronic-resource-num", "urls/related-urls/url", "urls/web-urls/url", "notes", "custom1", "custom2")


def refer(text: str) -> Iterator[Entry | Trouble]:
    """Entries begin with %0, or where no line does, after an empty line."""
    for block in blocks(text, _REFER, starts="0", ends="never" if re.search(r"^%0", text, re.MULTILINE) else ""):
        tags = block.tags
        yield entry(
            f"line {block.line}",
            title=first(tags, "T"),
            date=first(tags, "D", "8"),
            journal=first(tags, "J", "B"),
            doi=first(tags, "R"),
            pmcid=number if (number := first(tags, "2")).upper().startswith("PMC") else "",
            number=first(tags, "M"),
            ids=tuple(value for tag in _SAYING for value in tags.get(tag, ())),
        )


def xml(text: str) -> Iterator[Entry | Trouble]:
    """Raises BadInput where it is no XML. A document type is refused: it could make the file expand."""
    if _DOCTYPE.search(text):
        raise BadInput("the file declares a document type or entities; EndNote's XML has none")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise BadInput(f"this is no XML: {str(error)[:200]}") from None
    for number, record in enumerate(root.iter("record"), 1):
        yield entry(
            f"item {number}",
            title=_text(record, "titles/title"),
            date=_text(record, "dates/year"),
            journal=_text(record, "periodical/full-title") or _text(record, "titles/secondary-title"),
            doi=_text(record, "electronic-resource-num"),
            pmcid=pmcid if (pmcid := _text(record, "custom2")).upper().startswith("PMC") else "",
            number=_text(record, "accession-num"),
            ids=tuple(filter(None, (_text(record, path) for path in _ADDRESSES))),
        )


def _text(record: etree._Element, path: str) -> str:
    """EndNote wraps each text in a `style`, several where a word is in italics."""
    return " ".join("".join(map(str, found.itertext())) for found in record.iterfind(path)).strip()
