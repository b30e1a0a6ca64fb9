"""One record's tree -> `Article`. A table says which element is read by what.

Two things hold everywhere: an element no DTD of NLM's names is noted, never fatal; and nothing else is
dropped. `docs/NLM-FIELDS.md` says the same for the reader, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml.etree import _Element

from osler.errors import SourceProblem
from osler.model.article import (
    Affiliation,
    Article,
    BookData,
    GeneralNote,
    Identifier,
    Journal,
    Object,
    RichText,
    SupplementaryConcept,
    is_pmid,
)
from osler.pubmed.xml import lists
from osler.pubmed.xml.book import anchor, book, elocation, sections
from osler.pubmed.xml.dates import from_medline
from osler.pubmed.xml.journal import date, history_date, journal
from osler.pubmed.xml.people import people
from osler.pubmed.xml.text import flat, rich

Fields = dict[str, Any]  # of Article; lists until the end
Handler = Callable[[_Element, Fields, list[str]], None]

RECORD_TAGS = frozenset(
    {"PubmedArticle", "PubMedArticle", "PubmedBookArticle", "MedlineCitation", "NCBIArticle", "BookDocument"}
)


def article(fields: Fields) -> Article:
    """The value with these fields. Raises SourceProblem (no-pmid)."""
    if "pmid" not in fields:
        raise SourceProblem("the record has no PMID", kind="no-pmid")
    if "affiliation" in fields:
        _give_affiliation_to_first_author(fields)
    # What __init__ would do, field by field and ten times slower; absent fields are the class's defaults.
    value = object.__new__(Article)
    vars(value).update(fields)
    return value


def fields_of(root: _Element) -> Fields:
    """Every field a record's element gives. Raises SourceProblem where it is none of a citation."""
    handler = HANDLERS.get(str(root.tag)) if root.tag in RECORD_TAGS else None
    if handler is None:
        raise SourceProblem(f"<{root.tag}> is not a citation")
    fields: Fields = {}
    odd: list[str] = []
    handler(root, fields, odd)
    for name, value in fields.items():
        if type(value) is list:
            fields[name] = tuple(value)
    if "journal" in fields:
        fields["journal"] = Journal(**fields["journal"])
    if "book_data" in fields:
        fields["book_data"] = _book_data(fields["book_data"])
    if odd:
        fields["unknown_elements"] = tuple(dict.fromkeys(odd))
    return fields


def _give_affiliation_to_first_author(fields: Fields) -> None:
    """Until 2013 it stood beside the list. Without authors it stays the article's."""
    authors, *others = fields.get("author_lists") or [None]
    if authors and authors.people:
        first, *rest = authors.people
        first = first._replace(affiliations=(*first.affiliations, Affiliation(fields.pop("affiliation"))))
        fields["author_lists"] = (authors._replace(people=(first, *rest)), *others)


def _book_data(fields: Fields) -> BookData:
    if "book" not in fields:
        raise SourceProblem("a book document without Book")
    for name, value in fields.items():
        if type(value) is list:
            fields[name] = tuple(value)
    return BookData(**fields)


def _walk(el: _Element, fields: Fields, odd: list[str]) -> None:
    for child in el:
        handler = HANDLERS.get(child.tag)
        if handler is None:
            odd.append(f"{el.tag}/{child.tag}")
        else:
            handler(child, fields, odd)


def _citation(el: _Element, fields: Fields, odd: list[str]) -> None:
    get = el.get
    fields["status"] = get("Status") or ""
    fields["owner"] = get("Owner") or "NLM"
    fields["version_id"] = get("VersionID") or ""
    fields["version_date"] = get("VersionDate") or ""
    fields["indexing_method"] = get("IndexingMethod") or ""
    _walk(el, fields, odd)


def _article(el: _Element, fields: Fields, odd: list[str]) -> None:
    fields["pub_model"] = el.get("PubModel") or ""
    _walk(el, fields, odd)


def _pmid(el: _Element, fields: Fields, odd: list[str]) -> None:
    text = flat(el)
    if not is_pmid(text):
        raise SourceProblem(f"PMID {text[:40]!r} is not a number", kind="no-pmid")
    fields["pmid"] = int(text)
    fields["pmid_version"] = el.get("Version") or "1"


def _title(el: _Element, fields: Fields, odd: list[str]) -> None:
    fields["title"] = rich(el, odd)
    if el.attrib:
        fields["title_anchor"] = anchor(el)


def _number_of_references(el: _Element, fields: Fields, odd: list[str]) -> None:
    text = flat(el)
    if text.isascii() and text.isdigit() and len(text) <= 9:
        fields["number_of_references"] = int(text)
    elif text:
        odd.append(f"NumberOfReferences={text[:40]}")


def _data_banks(el: _Element, fields: Fields, odd: list[str]) -> None:
    fields["data_banks_complete"] = el.get("CompleteYN") != "N"
    _walk(el, fields, odd)


def _grants(el: _Element, fields: Fields, odd: list[str]) -> None:
    fields["grants_complete"] = el.get("CompleteYN") != "N"
    _walk(el, fields, odd)


def _corrections(el: _Element, fields: Fields, odd: list[str]) -> None:
    """Since 2010 one tie with its type as attribute; before, the list of them, each named by its type."""
    type_ = el.get("RefType")
    if type_ is not None:
        _append(fields, "corrections", lists.correction(el, type_, odd))
        return
    for child in el:
        _append(fields, "corrections", lists.correction(child, str(child.tag), odd))


def _mesh(el: _Element, fields: Fields, odd: list[str]) -> None:
    fields.setdefault("mesh_headings", []).extend([lists.mesh_heading(child, odd) for child in el])


def _ids(el: _Element, fields: Fields, odd: list[str]) -> None:
    fields["ids"] = list(dict.fromkeys([*fields.get("ids", ()), *lists.article_ids(el, odd)]))


def _author_list(el: _Element, fields: Fields, odd: list[str]) -> None:
    _append(fields, "author_lists", people(el, odd))


def _investigator_list(el: _Element, fields: Fields, odd: list[str]) -> None:
    _append(fields, "investigator_lists", people(el, odd))


def _subjects(el: _Element, fields: Fields, odd: list[str]) -> None:
    fields.setdefault("personal_name_subjects", []).extend(people(el, odd).people)


def _concepts(el: _Element, fields: Fields, odd: list[str]) -> None:
    for child in el:
        get = child.get
        _append(
            fields,
            "supplementary_concepts",
            SupplementaryConcept(flat(child), get("UI") or "", get("Type") or ""),
        )


def _electronic_date(el: _Element, fields: Fields, odd: list[str]) -> None:
    _append(fields, "article_dates", from_medline(flat(el)))


def _old_affiliation(el: _Element, fields: Fields, odd: list[str]) -> None:
    fields["affiliation"] = rich(el, odd)


def _other_id(el: _Element, odd: list[str]) -> Identifier:
    """In 2008 and 2009 with a prefix of its own."""
    return Identifier(el.get("Source") or "", f"{el.get('Prefix') or ''} {flat(el)}".strip())


def _url(el: _Element, fields: Fields, odd: list[str]) -> None:
    params = [("lang", el.get("lang")), ("Type", el.get("Type")), ("url", flat(el))]
    _append(fields, "objects", Object("URL", tuple((name, RichText(value)) for name, value in params if value)))


def _book_fields(fields: Fields) -> Fields:
    part: Fields = fields.setdefault("book_data", {})
    return part


def _book(el: _Element, fields: Fields, odd: list[str]) -> None:
    _book_fields(fields)["book"] = book(el, odd)


def _location_label(el: _Element, fields: Fields, odd: list[str]) -> None:
    _append(_book_fields(fields), "location_labels", (el.get("Type") or "", flat(el)))


def _item_list(el: _Element, fields: Fields, odd: list[str]) -> None:
    _append(_book_fields(fields), "item_lists", (el.get("ListType") or "", lists.texts(el, "Item", odd)))


def _sections(el: _Element, fields: Fields, odd: list[str]) -> None:
    _book_fields(fields)["sections"] = sections(el, odd)


def _contribution_date(el: _Element, fields: Fields, odd: list[str]) -> None:
    _book_fields(fields)["contribution_date"] = date(el, odd)


def _append(fields: Fields, name: str, value: object) -> None:
    fields.setdefault(name, []).append(value)


def _one(name: str, read: Callable[[_Element, list[str]], Any]) -> Handler:
    def handler(el: _Element, fields: Fields, odd: list[str]) -> None:
        fields[name] = read(el, odd)

    return handler


def _each(name: str, read: Callable[[_Element, list[str]], Any]) -> Handler:
    def handler(el: _Element, fields: Fields, odd: list[str]) -> None:
        fields.setdefault(name, []).append(read(el, odd))

    return handler


def _text(name: str) -> Handler:
    return _one(name, lambda el, odd: flat(el))


def _texts(name: str) -> Handler:
    return _each(name, lambda el, odd: flat(el))


def _old_id(source: str) -> Handler:
    return _each("other_ids", lambda el, odd: Identifier(source, flat(el)))


def _journal(el: _Element, fields: Fields, odd: list[str]) -> None:
    journal(el, fields.setdefault("journal", {}), odd)


HANDLERS: dict[str, Handler] = {
    "PubmedArticle": _walk,
    "PubMedArticle": _walk,
    "PubmedBookArticle": _walk,
    "MedlineCitation": _citation,
    "NCBIArticle": _walk,
    "PMID": _pmid,
    "DateCreated": _one("date_created", date),
    "DateCompleted": _one("date_completed", date),
    "DateRevised": _one("date_revised", date),
    "Article": _article,
    "Journal": _journal,
    "MedlineJournalInfo": _journal,
    "ArticleTitle": _title,
    "VernacularTitle": _one("vernacular_title", rich),
    "Pagination": _one("pagination", lists.pagination),
    "ELocationID": _each("elocations", lambda el, odd: elocation(el)),
    "Abstract": _one("abstract", lists.abstract),
    "OtherAbstract": _each("other_abstracts", lists.other_abstract),
    "Affiliation": _old_affiliation,
    "AuthorList": _author_list,
    "Language": _texts("languages"),
    "DataBankList": _data_banks,
    "DataBank": _each("data_banks", lists.data_bank),
    "GrantList": _grants,
    "Grant": _each("grants", lists.grant),
    "PublicationTypeList": _walk,
    "PublicationType": _each("publication_types", lambda el, odd: lists.named(el)),
    "ArticleDate": _each("article_dates", date),
    "DateOfElectronicPublication": _electronic_date,
    "ChemicalList": _walk,
    "Chemical": _each("chemicals", lists.chemical),
    "SupplMeshList": _concepts,
    "CitationSubset": _texts("citation_subsets"),
    "CommentsCorrectionsList": _walk,
    "CommentsCorrections": _corrections,
    "GeneSymbolList": _walk,
    "GeneSymbol": _texts("gene_symbols"),
    "MeshHeadingList": _mesh,
    "NumberOfReferences": _number_of_references,
    "PersonalNameSubjectList": _subjects,
    "OtherID": _each("other_ids", _other_id),
    "KeywordList": _each("keyword_lists", lists.keyword_list),
    "CoiStatement": _one("coi_statement", rich),
    "SpaceFlightMission": _texts("space_flight_missions"),
    "InvestigatorList": _investigator_list,
    "GeneralNote": _each("general_notes", lambda el, odd: GeneralNote(flat(el), el.get("Owner") or "NLM")),
    "PubmedData": _walk,
    "PubMedData": _walk,
    "PubmedBookData": _walk,
    "History": _walk,
    "PubMedPubDate": _each("history", history_date),
    "PublicationStatus": _text("publication_status"),
    "ArticleIdList": _ids,
    "ObjectList": _walk,
    "Object": _each("objects", lists.data_object),
    "ReferenceList": _each("reference_lists", lists.reference_list),
    "BookDocument": _walk,
    "Book": _book,
    "LocationLabel": _location_label,
    "Sections": _sections,
    "ContributionDate": _contribution_date,
    "ItemList": _item_list,
    # Of DTDs before 2019, no longer sent.
    "MedlineID": _old_id("MedlineID"),
    "NlmDcmsID": _old_id("NlmDcmsID"),
    "ProviderId": _old_id("ProviderId"),
    "CitationString": _old_id("CitationString"),
    "URL": _url,
}
