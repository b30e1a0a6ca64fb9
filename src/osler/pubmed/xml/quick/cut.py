"""A record's text -> the fields of its `Article`, without a tree of the whole.

What has a shape of its own (title, authors, MeSH…) is cut out, and read or looked up. What stays, the spine,
is the same few hundred texts over and over; lxml reads one it has not seen, like any record without those parts.
Cutting a well-formed element out of a text leaves the text as well-formed as it was: nothing goes unchecked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from osler.pubmed.xml.citation import Fields, fields_of
from osler.pubmed.xml.memo import Memo
from osler.pubmed.xml.quick import people, place, terms, words
from osler.pubmed.xml.quick.shape import Unusual
from osler.pubmed.xml.tree import tree

_PMID = re.compile(r'<PMID Version="([0-9]{1,3})">([1-9][0-9]{0,9})</PMID>')
_LONGEST_SPINE = 2_048  # longer ones hold something of their own and will not be met again


class _Part(NamedTuple):
    start: str
    end: str
    field: str
    read: Callable[[str], Any]
    many: bool = False  # the element repeats, and the field is a tuple


# Each row in the order of the DTD; what stands elsewhere stays in the spine.
_DATES = (
    _Part("<DateCompleted>", "</DateCompleted>", "date_completed", place.date.__getitem__),
    _Part("<DateRevised>", "</DateRevised>", "date_revised", place.date.__getitem__),
)
_TITLE = (_Part("<ArticleTitle>", "</ArticleTitle>", "title", words.text),)
_BEFORE_AUTHORS = (
    _Part("<Pagination>", "</Pagination>", "pagination", place.pagination),
    _Part("<ELocationID ", "</ELocationID>", "elocations", place.elocation, many=True),
    _Part("<Abstract>", "</Abstract>", "abstract", words.abstract),
)
_AUTHORS = (_Part("<AuthorList ", "</AuthorList>", "author_lists", people.author_list, many=True),)
_AFTER_AUTHORS = (
    _Part("<PublicationTypeList>", "</PublicationTypeList>", "publication_types", terms.publication_types.__getitem__),
    _Part("<VernacularTitle>", "</VernacularTitle>", "vernacular_title", words.text),
    _Part("<ArticleDate ", "</ArticleDate>", "article_dates", place.date.__getitem__, many=True),
)
_AFTER_ARTICLE = (
    _Part("<ChemicalList>", "</ChemicalList>", "chemicals", terms.chemicals),
    _Part("<MeshHeadingList>", "</MeshHeadingList>", "mesh_headings", terms.mesh_headings),
    _Part("<KeywordList ", "</KeywordList>", "keyword_lists", terms.keyword_list, many=True),
    _Part("<CoiStatement>", "</CoiStatement>", "coi_statement", words.text),
)
_DATA = (
    _Part("<History>", "</History>", "history", place.history),
    _Part("<ArticleIdList>", "</ArticleIdList>", "ids", words.ids),
    _Part("<ReferenceList>", "</ReferenceList>", "reference_lists", words.reference_list, many=True),
)


class _Cutter:
    """Goes through a text once; keeps what is not cut out."""

    __slots__ = ("at", "fields", "kept", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.kept: list[str] = []
        self.fields: Fields = {}

    def drop(self, start: int, end: int) -> None:
        self.kept.append(self.text[self.at : start])
        self.at = end

    def parts(self, parts: tuple[_Part, ...], limit: int) -> None:
        """Cut out these, as far as they lie before `limit` and have their common shape."""
        text, at, kept, fields = self.text, self.at, self.kept, self.fields
        for opening, closing, field, read, many in parts:
            start = text.find(opening, at, limit)
            while start >= 0:
                end = text.find(closing, start) + len(closing)
                try:
                    value = read(text[start:end])
                except Unusual:
                    break
                kept.append(text[at:start])
                at = end
                if not many:
                    fields[field] = value
                    break
                fields[field] = (*fields.get(field, ()), value)
                start = text.find(opening, at, limit)
        self.at = at

    def spine(self) -> str:
        self.kept.append(self.text[self.at :])
        return "".join(self.kept)


def cut(text: str) -> Fields:
    """The fields of a journal article's record. Raises Unusual, SourceProblem: then only a whole tree will do."""
    find = text.find
    article = find("<Article ")
    article_end = find("</Article>", article)
    data = find("<PubmedData>", article_end)
    if article < 0 or article_end < 0:
        raise Unusual
    cutter = _Cutter(text)
    _pmid(cutter, article)
    cutter.parts(_DATES, article)
    info = _journal(cutter, article, article_end)
    cutter.parts(_TITLE, article_end)
    authors = find("<AuthorList ", cutter.at, article_end)
    cutter.parts(_BEFORE_AUTHORS, article_end if authors < 0 else authors)
    if authors >= 0:
        cutter.parts(_AUTHORS, article_end)
    cutter.parts(_AFTER_AUTHORS, article_end)
    if info:
        cutter.drop(*info)
    cutter.parts(_AFTER_ARTICLE, len(text) if data < 0 else data)
    if data >= 0:
        cutter.parts(_DATA, len(text))
    return _joined(cutter.fields, cutter.spine())


def _pmid(cutter: _Cutter, limit: int) -> None:
    start = cutter.text.find("<PMID ", 0, limit)
    found = _PMID.match(cutter.text, start) if start >= 0 else None
    if found:
        cutter.drop(start, found.end())
        cutter.fields["pmid"] = int(found[2])
        cutter.fields["pmid_version"] = found[1]


def _journal(cutter: _Cutter, article: int, article_end: int) -> tuple[int, int] | None:
    """Cut out `Journal`; where `MedlineJournalInfo` is to be cut out later, as both were read."""
    find = cutter.text.find
    start, info = find("<Journal>", article, article_end), find("<MedlineJournalInfo>", article_end)
    if start < 0 or info < 0:
        return None
    end = find("</Journal>", start) + len("</Journal>")
    info_end = find("</MedlineJournalInfo>", info) + len("</MedlineJournalInfo>")
    try:
        cutter.fields["journal"] = place.journal_of[cutter.text[start:end] + cutter.text[info:info_end]]
    except Unusual:
        return None
    cutter.drop(start, end)
    return info, info_end


def _joined(fields: Fields, spine: str) -> Fields:
    rest = _SPINES[spine] if len(spine) <= _LONGEST_SPINE else _spine(spine)
    if not fields.keys().isdisjoint(rest):
        raise Unusual  # an element stands twice, and one of them was not cut out
    fields.update(rest)
    return fields


def _spine(text: str) -> Fields:
    return fields_of(tree(text))


_SPINES = Memo(_spine, 1_024)
