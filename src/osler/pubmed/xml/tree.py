"""lxml, set so that nothing is fetched or expanded; the only place that builds a tree."""

from __future__ import annotations

from lxml import etree

from osler.errors import SourceProblem

_PARSER = etree.XMLParser(
    resolve_entities=False,
    load_dtd=False,
    no_network=True,
    huge_tree=False,  # keeps libxml2's own limits: 256 levels, 10 MB a text
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)


def tree(xml: str | bytes) -> etree._Element:
    """The root of a document. Raises SourceProblem (malformed)."""
    try:
        return etree.fromstring(xml, _PARSER)
    except etree.XMLSyntaxError as error:
        raise SourceProblem(f"not well-formed: {error.msg}") from error
    except ValueError as error:  # what XML has no character for
        raise SourceProblem(f"not XML text: {error}") from error
