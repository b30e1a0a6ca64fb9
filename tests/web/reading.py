"""A page taken apart."""

from __future__ import annotations

from typing import Any

from lxml import etree, html


def parsed(page: str | bytes) -> Any:
    """The page's tree; `Any`, because what an XPath gives is known to the test and not to the type checker."""
    return html.document_fromstring(page)


def parsed_xml(document: bytes) -> Any:
    return etree.fromstring(document)
