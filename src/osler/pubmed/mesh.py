"""NLM's MeSH files, read record by record: descriptors, supplementary concepts, qualifiers, pharmacological actions.

Format: https://www.nlm.nih.gov/databases/download/mesh.html (desc*.xml, supp*.xml, qual*.xml, pa*.xml).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, NamedTuple

from lxml import etree

from osler.errors import SourceProblem


class MeshRecord(NamedTuple):
    """A descriptor, publication type, qualifier or supplementary concept."""

    kind: str  # descriptor | publication type | qualifier | supplementary
    ui: str
    name: str
    terms: tuple[str, ...] = ()  # entry terms, permuted ones too; the name itself among them
    tree_numbers: tuple[str, ...] = ()
    mapped_to: tuple[str, ...] = ()  # supplementary only: UIs of descriptors, leading '*' removed
    actions: tuple[str, ...] = ()  # UIs of the pharmacological actions it has
    abbreviation: str = ""  # qualifiers only: two letters


class Action(NamedTuple):
    """A pharmacological action and the substances that have it, by UI."""

    ui: str
    name: str
    substances: tuple[str, ...]


_KINDS = {
    "DescriptorRecord": ("descriptor", "DescriptorUI", "DescriptorName"),
    "QualifierRecord": ("qualifier", "QualifierUI", "QualifierName"),
    "SupplementalRecord": ("supplementary", "SupplementalRecordUI", "SupplementalRecordName"),
}


def read(stream: IO[bytes], *, file: str = "") -> Iterator[MeshRecord | Action]:
    """Every record of a MeSH file, flat in memory. Raises SourceProblem where it is no such file or breaks off."""
    try:
        parser = etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        )
        root = None
        for event, element in parser:
            if root is None:
                root = element
                if element.tag not in ROOTS:
                    raise SourceProblem(f"<{element.tag}> is no MeSH file of NLM's", file=file)
            if event == "end" and element.getparent() is root:
                record = _action(element) if element.tag == "PharmacologicalAction" else _record(element)
                if record:
                    yield record
                element.clear()
                while (before := element.getprevious()) is not None:
                    root.remove(before)
    except etree.XMLSyntaxError as problem:
        raise SourceProblem(f"not well-formed: {problem}", file=file) from problem


ROOTS = ("DescriptorRecordSet", "QualifierRecordSet", "SupplementalRecordSet", "PharmacologicalActionSet")


def _record(element: etree._Element) -> MeshRecord | None:
    if element.tag not in _KINDS:
        return None
    kind, ui, name = _KINDS[str(element.tag)]
    if kind == "descriptor" and element.get("DescriptorClass") == "2":
        kind = "publication type"
    return MeshRecord(
        kind,
        _text(element, ui),
        _text(element, f"{name}/String"),
        tuple(dict.fromkeys(t for t in _texts(element, "ConceptList/Concept/TermList/Term/String") if t)),
        tuple(_texts(element, "TreeNumberList/TreeNumber")),
        tuple(
            ui.lstrip("*")
            for ui in _texts(element, "HeadingMappedToList/HeadingMappedTo/DescriptorReferredTo/DescriptorUI")
        ),
        tuple(_texts(element, "PharmacologicalActionList/PharmacologicalAction/DescriptorReferredTo/DescriptorUI")),
        next(iter(_texts(element, "ConceptList/Concept/TermList/Term/Abbreviation")), "")
        if kind == "qualifier"
        else "",
    )


def _action(element: etree._Element) -> Action:
    return Action(
        _text(element, "DescriptorReferredTo/DescriptorUI"),
        _text(element, "DescriptorReferredTo/DescriptorName/String"),
        tuple(_texts(element, "PharmacologicalActionSubstanceList/Substance/RecordUI")),
    )


def _text(element: etree._Element, path: str) -> str:
    return " ".join((element.findtext(path) or "").split())


def _texts(element: etree._Element, path: str) -> Iterator[str]:
    for found in element.findall(path):
        yield " ".join((found.text or "").split())
