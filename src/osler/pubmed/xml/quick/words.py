"""What is read: title, abstract, references; and the ids."""

from __future__ import annotations

import re
from collections.abc import Callable

from osler.model.article import Abstract, AbstractSection, ArticleId, Reference, ReferenceList, RichText
from osler.pubmed.xml import lists, text
from osler.pubmed.xml.quick.shape import A, N, Rows, T, W, by_tree, items, make, prose, rich, tidy_all

_SECTION = re.compile(rf'{W}<AbstractText(?: Label="{A}")?+(?: NlmCategory="{A}")?+>{T}')
_COPYRIGHT = re.compile(rf"{W}(?:<CopyrightInformation>{T}</CopyrightInformation>{W})?+")
_ID = rf'<ArticleId IdType="{A}">{N}</ArticleId>'
_IDS = Rows(_ID)
_ONE_ID = re.compile(rf'{W}<ArticleId IdType="pubmed">([0-9]++)</ArticleId>{W}')
_ARTICLE_ID = re.compile(rf'{W}<ArticleId IdType="{A}">{N}')
_LISTED = rf'<ArticleId IdType="{A[1:-1]}">{N[1:-1]}</ArticleId>{W}'
_REFERENCES = Rows(
    rf"<Reference>{W}(?:<Citation>{T}</Citation>{W})?+(?:<ArticleIdList>{W}((?:{_LISTED})*+)</ArticleIdList>{W})?+</Reference>"
)
_UNSAID = RichText("")
_MATCHED = re.compile(rf'<ArticleId IdType="pubmed">([0-9]++)</ArticleId>{W}')


def text_of(tag: str) -> Callable[[str], RichText]:
    """The reader of an element without attributes: title, vernacular title, conflict of interest statement."""

    def read(inside: str) -> RichText:
        plain = None if "<" in inside else prose(inside)
        return by_tree(f"<{tag}>{inside}</{tag}>", tag, text.rich) if plain is None else make(RichText, (plain, ""))

    return read


title = text_of("ArticleTitle")


def abstract(inside: str) -> Abstract:
    *sections, tail = inside.split("</AbstractText>")
    found = _COPYRIGHT.fullmatch(tail)
    rights = prose(found[1] or "") if found else None
    if rights is None:
        return by_tree(f"<Abstract>{inside}</Abstract>", "Abstract", lists.abstract)
    return make(Abstract, (tuple([_section(item) for item in sections]), rights, "", ""))


def _section(item: str) -> AbstractSection:
    found = _SECTION.fullmatch(item)
    words = rich(found[3]) if found else None
    if found is None or words is None:
        return by_tree(item + "</AbstractText>", "AbstractText", lists.abstract_section)
    return make(AbstractSection, (words, found[1] or "", found[2] or ""))


def ids(inside: str) -> tuple[ArticleId, ...]:
    """Of an `ArticleIdList`, in order, each once."""
    one = _ONE_ID.fullmatch(inside)
    if one is not None:
        return (make(ArticleId, ("pubmed", one[1])),)
    parts = _IDS.of(inside)
    if parts is None or not tidy_all(parts[1:]) or parts[0].strip():
        found = [_id(item) for item in items(inside, "</ArticleId>")]
    else:
        found = [make(ArticleId, (type_ or "pubmed", value)) for type_, value, _ in _IDS.each(parts)]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _id(item: str) -> ArticleId:
    found = _ARTICLE_ID.fullmatch(item)
    if found is None or not tidy_all((found[2],)):
        return by_tree(item + "</ArticleId>", "ArticleId", lambda el, odd: lists.article_id(el))
    return ArticleId(found[1] or "pubmed", found[2])


def reference_list(inside: str) -> ReferenceList:
    """One without title and lists within."""
    parts = _REFERENCES.of(inside)
    if parts is None or parts[0].strip():
        found = [_reference(item) for item in items(inside, "</Reference>")]
    else:
        found = [_made(citation, ids_) for citation, ids_, _ in _REFERENCES.each(parts)]
    return ReferenceList("", tuple(found))


def _made(citation: str | None, listed: str | None) -> Reference:
    """One of a list in which all are of the common shape."""
    words = rich(citation) if citation else _UNSAID
    if words is None:
        words = by_tree(f"<Citation>{citation}</Citation>", "Citation", text.rich)
    if not listed:
        return make(Reference, (words, ()))
    found = _MATCHED.fullmatch(listed)
    return make(Reference, (words, (make(ArticleId, ("pubmed", found[1])),) if found else _ids(listed)))


def _ids(listed: str) -> tuple[ArticleId, ...]:
    """Of one `ArticleId` after the other, as they stand."""
    parts = _IDS.of(listed)
    if parts is None or not tidy_all(parts):
        return tuple([_id(item) for item in items(listed, "</ArticleId>")])
    return tuple([make(ArticleId, (type_ or "pubmed", value)) for type_, value, _ in _IDS.each(parts)])


def _reference(item: str) -> Reference:
    xml = item + "</Reference>"
    parts = _REFERENCES.of(xml)
    if parts is None or parts[0].strip():
        return by_tree(xml, "Reference", lists.reference)
    return _made(parts[1], parts[2])
