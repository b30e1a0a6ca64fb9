"""What is read: title, abstract, references; and the ids."""

from __future__ import annotations

import re

from osler.model.article import Abstract, AbstractSection, ArticleId, Reference, ReferenceList, RichText
from osler.pubmed.xml import lists
from osler.pubmed.xml.quick.shape import A, Children, N, T, Unusual, W, by_tree, items, make, prose
from osler.pubmed.xml.text import rich

_PMID = re.compile(r'<PMID Version="([0-9]{1,3})">([1-9][0-9]{0,9})</PMID>')
_SECTION = re.compile(rf'{W}<AbstractText(?: Label="{A}")?(?: NlmCategory="{A}")?>{T}')
_COPYRIGHT = re.compile(rf"{W}(?:<CopyrightInformation>{T}</CopyrightInformation>{W})?")
_IDS = Children("<ArticleIdList>", rf'<ArticleId IdType="{A}">{N}</ArticleId>', "</ArticleIdList>")
_ARTICLE_ID = re.compile(rf'{W}<ArticleId IdType="{A}">{N}')
_ID = rf'(?:<ArticleId IdType="{A}">{N}</ArticleId>{W})?'
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
    plain = None if "<" in inside else prose(inside)
    return by_tree(block, block[1 : start - 1], rich) if plain is None else make(RichText, (plain, ""))


def abstract(block: str) -> Abstract:
    sections = block[len("<Abstract>") : -len("</Abstract>")].split("</AbstractText>")
    tail = _COPYRIGHT.fullmatch(sections.pop())
    rights = prose(tail[1] or "") if tail else None
    if rights is None:
        return by_tree(block, "Abstract", lists.abstract)
    return Abstract(tuple([_section(item) for item in sections]), rights)


def _section(item: str) -> AbstractSection:
    found = _SECTION.fullmatch(item)
    plain = prose(found[3]) if found else None
    if found is None or plain is None:
        return by_tree(item + "</AbstractText>", "AbstractText", lists.abstract_section)
    return AbstractSection(make(RichText, (plain, "")), found[1] or "", found[2] or "")


def ids(block: str) -> tuple[ArticleId, ...]:
    """Of an `ArticleIdList`, in order, each once."""
    plain = _IDS.of(block)
    if plain is None:
        found = [_id(item) for item in items(block, "</ArticleId>")]
    else:
        found = [make(ArticleId, (type_ or "pubmed", value)) for type_, value in plain]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _id(item: str) -> ArticleId:
    found = _ARTICLE_ID.fullmatch(item)
    if found is None:
        return by_tree(item + "</ArticleId>", "ArticleId", lambda el, odd: lists.article_id(el))
    return ArticleId(found[1] or "pubmed", found[2])


def reference_list(block: str) -> ReferenceList:
    """One without title and lists within."""
    return ReferenceList("", tuple([_reference(item) for item in items(block, "</Reference>")]))


def _reference(item: str) -> Reference:
    found = _REFERENCE.fullmatch(item)
    plain = prose(found[1]) if found else None
    if found is None or plain is None:
        return by_tree(item + "</Reference>", "Reference", lists.reference)
    _, *pairs = found.groups()
    listed = [make(ArticleId, (pairs[i] or "pubmed", pairs[i + 1])) for i in (0, 2, 4) if pairs[i] is not None]
    return make(Reference, (make(RichText, (plain, "")), tuple(listed)))
