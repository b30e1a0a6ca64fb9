"""A record's text -> the fields of its `Article`, without a tree of the whole.

What has a shape of its own (title, authors, MeSH…) is cut out, and read or looked up. What stays, the spine,
is the same hundred texts over and over; lxml reads one it has not seen, like any record without those parts.
Cutting a well-formed element out of a text leaves the text as well-formed as it was: nothing goes unchecked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from osler.pubmed.xml.citation import HANDLERS, Fields, fields_of
from osler.pubmed.xml.memo import Memo
from osler.pubmed.xml.quick import people, place, terms, ties, words
from osler.pubmed.xml.quick.head import head
from osler.pubmed.xml.quick.shape import Unusual, by_tree
from osler.pubmed.xml.tree import tree

# What nobody needs who says in a line which paper it is.
BULKY = frozenset(
    {"abstract", "grants", "chemicals", "mesh_headings", "keyword_lists", "coi_statement", "history", "reference_lists"}
)
_LONGEST_SPINE = 2_048  # longer ones hold something of their own and will not be met again
_SPACE = " \n\r\t"
_ENDED = ("/", "?")  # after the last "<" of a text: nothing is open that it opened


class _Part(NamedTuple):
    """An element that is cut out, by its start tag."""

    closing: str
    field: str  # "" where `read` is of the whole element and gives fields
    read: Callable[[str], Any]  # of what stands between the tags
    many: bool  # the element repeats, and the field is a tuple
    region: int


def _one(tag: str, field: str, read: Callable[[str], Any], region: int, start: str = "") -> dict[str, _Part]:
    return {start or f"<{tag}>": _Part(f"</{tag}>", field, read, False, region)}


def _many(tag: str, field: str, read: Callable[[str], Any], region: int, end: str = " ") -> dict[str, _Part]:
    return {f"<{tag}{end}": _Part(f"</{tag}>", field, read, True, region)}


def _rest(tag: str, region: int) -> dict[str, _Part]:
    part = _Part(f"</{tag}>", "", _FRAGMENTS.__getitem__, False, region)
    return {f"<{tag}>": part, f"<{tag} ": part}


def _fragment(text: str) -> Fields:
    """The fields of an element that few records have, as the tree has them. Raises Unusual."""
    fields: Fields = {}
    by_tree(text, text[1 : text.index(">")].partition(" ")[0], lambda el, odd: HANDLERS[el.tag](el, fields, odd))
    return fields


_FRAGMENTS = Memo(_fragment, 1_024)
_ARTICLE, _CITATION, _DATA = range(3)  # the regions of a record after its head, each with a mark where it begins
_REGIONS = {"</Article>": _CITATION, "<PubmedData>": _DATA}
_PARTS = {
    **_one("Abstract", "abstract", words.abstract, _ARTICLE),
    **_many("AuthorList", "author_lists", people.author_list, _ARTICLE),
    **_one("GrantList", "grants", ties.grants, _ARTICLE, '<GrantList CompleteYN="Y">'),
    **_one("PublicationTypeList", "publication_types", terms.publication_types.__getitem__, _ARTICLE),
    **_one("VernacularTitle", "vernacular_title", words.text_of("VernacularTitle"), _ARTICLE),
    **_many("ArticleDate", "article_dates", place.article_date.__getitem__, _ARTICLE),
    **_rest("DataBankList", _ARTICLE),
    **_one("MedlineJournalInfo", "journal", str, _CITATION),
    **_one("ChemicalList", "chemicals", terms.chemicals, _CITATION),
    **_one("CommentsCorrectionsList", "corrections", ties.corrections, _CITATION),
    **_one("MeshHeadingList", "mesh_headings", terms.mesh_headings, _CITATION),
    **_many("KeywordList", "keyword_lists", terms.keyword_list, _CITATION),
    **_one("CoiStatement", "coi_statement", words.text_of("CoiStatement"), _CITATION),
    **_rest("SupplMeshList", _CITATION),
    **_rest("GeneSymbolList", _CITATION),
    **_rest("NumberOfReferences", _CITATION),
    **_rest("PersonalNameSubjectList", _CITATION),
    **_rest("OtherID", _CITATION),
    **_rest("OtherAbstract", _CITATION),
    **_rest("InvestigatorList", _CITATION),
    **_rest("GeneralNote", _CITATION),
    **_one("History", "history", place.history.__getitem__, _DATA),
    **_one("ArticleIdList", "ids", words.ids, _DATA),
    **_many("ReferenceList", "reference_lists", words.reference_list, _DATA, ">"),
}
_MARK = re.compile("|".join(map(re.escape, (*_PARTS, *_REGIONS))))


def cut(text: str, left_out: frozenset[str] = frozenset()) -> Fields:
    """The fields of a journal article's record; not those of `left_out` (some of `BULKY`).

    Raises Unusual, SourceProblem: then only a whole tree will do.
    """
    fields, issue, tags, at = head(text)
    spine = [tags]
    region, seek = _ARTICLE, at
    search, find = _MARK.search, text.find
    while (found := search(text, seek)) is not None:
        start, inside = found.span()
        mark = found[0]
        part = _PARTS.get(mark)
        if part is None:
            region += 1
            if _REGIONS[mark] != region:
                raise Unusual
            spine.append(text[at:inside].strip(_SPACE))
            at = seek = inside
            continue
        closing, field, read, many, where = part
        stop = find(closing, inside)
        if stop < 0 or where != region or (field in fields and not many):
            raise Unusual
        seek = stop + len(closing)
        if field not in left_out:
            try:
                value = read(text[inside:stop] if field else text[start:seek])
            except Unusual:
                if mark == "<ReferenceList>":
                    break  # there may be lists within, and their end was taken for its
                continue  # it stays in the spine
            if field:
                fields[field] = (*fields.get(field, ()), value) if many else value
            else:
                _add(fields, value)
        if between := text[at:start].strip(_SPACE):
            if not between.startswith(_ENDED, between.rfind("<") + 1):
                raise Unusual  # it stands within something else
            spine.append(between)
        at = seek
    if region != _DATA or "journal" not in fields:
        raise Unusual
    spine.append(text[at:].strip(_SPACE))
    fields["journal"] = place.whole_journal(issue, fields["journal"])
    return _joined(fields, "".join(spine))


def _add(fields: Fields, more: Fields) -> None:
    """Raises Unusual where one is there already that does not repeat."""
    for name, value in more.items():
        if type(value) is list:
            fields[name] = (*fields.get(name, ()), *value)
        elif name in fields:
            raise Unusual
        else:
            fields[name] = value


def _joined(fields: Fields, spine: str) -> Fields:
    rest = _SPINES[spine] if len(spine) <= _LONGEST_SPINE else _spine(spine)
    if not fields.keys().isdisjoint(rest):
        raise Unusual  # an element stands twice, and one of them was not cut out
    fields.update(rest)
    return fields


def _spine(text: str) -> Fields:
    return fields_of(tree(text))


_SPINES = Memo(_spine, 1_024)
