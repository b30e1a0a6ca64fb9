"""Vocabulary terms: MeSH headings, substances, publication types, keywords. Few, and everywhere: so remembered."""

from __future__ import annotations

import re

from osler.model.article import Chemical, Keyword, KeywordList, MeshHeading, Named, Qualifier, RichText
from osler.pubmed.xml import lists
from osler.pubmed.xml.memo import Memo
from osler.pubmed.xml.quick.shape import A, N, Unusual, W, by_tree, items, make

_DESCRIPTOR = re.compile(rf'{W}<MeshHeading>{W}<DescriptorName UI="{A}" MajorTopicYN="([YN])"( Type="Geographic")?>{N}')
_QUALIFIER = re.compile(rf'{W}<QualifierName UI="{A}" MajorTopicYN="([YN])">{N}')
_CHEMICAL = re.compile(
    rf"{W}<Chemical>{W}<RegistryNumber>{N}</RegistryNumber>{W}"
    rf'<NameOfSubstance UI="{A}">{N}</NameOfSubstance>{W}'
)
_TYPE = re.compile(rf'{W}<PublicationType UI="{A}">{N}')
_KEYWORD = re.compile(rf'{W}<Keyword MajorTopicYN="([YN])">{N}')
_OWNER = re.compile(rf'<KeywordList Owner="{A}">')


def mesh_headings(block: str) -> tuple[MeshHeading, ...]:
    """Of a `MeshHeadingList`. Each is put together from two halves: of most pairs not met before, both halves were."""
    found = []
    for item in items(block, "</MeshHeading>"):
        descriptor, _, rest = item.partition("</DescriptorName>")
        heading, qualifiers = _DESCRIPTORS[descriptor], _QUALIFIERS[rest]
        found.append(make(MeshHeading, (*heading[:5], qualifiers)) if qualifiers else heading)
    return tuple(found)


def _descriptor(text: str) -> MeshHeading:
    found = _DESCRIPTOR.fullmatch(text)
    if found is None:
        return by_tree(text + "</DescriptorName></MeshHeading>", "MeshHeading", lists.mesh_heading)
    return MeshHeading(found[4], found[1], found[2] == "Y", False, found[3] is not None)


def _qualifiers(text: str) -> tuple[Qualifier, ...]:
    found = text.split("</QualifierName>")
    if found.pop().strip(" \n\r\t"):
        raise Unusual
    return tuple([_qualifier(item) for item in found])


def _qualifier(item: str) -> Qualifier:
    found = _QUALIFIER.fullmatch(item)
    if found is None:
        return by_tree(item + "</QualifierName>", "QualifierName", lambda el, odd: lists.qualifier(el))
    return Qualifier(found[3], found[1], found[2] == "Y")


def chemicals(block: str) -> tuple[Chemical, ...]:
    """Of a `ChemicalList`."""
    return tuple([_CHEMICALS[item] for item in items(block, "</Chemical>")])


def _chemical(item: str) -> Chemical:
    found = _CHEMICAL.fullmatch(item)
    if found is None:
        return by_tree(item + "</Chemical>", "Chemical", lists.chemical)
    return Chemical(found[1], found[3], found[2])


def _publication_types(block: str) -> tuple[Named, ...]:
    return tuple([_publication_type(item) for item in items(block, "</PublicationType>")])


def _publication_type(item: str) -> Named:
    found = _TYPE.fullmatch(item)
    if found is None:
        return by_tree(item + "</PublicationType>", "PublicationType", lambda el, odd: lists.named(el))
    return Named(found[2], found[1])


def keyword_list(block: str) -> KeywordList:
    owner = _OWNER.match(block)
    if owner is None:
        raise Unusual
    return KeywordList(tuple([_KEYWORDS[item] for item in items(block, "</Keyword>")]), owner[1] or "NLM")


def _keyword(item: str) -> Keyword:
    found = _KEYWORD.fullmatch(item)
    if found is None:
        return by_tree(item + "</Keyword>", "Keyword", lists.keyword)
    return Keyword(RichText(found[2]), found[1] == "Y")


_DESCRIPTORS = Memo(_descriptor, 16_384)
_QUALIFIERS = Memo(_qualifiers, 4_096)
_CHEMICALS = Memo(_chemical, 4_096)
_KEYWORDS = Memo(_keyword, 4_096)
publication_types = Memo(_publication_types, 1_024)
