"""Vocabulary terms: MeSH headings, substances, publication types, keywords. Few, and everywhere: so remembered."""

from __future__ import annotations

import re

from osler.model.article import Chemical, Keyword, KeywordList, MeshHeading, Named, Qualifier, RichText
from osler.pubmed.xml import lists
from osler.pubmed.xml.memo import Memo
from osler.pubmed.xml.quick.shape import A, T, Unusual, W, by_tree, items, match
from osler.pubmed.xml.text import tidy

_DESCRIPTOR = re.compile(rf'{W}<MeshHeading>{W}<DescriptorName UI="{A}" MajorTopicYN="([YN])"( Type="Geographic")?>{T}')
_QUALIFIER = re.compile(rf'{W}<QualifierName UI="{A}" MajorTopicYN="([YN])">{T}')
_CHEMICAL = re.compile(
    rf"{W}<Chemical>{W}<RegistryNumber>{T}</RegistryNumber>{W}"
    rf'<NameOfSubstance UI="{A}">{T}</NameOfSubstance>{W}'
)
_TYPE = re.compile(rf'{W}<PublicationType UI="{A}">{T}')
_KEYWORD = re.compile(rf'{W}<Keyword MajorTopicYN="([YN])">{T}')
_OWNER = re.compile(rf'<KeywordList Owner="{A}">')


def mesh_headings(block: str) -> tuple[MeshHeading, ...]:
    """Of a `MeshHeadingList`."""
    return tuple([_HEADINGS[item] for item in items(block, "</MeshHeading>")])


def _heading(item: str) -> MeshHeading:
    """Put together from two halves: of a pair not met before, each half mostly was."""
    descriptor, _, qualifiers = item.partition("</DescriptorName>")
    heading = _DESCRIPTORS[descriptor]
    if not (found := _QUALIFIERS[qualifiers]):
        return heading
    name, ui, major, auto, geographic, _ = heading
    return MeshHeading(name, ui, major, auto, geographic, found)


def _descriptor(text: str) -> MeshHeading:
    found = match(_DESCRIPTOR, text)
    if found is None:
        return by_tree(text + "</DescriptorName></MeshHeading>", "MeshHeading", lists.mesh_heading)
    return MeshHeading(tidy(found[4]), found[1], found[2] == "Y", False, found[3] is not None)


def _qualifiers(text: str) -> tuple[Qualifier, ...]:
    found = text.split("</QualifierName>")
    if found.pop().strip(" \n\r\t"):
        raise Unusual
    return tuple([_qualifier(item) for item in found])


def _qualifier(item: str) -> Qualifier:
    found = match(_QUALIFIER, item)
    if found is None:
        return by_tree(item + "</QualifierName>", "QualifierName", lambda el, odd: lists.qualifier(el))
    return Qualifier(tidy(found[3]), found[1], found[2] == "Y")


def chemicals(block: str) -> tuple[Chemical, ...]:
    """Of a `ChemicalList`."""
    return tuple([_CHEMICALS[item] for item in items(block, "</Chemical>")])


def _chemical(item: str) -> Chemical:
    found = match(_CHEMICAL, item)
    if found is None:
        return by_tree(item + "</Chemical>", "Chemical", lists.chemical)
    return Chemical(tidy(found[1]), tidy(found[3]), found[2])


def _publication_types(block: str) -> tuple[Named, ...]:
    return tuple([_publication_type(item) for item in items(block, "</PublicationType>")])


def _publication_type(item: str) -> Named:
    found = match(_TYPE, item)
    if found is None:
        return by_tree(item + "</PublicationType>", "PublicationType", lambda el, odd: lists.named(el))
    return Named(tidy(found[2]), found[1])


def keyword_list(block: str) -> KeywordList:
    owner = _OWNER.match(block)
    if owner is None:
        raise Unusual
    return KeywordList(tuple([_KEYWORDS[item] for item in items(block, "</Keyword>")]), owner[1] or "NLM")


def _keyword(item: str) -> Keyword:
    found = match(_KEYWORD, item)
    if found is None:
        return by_tree(item + "</Keyword>", "Keyword", lists.keyword)
    return Keyword(RichText(tidy(found[2])), found[1] == "Y")


_HEADINGS = Memo(_heading, 8_192)
_DESCRIPTORS = Memo(_descriptor, 16_384)
_QUALIFIERS = Memo(_qualifiers, 2_048)
_CHEMICALS = Memo(_chemical, 4_096)
_KEYWORDS = Memo(_keyword, 4_096)
publication_types = Memo(_publication_types, 1_024)
