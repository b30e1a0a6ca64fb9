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
from osler.pubmed.xml.quick import people, place, terms, words
from osler.pubmed.xml.quick.shape import Unusual
from osler.pubmed.xml.tree import tree

_LONGEST_SPINE = 2_048  # longer ones hold something of their own and will not be met again


class _Part(NamedTuple):
    start: str
    end: str
    field: str
    read: Callable[[str], Any]
    many: bool  # the element repeats, and the field is a tuple
    region: int


# In the order of the DTD, each looked for only where it may stand; what stands elsewhere stays in the spine.
_BEFORE_ARTICLE, _BEFORE_AUTHORS, _IN_ARTICLE, _AFTER_ARTICLE, _IN_DATA = range(5)


def _one(tag: str, field: str, read: Callable[[str], Any], region: int, attributes: str = ">") -> _Part:
    return _Part(f"<{tag}{attributes}", f"</{tag}>", field, read, False, region)


def _many(tag: str, field: str, read: Callable[[str], Any], region: int, attributes: str = " ") -> _Part:
    return _Part(f"<{tag}{attributes}", f"</{tag}>", field, read, True, region)


_PARTS = (
    _one("PMID", "pmid", words.pmid, _BEFORE_ARTICLE, " "),
    _one("DateCompleted", "date_completed", place.date.__getitem__, _BEFORE_ARTICLE),
    _one("DateRevised", "date_revised", place.date.__getitem__, _BEFORE_ARTICLE),
    _one("Journal", "journal", str, _BEFORE_AUTHORS),
    _one("ArticleTitle", "title", words.text, _BEFORE_AUTHORS),
    _one("Pagination", "pagination", place.pagination, _BEFORE_AUTHORS),
    _many("ELocationID", "elocations", place.elocation, _BEFORE_AUTHORS),
    _one("Abstract", "abstract", words.abstract, _BEFORE_AUTHORS),
    _many("AuthorList", "author_lists", people.author_list, _IN_ARTICLE),
    _one("PublicationTypeList", "publication_types", terms.publication_types.__getitem__, _IN_ARTICLE),
    _one("VernacularTitle", "vernacular_title", words.text, _IN_ARTICLE),
    _many("ArticleDate", "article_dates", place.date.__getitem__, _IN_ARTICLE),
    _one("MedlineJournalInfo", "medline_journal_info", str, _AFTER_ARTICLE),
    _one("ChemicalList", "chemicals", terms.chemicals, _AFTER_ARTICLE),
    _one("MeshHeadingList", "mesh_headings", terms.mesh_headings, _AFTER_ARTICLE),
    _many("KeywordList", "keyword_lists", terms.keyword_list, _AFTER_ARTICLE),
    _one("CoiStatement", "coi_statement", words.text, _AFTER_ARTICLE),
    _one("History", "history", place.history, _IN_DATA),
    _one("ArticleIdList", "ids", words.ids, _IN_DATA),
    _many("ReferenceList", "reference_lists", words.reference_list, _IN_DATA, ">"),
)


def cut(text: str) -> Fields:
    """The fields of a journal article's record. Raises Unusual, SourceProblem: then only a whole tree will do."""
    fields: Fields = {}
    spine: list[str] = []
    find, regions = text.find, _regions(text)
    at = 0
    for opening, closing, field, read, many, region in _PARTS:
        limit = regions[region]
        start = find(opening, at, limit)
        while start >= 0:
            end = find(closing, start) + len(closing)
            if end < start:
                raise Unusual
            try:
                value = read(text[start:end])
            except Unusual:
                break
            spine.append(text[at:start])
            at = end
            if not many:
                fields[field] = value
                break
            fields[field] = (*fields.get(field, ()), value)
            start = find(opening, at, limit)
    spine.append(text[at:])
    try:
        fields["pmid"], fields["pmid_version"] = fields["pmid"]
        fields["journal"] = place.journal_of[fields["journal"] + fields.pop("medline_journal_info")]
    except KeyError:
        raise Unusual from None
    return _joined(fields, "".join(spine))


def _regions(text: str) -> tuple[int, int, int, int, int]:
    """Where each region ends."""
    article = text.find("<Article ")
    article_end = text.find("</Article>", article)
    if article < 0 or article_end < 0:
        raise Unusual
    authors = text.find("<AuthorList ", article, article_end)
    data = text.find("<PubmedData>", article_end)
    return article, article_end if authors < 0 else authors, article_end, data if data >= 0 else len(text), len(text)


def _joined(fields: Fields, spine: str) -> Fields:
    rest = _SPINES[spine] if len(spine) <= _LONGEST_SPINE else _spine(spine)
    if not fields.keys().isdisjoint(rest):
        raise Unusual  # an element stands twice, and one of them was not cut out
    fields.update(rest)
    return fields


def _spine(text: str) -> Fields:
    return fields_of(tree(text))


_SPINES = Memo(_spine, 1_024)
