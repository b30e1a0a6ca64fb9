"""What is read: title, abstract, references; and the ids."""

from __future__ import annotations

import re

from osler.model.article import Abstract, AbstractSection, ArticleId, Reference, ReferenceList, RichText
from osler.pubmed.xml import lists
from osler.pubmed.xml.quick.shape import A, Children, T, Unusual, W, by_tree, items, match
from osler.pubmed.xml.text import rich, tidy

_PMID = re.compile(r'<PMID Version="([0-9]{1,3})">([1-9][0-9]{0,9})</PMID>')
_SECTION = re.compile(rf'{W}<AbstractText(?: Label="{A}")?(?: NlmCategory="{A}")?>{T}')
_COPYRIGHT = re.compile(rf"{W}(?:<CopyrightInformation>{T}</CopyrightInformation>{W})?")
_IDS = Children("<ArticleIdList>", rf'<ArticleId IdType="{A}">{T}</ArticleId>', "</ArticleIdList>")
_ARTICLE_ID = re.compile(rf'{W}<ArticleId IdType="{A}">{T}')
_ID = rf'(?:<ArticleId IdType="{A}">{T}</ArticleId>{W})?'
_REFERENCE = re.compile(
    rf"{W}<Reference>{W}<Citation>{T}</Citation>{W}(?:<ArticleIdList>{W}{_ID}{_ID}{_ID}</ArticleIdList>{W})?"
)


def pmid(block: str) -> tuple[int, str]:
    """The number and the version."""
    found = _PMID.fullmatch(block)
    if found is None:
        raise Unusual
    return int(found[2]), found[1]


def text(block: str) -> RichText:
    """Of an element without attributes: title, vernacular title, conflict of interest statement."""
    start, end = block.index(">") + 1, block.rindex("<")
    inside = block[start:end]
    if "<" in inside or "&" in inside:
        return by_tree(block, block[1 : start - 1], rich)
    return RichText(tidy(inside))


def abstract(block: str) -> Abstract:
    sections = block[len("<Abstract>") : -len("</Abstract>")].split("</AbstractText>")
    tail = match(_COPYRIGHT, sections.pop())
    if tail is None:
        return by_tree(block, "Abstract", lists.abstract)
    return Abstract(tuple([_section(item) for item in sections]), tidy(tail[1] or ""))


def _section(item: str) -> AbstractSection:
    found = match(_SECTION, item)
    if found is None:
        return by_tree(item + "</AbstractText>", "AbstractText", lists.abstract_section)
    return AbstractSection(RichText(tidy(found[3])), found[1] or "", found[2] or "")


def ids(block: str) -> tuple[ArticleId, ...]:
    """Of an `ArticleIdList`, in order, each once."""
    plain = _IDS.of(block)
    if plain is None:
        found = [_id(item) for item in items(block, "</ArticleId>")]
    else:
        found = [ArticleId(type_ or "pubmed", tidy(value)) for type_, value in plain]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _id(item: str) -> ArticleId:
    found = match(_ARTICLE_ID, item)
    if found is None:
        return by_tree(item + "</ArticleId>", "ArticleId", lambda el, odd: lists.article_id(el))
    return ArticleId(found[1] or "pubmed", tidy(found[2]))


def reference_list(block: str) -> ReferenceList:
    """One without title and lists within."""
    return ReferenceList("", tuple([_reference(item) for item in items(block, "</Reference>")]))


def _reference(item: str) -> Reference:
    found = match(_REFERENCE, item)
    if found is None:
        return by_tree(item + "</Reference>", "Reference", lists.reference)
    citation, *pairs = found.groups()
    found_ids = [ArticleId(pairs[i] or "pubmed", tidy(pairs[i + 1])) for i in (0, 2, 4) if pairs[i] is not None]
    return Reference(RichText(tidy(citation)), tuple(found_ids))
