"""Vocabulary terms: MeSH headings, substances, publication types, keywords. Few, and everywhere: so remembered."""

from __future__ import annotations

import re

from osler.model.article import Chemical, Keyword, KeywordList, MeshHeading, Named, Qualifier
from osler.pubmed.xml import lists
from osler.pubmed.xml.memo import Memo
from osler.pubmed.xml.quick.shape import A, N, T, Unusual, W, by_tree, items, make, rich, tidy_all

_DESCRIPTOR = re.compile(rf'{W}<MeshHeading>{W}<DescriptorName UI="{A}" MajorTopicYN="([YN])"( Type="Geographic")?>{N}')
_QUALIFIER = re.compile(rf'{W}<QualifierName UI="{A}" MajorTopicYN="([YN])">{N}')
_CHEMICAL = re.compile(
    rf"{W}<Chemical>{W}<RegistryNumber>{N}</RegistryNumber>{W}"
    rf'<NameOfSubstance UI="{A}">{N}</NameOfSubstance>{W}'
)
_TYPE = re.compile(rf'{W}<PublicationType UI="{A}">{N}')
_KEYWORD = re.compile(rf'{W}<Keyword MajorTopicYN="([YN])">{T}')
_OWNER = re.compile(rf'Owner="{A}">')

_MOST_PLAIN = 8_192


def mesh_headings(inside: str) -> tuple[MeshHeading, ...]:
    """Of a `MeshHeadingList`."""
    return tuple([_PLAIN.get(item) or _heading(item) for item in items(inside, "</MeshHeading>")])


def _heading(item: str) -> MeshHeading:
    """Put together from two halves: of most pairs not met before, both halves were."""
    descriptor, end, rest = item.partition("</DescriptorName>")
    if not end:
        raise Unusual
    qualifiers = _QUALIFIERS[rest]
    heading = make(MeshHeading, (*_DESCRIPTORS[descriptor], qualifiers))
    if not qualifiers:
        if len(_PLAIN) >= _MOST_PLAIN:
            _PLAIN.clear()
        _PLAIN[item] = heading
    return heading


def _descriptor(text: str) -> tuple[object, ...]:
    """A heading but for its qualifiers."""
    found = _DESCRIPTOR.fullmatch(text)
    if found is None or not tidy_all((found[4],)):
        *heading, qualifiers = by_tree(text + "</DescriptorName></MeshHeading>", "MeshHeading", lists.mesh_heading)
        if qualifiers:
            raise Unusual  # they stand before it
        return tuple(heading)
    return found[4], found[1], found[2] == "Y", False, found[3] is not None


def _qualifiers(text: str) -> tuple[Qualifier, ...]:
    return tuple([_qualifier(item) for item in items(text, "</QualifierName>")])


def _qualifier(item: str) -> Qualifier:
    found = _QUALIFIER.fullmatch(item)
    if found is None or not tidy_all([found[3]]):
        return by_tree(item + "</QualifierName>", "QualifierName", lambda el, odd: lists.qualifier(el))
    return Qualifier(found[3], found[1], found[2] == "Y")


def chemicals(inside: str) -> tuple[Chemical, ...]:
    """Of a `ChemicalList`."""
    return tuple(map(_CHEMICALS.__getitem__, items(inside, "</Chemical>")))


def _chemical(item: str) -> Chemical:
    found = _CHEMICAL.fullmatch(item)
    if found is None or not tidy_all([found[1], found[3]]):
        return by_tree(item + "</Chemical>", "Chemical", lists.chemical)
    return Chemical(found[1], found[3], found[2])


def _publication_types(inside: str) -> tuple[Named, ...]:
    return tuple([_publication_type(item) for item in items(inside, "</PublicationType>")])


def _publication_type(item: str) -> Named:
    found = _TYPE.fullmatch(item)
    if found is None or not tidy_all([found[2]]):
        return by_tree(item + "</PublicationType>", "PublicationType", lambda el, odd: lists.named(el))
    return Named(found[2], found[1])


def keyword_list(inside: str) -> KeywordList:
    """From the attributes on."""
    owner = _OWNER.match(inside)
    if owner is None:
        raise Unusual
    found = items(inside[owner.end() :], "</Keyword>")
    return KeywordList(tuple(map(_KEYWORDS.__getitem__, found)), owner[1] or "NLM")


def _keyword(item: str) -> Keyword:
    found = _KEYWORD.fullmatch(item)
    text = rich(found[2]) if found else None
    if found is None or text is None:
        return by_tree(item + "</Keyword>", "Keyword", lists.keyword)
    return Keyword(text, found[1] == "Y")


_PLAIN: dict[str, MeshHeading] = {}  # headings without qualifiers; of the others there are too many
_DESCRIPTORS = Memo(_descriptor, 16_384)
_QUALIFIERS = Memo(_qualifiers, 4_096)
_CHEMICALS = Memo(_chemical, 4_096)
_KEYWORDS = Memo(_keyword, 4_096)
publication_types = Memo(_publication_types, 1_024)
