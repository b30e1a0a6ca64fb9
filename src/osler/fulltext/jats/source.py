"""Bytes to a JATS tree: gunzipped within bounds, no entity of the file's own, nothing loaded from anywhere."""

from __future__ import annotations

import html.entities
import zlib

from lxml import etree

from osler.errors import BadInput

LARGEST = 40 * 1024 * 1024  # bytes of XML; the largest articles of PubMed Central have some 10 MB
_GZIP = b"\x1f\x8b"
_ROOTS = ("article", "pmc-articleset", "OAI-PMH")


def parse(content: bytes, name: str = "file") -> etree._Element:
    """The `article` element of a JATS file (plain or gzip), namespaces other than MathML and XLink taken off.

    Raises BadInput naming the file and what is wrong with it.
    """
    content = _plain(content, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadInput(f"{name}: no XML that can be read: {error}") from error
    document = root.getroottree()
    declared = document.docinfo.internalDTD
    if declared is not None and list(declared.iterentities()):  # type: ignore[union-attr]  # stubs lag behind
        raise BadInput(f"{name}: declares entities of its own, which JATS files do not need; refused")
    article = _article(root)
    if article is None:
        raise BadInput(f"{name}: is XML, but no JATS article (its root is <{etree.QName(root).localname}>)")
    _spell_out(article)
    _local_names(article)
    return article


def _plain(content: bytes, name: str) -> bytes:
    if content.startswith(_GZIP):
        unpack = zlib.decompressobj(wbits=31)
        try:
            content = unpack.decompress(content, LARGEST + 1)
        except zlib.error as error:
            raise BadInput(f"{name}: the gzip data is damaged: {error}") from error
        if len(content) <= LARGEST and not unpack.eof:
            raise BadInput(f"{name}: the gzip data ends too early")
    if len(content) > LARGEST:
        raise BadInput(f"{name}: larger than {LARGEST // 2**20} MB of XML")
    if not content.strip():
        raise BadInput(f"{name}: is empty")
    return content


def _article(root: etree._Element) -> etree._Element | None:
    if etree.QName(root).localname == "article":
        return root
    if etree.QName(root).localname in _ROOTS:
        return next((each for each in root.iter("{*}article")), None)
    return None


def _spell_out(article: etree._Element) -> None:
    """References to entities of the DTD, which was not read: HTML's names are put as characters, others as typed."""
    for entity in list(article.iter(etree.Entity)):
        typed = entity.text or ""  # "&name;"
        text = html.entities.html5.get(typed.lstrip("&"), typed)
        _replace(entity, text + (entity.tail or ""))


def _replace(node: etree._Element, text: str) -> None:
    parent, before = node.getparent(), node.getprevious()
    assert parent is not None
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(node)


def _local_names(article: etree._Element) -> None:
    """Files inside an OAI answer put every JATS element into a namespace; MathML keeps its own."""
    for element in article.iter(etree.Element):
        name = etree.QName(element)
        if name.namespace and not name.namespace.endswith("MathML"):
            element.tag = name.localname
