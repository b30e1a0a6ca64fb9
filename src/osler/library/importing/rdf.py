"""Zotero RDF, by rdflib."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax import SAXException

from rdflib import Graph, Namespace, URIRef
from rdflib.exceptions import Error
from rdflib.namespace import DC, DCTERMS, RDF
from rdflib.term import Node

from osler.errors import BadInput
from osler.library.importing.entry import Entry, Trouble, entry

_Z = Namespace("http://www.zotero.org/namespaces/export#")
_BIB = Namespace("http://purl.org/net/biblio#")
_NO_PAPERS = ("attachment", "note", "annotation")
_DOCTYPE = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def rdf(text: str) -> Iterator[Entry | Trouble]:
    """Raises BadInput where it is no RDF/XML. A document type is refused: it could make the file expand."""
    if _DOCTYPE.search(text):
        raise BadInput("the file declares a document type or entities; Zotero's RDF has none")
    graph = Graph()
    try:
        graph.parse(data=re.sub(r"^\s*<\?xml[^>]*\?>", "", text), format="xml")
    except (SAXException, Error, ValueError, AssertionError) as error:
        said = (str(error).splitlines() or ["broken"])[0][:200]  # with the line, where the parser knows it
        raise BadInput(f"this is no RDF: {said}") from None
    number = 0
    for subject in sorted(set(graph.subjects()), key=lambda each: _place(text, each)):
        if _is_paper(graph, subject):
            number += 1
            yield _entry(graph, subject, f"item {number}")


def _place(text: str, subject: Node) -> tuple[int, str]:
    """Where the file names it first: a graph has no order, a file has."""
    name = str(subject)
    at = text.find(f'about="{name[name.find("#") :] if "#" in name else name}"')
    return (at if at >= 0 else len(text), name)


def _is_paper(graph: Graph, subject: Node) -> bool:
    type_ = _one(graph, subject, _Z.itemType)
    if type_:
        return type_ not in _NO_PAPERS
    return any((subject, RDF.type, kind) in graph for kind in (_BIB.Article, _BIB.AcademicArticle, _BIB.Book))


def _entry(graph: Graph, subject: Node, where: str) -> Entry:
    holder = graph.value(subject, DCTERMS.isPartOf)
    said = [str(value) for value in graph.objects(subject, DC.identifier)]
    said += [str(value) for value in graph.objects(subject, DC.description)]
    for link in graph.objects(subject, DC.identifier):
        said += [str(value) for value in graph.objects(link, RDF.value)]
    if isinstance(subject, URIRef):
        said.append(str(subject))
    if holder is not None:
        said += [str(value) for value in graph.objects(holder, DC.identifier)]
    return entry(
        where,
        title=_one(graph, subject, DC.title),
        date=_one(graph, subject, DC.date),
        journal=_one(graph, holder, DC.title) if holder is not None else "",
        ids=tuple(said),
    )


def _one(graph: Graph, subject: Node, predicate: URIRef) -> str:
    return str(graph.value(subject, predicate) or "")
