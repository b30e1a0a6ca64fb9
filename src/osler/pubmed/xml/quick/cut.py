"""A record's text -> the fields of its `Article`, without a tree of the whole.

What has a shape of its own (title, authors, MeSH…) is cut out, and read or looked up. What stays, the spine,
is the same few hundred texts over and over; lxml reads one it has not seen, like any record without those parts.
Cutting a well-formed element out of a text leaves the text as well-formed as it was: nothing goes unchecked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from osler.pubmed.xml.citation import Fields, fields_of
from osler.pubmed.xml.memo import Memo
from osler.pubmed.xml.quick import people, place, terms, ties, words
from osler.pubmed.xml.quick.head import head
from osler.pubmed.xml.quick.shape import Unusual
from osler.pubmed.xml.tree import tree

# What nobody needs who says in a line which paper it is.
BULKY = frozenset(
    {"abstract", "grants", "chemicals", "mesh_headings", "keyword_lists", "coi_statement", "history", "reference_lists"}
)
_LONGEST_SPINE = 2_048  # longer ones hold something of their own and will not be met again
_END_OF_ARTICLE, _START_OF_DATA = "</Article>", "<PubmedData>"
_NEAR = 64  # characters: room for the white space between two elements
_NEARBY = 320  # room for some small elements as well


class _Part(NamedTuple):
    opening: str
    closing: str
    field: str
    read: Callable[[str], Any]  # of what stands between the two
    many: bool  # the element repeats, and the field is a tuple
    near: int  # it starts within as many characters, or not at all; 0 where anywhere in its region


def _one(tag: str, field: str, read: Callable[[str], Any], near: int = 0) -> _Part:
    return _Part(f"<{tag}>", f"</{tag}>", field, read, False, near)


def _many(tag: str, field: str, read: Callable[[str], Any], end: str = " ", near: int = 0) -> _Part:
    return _Part(f"<{tag}{end}", f"</{tag}>", field, read, True, near)


# In the order of the DTD, each looked for only where it may stand; what stands elsewhere stays in the spine.
_WORDS = (
    _one("Abstract", "abstract", words.abstract, near=_NEAR),
    _many("AuthorList", "author_lists", people.author_list, near=_NEAR),
)
_IN_ARTICLE = (
    _Part('<GrantList CompleteYN="Y">', "</GrantList>", "grants", ties.grants, False, 0),
    _one("PublicationTypeList", "publication_types", terms.publication_types.__getitem__),
    _one("VernacularTitle", "vernacular_title", words.text_of("VernacularTitle"), near=_NEAR),
    _many("ArticleDate", "article_dates", place.article_date.__getitem__, near=_NEAR),
)
_AFTER_ARTICLE = (
    _one("MedlineJournalInfo", "journal", str, near=_NEAR),
    _one("ChemicalList", "chemicals", terms.chemicals, near=_NEAR),
    _one("CommentsCorrectionsList", "corrections", ties.corrections, near=_NEARBY),
    _one("MeshHeadingList", "mesh_headings", terms.mesh_headings),
    _many("KeywordList", "keyword_lists", terms.keyword_list),
    _one("CoiStatement", "coi_statement", words.text_of("CoiStatement")),
)
_IN_DATA = (
    _one("History", "history", place.history.__getitem__, near=_NEAR),
    _one("ArticleIdList", "ids", words.ids),
)
_REFERENCES = (_many("ReferenceList", "reference_lists", words.reference_list, ">"),)


def cut(text: str, left_out: frozenset[str] = frozenset()) -> Fields:
    """The fields of a journal article's record; not those of `left_out` (some of `BULKY`).

    Raises Unusual, SourceProblem: then only a whole tree will do.
    """
    fields, issue, tags, at = head(text)
    spine = [tags]
    at = _take(_WORDS, text, at, len(text), fields, spine, left_out)
    article = text.find(_END_OF_ARTICLE, at)
    data = text.find(_START_OF_DATA, article)
    if article < 0 or data < 0:
        raise Unusual
    at = _take(_IN_ARTICLE, text, at, article, fields, spine, left_out)
    spine.append(text[at : article + len(_END_OF_ARTICLE)])
    at = _take(_AFTER_ARTICLE, text, article + len(_END_OF_ARTICLE), data, fields, spine, left_out)
    spine.append(text[at : data + len(_START_OF_DATA)])
    references = text.find("<ReferenceList>", data)  # they have lists of ids as well
    end = references if references >= 0 else len(text)
    at = _take(_IN_DATA, text, data + len(_START_OF_DATA), end, fields, spine, left_out)
    if references >= 0:
        at = _take(_REFERENCES, text, at, len(text), fields, spine, left_out)
    spine.append(text[at:])
    if "journal" not in fields:
        raise Unusual
    fields["journal"] = place.whole_journal(issue, fields["journal"])
    return _joined(fields, "".join(spine))


def _take(
    parts: tuple[_Part, ...],
    text: str,
    at: int,
    end: int,
    fields: Fields,
    spine: list[str],
    left_out: frozenset[str],
) -> int:
    """Read these parts of what begins at `at` and ends before `end`; give where the last of them ended. Fields of
    `left_out` are cut out like the others, and not read."""
    find = text.find
    for opening, closing, field, read, many, near in parts:
        limit = at + near if near else end
        start = find(opening, at, limit)
        while start >= 0:
            if near == _NEAR and start > at and not text[at:start].isspace():
                break  # it stands within something else
            inside = start + len(opening)
            stop = find(closing, inside, end)
            if stop < 0:
                raise Unusual
            if field not in left_out:
                try:
                    value = read(text[inside:stop])
                except Unusual:
                    break
                fields[field] = (*fields.get(field, ()), value) if many else value
            spine.append(text[at:start])
            at = stop + len(closing)
            if not many:
                break
            start = find(opening, at, at + near if near else end)
    return at


def _joined(fields: Fields, spine: str) -> Fields:
    rest = _SPINES[spine] if len(spine) <= _LONGEST_SPINE else _spine(spine)
    if not fields.keys().isdisjoint(rest):
        raise Unusual  # an element stands twice, and one of them was not cut out
    fields.update(rest)
    return fields


def _spine(text: str) -> Fields:
    return fields_of(tree(text))


_SPINES = Memo(_spine, 1_024)
