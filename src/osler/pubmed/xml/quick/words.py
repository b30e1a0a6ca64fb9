"""What is read: title, abstract, references; and the ids."""

from __future__ import annotations

import re

from osler.model.article import Abstract, AbstractSection, ArticleId, Reference, ReferenceList, RichText
from osler.pubmed.xml import lists
from osler.pubmed.xml.quick.shape import A, T, W, by_tree, items, match
from osler.pubmed.xml.text import rich, tidy

_TEXT = re.compile(rf"<(\w+)>{T}</\w+>")
_SECTION = re.compile(rf'{W}<AbstractText(?: Label="{A}")?(?: NlmCategory="{A}")?>{T}')
_COPYRIGHT = re.compile(rf"{W}(?:<CopyrightInformation>{T}</CopyrightInformation>{W})?")
_ARTICLE_ID = re.compile(rf'{W}<ArticleId IdType="{A}">{T}')
_REFERENCE = re.compile(
    rf"{W}<Reference>{W}<Citation>{T}</Citation>{W}(?:(<ArticleIdList>.*</ArticleIdList>){W})?", re.DOTALL
)


def text(block: str) -> RichText:
    """Of an element without attributes: title, vernacular title, conflict of interest statement."""
    found = match(_TEXT, block)
    if found is None:
        return by_tree(block, block[1 : block.index(">")], rich)
    return RichText(tidy(found[2]))


def abstract(block: str) -> Abstract:
    sections = block[len("<Abstract>") : -len("</Abstract>")].split("</AbstractText>")
    tail = match(_COPYRIGHT, sections.pop())
    if tail is None:
        return by_tree(block, "Abstract", lists.abstract)
    return Abstract(tuple([_section(item) for item in sections]), (tail[1] or "").strip())


def _section(item: str) -> AbstractSection:
    found = match(_SECTION, item)
    if found is None:
        return by_tree(item + "</AbstractText>", "AbstractText", lists.abstract_section)
    return AbstractSection(RichText(tidy(found[3])), found[1] or "", found[2] or "")


def ids(block: str) -> tuple[ArticleId, ...]:
    """Of an `ArticleIdList`, as they come."""
    return tuple([_id(item) for item in items(block, "</ArticleId>")])


def _id(item: str) -> ArticleId:
    found = match(_ARTICLE_ID, item)
    if found is None:
        return by_tree(item + "</ArticleId>", "ArticleId", lambda el, odd: lists.article_id(el))
    return ArticleId(found[1] or "pubmed", found[2].strip())


def reference_list(block: str) -> ReferenceList:
    """One without title and lists within."""
    return ReferenceList("", tuple([_reference(item) for item in items(block, "</Reference>")]))


def _reference(item: str) -> Reference:
    found = match(_REFERENCE, item)
    if found is None:
        return by_tree(item + "</Reference>", "Reference", lists.reference)
    return Reference(RichText(tidy(found[1])), ids(found[2]) if found[2] else ())
