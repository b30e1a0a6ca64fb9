"""One PubMed citation as a value, field for field after NLM's DTD (pubmed_250101).

Empty string means "not given" for text, empty tuple for lists, None for numbers and parts that
may be absent. Names are NLM's, in snake case. `docs/NLM-FIELDS.md` says where each element goes.
"""

# ruff: noqa: RUF009 (every default made by a call is a NamedTuple, which nobody can change)
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_RETRACTED_TITLE = re.compile(r"\[?RETRACTED(?: ARTICLE)?:", re.IGNORECASE)
_NCT = re.compile(r"NCT\d{8}", re.ASCII)


class RichText(NamedTuple):
    """Text with NLM's inline markup (`b i u sup sub`, MathML).

    `plain` is what is searched and cited. `markup` is well-formed XML with only those elements
    (MathML in its own namespace, prefix `mml`), or "" where the text has no markup at all.
    """

    plain: str
    markup: str = ""


class PartialDate(NamedTuple):
    """A date as exact as it was printed. `month` and `day` are None where not given."""

    year: int | None
    month: int | None = None  # 1..12; a season gives its first month
    day: int | None = None
    printed: str = ""  # as a citation prints it: "2019 Spring", "1998 Dec-1999 Jan", "2020 Mar 4"

    @property
    def sortable(self) -> int:
        """YYYYMMDD as an integer, missing parts as 0; 0 where no year is known."""
        return (self.year or 0) * 10_000 + (self.month or 0) * 100 + (self.day or 0)


class HistoryDate(NamedTuple):
    """One `PubMedPubDate`: when the citation was received, accepted, entered, released to PMC…"""

    status: str  # received | accepted | epublish | … | entrez | pubmed | medline | pmc-release
    date: PartialDate
    hour: int | None = None
    minute: int | None = None
    second: int | None = None


class Identifier(NamedTuple):
    """An identifier and who issued it, e.g. ("ORCID", "0000-0002-1825-0097")."""

    source: str
    value: str


class Affiliation(NamedTuple):
    text: RichText
    identifiers: tuple[Identifier, ...] = ()


class Person(NamedTuple):
    """An author, editor, investigator or personal name subject; a group has only `collective_name`."""

    last_name: str = ""
    fore_name: str = ""
    initials: str = ""
    suffix: str = ""
    collective_name: RichText | None = None
    identifiers: tuple[Identifier, ...] = ()  # ORCID and others, as printed
    affiliations: tuple[Affiliation, ...] = ()
    equal_contribution: bool = False
    valid: bool = True  # ValidYN: False marks a name later corrected
    investigators_ref: str = ""  # IDREF from a collective name to its investigator list


class PersonList(NamedTuple):
    people: tuple[Person, ...]
    complete: bool = True
    type: str = ""  # "authors" | "editors" | ""
    id: str = ""  # investigator lists only


class AbstractSection(NamedTuple):
    text: RichText
    label: str = ""  # as printed: "METHODS"
    category: str = ""  # NlmCategory

    @property
    def heading(self) -> str:
        """The label as one reads it: NLM's "UNLABELLED" says that the publisher gave none."""
        return "" if self.label == "UNLABELLED" else self.label


class Abstract(NamedTuple):
    sections: tuple[AbstractSection, ...]
    copyright: str = ""
    type: str = ""  # other abstracts only: "Publisher", "plain-language-summary", …
    language: str = ""  # other abstracts only: ISO 639-2


class Pagination(NamedTuple):
    medline: str = ""  # "117-26", as NLM prints it
    start: str = ""
    end: str = ""


class ELocation(NamedTuple):
    type: str  # doi | pii
    value: str
    valid: bool = True


class Named(NamedTuple):
    """A term of a controlled vocabulary: publication type, qualifier, substance."""

    name: str
    ui: str = ""


class Qualifier(NamedTuple):
    name: str
    ui: str = ""
    major: bool = False
    auto: bool = False


class MeshHeading(NamedTuple):
    name: str
    ui: str = ""
    major: bool = False  # of the descriptor itself; see `is_major`
    auto: bool = False
    geographic: bool = False
    qualifiers: tuple[Qualifier, ...] = ()

    @property
    def is_major(self) -> bool:
        """True where the heading or one of its qualifiers is a major topic (PubMed's [majr])."""
        return self.major or any(q.major for q in self.qualifiers)


class SupplementaryConcept(NamedTuple):
    name: str
    ui: str
    type: str  # Disease | Protocol | Organism | Anatomy | Population


class Chemical(NamedTuple):
    registry_number: str
    name: str
    ui: str = ""


class Keyword(NamedTuple):
    text: RichText
    major: bool = False


class KeywordList(NamedTuple):
    keywords: tuple[Keyword, ...]
    owner: str = "NLM"


class Grant(NamedTuple):
    agency: str
    id: str = ""
    acronym: str = ""
    country: str = ""


class DataBank(NamedTuple):
    name: str  # "ClinicalTrials.gov", "GENBANK", …
    accession_numbers: tuple[str, ...] = ()


class Correction(NamedTuple):
    """One `CommentsCorrections`: this record's tie to another, in either direction."""

    type: str  # RetractionIn | RetractionOf | ErratumIn | UpdateOf | CommentOn | …
    source: str  # the other paper as NLM cites it
    pmid: int | None = None
    pmid_version: str = ""
    note: str = ""


class ArticleId(NamedTuple):
    type: str  # pubmed | doi | pmc | pii | mid | bookaccession | …
    value: str


def is_pmid(text: str) -> bool:
    """Plain digits, as PMIDs and their versions are: not zero, and no more of them than a PMID will ever have."""
    return text.isascii() and text.isdigit() and len(text) <= 10 and int(text) > 0


class Reference(NamedTuple):
    citation: RichText
    ids: tuple[ArticleId, ...] = ()

    @property
    def pmid(self) -> int | None:
        """The cited PMID, or None where NLM did not match the reference."""
        for id_ in self.ids:
            if id_.type == "pubmed" and is_pmid(id_.value):
                return int(id_.value)
        return None


class ReferenceList(NamedTuple):
    title: str = ""
    references: tuple[Reference, ...] = ()
    lists: tuple[ReferenceList, ...] = ()


class Object(NamedTuple):
    """One `Object` of `PubmedData`: a type and its named parameters."""

    type: str
    params: tuple[tuple[str, RichText], ...] = ()


class GeneralNote(NamedTuple):
    text: str
    owner: str = "NLM"


class Journal(NamedTuple):
    title: str = ""
    iso_abbreviation: str = ""
    medline_ta: str = ""
    nlm_unique_id: str = ""
    issn: str = ""
    issn_type: str = ""  # Print | Electronic
    issn_linking: str = ""
    country: str = ""
    volume: str = ""
    issue: str = ""
    cited_medium: str = ""  # Internet | Print
    coden: str = ""  # in files until 2009
    medline_code: str = ""  # in files until 2001
    pub_date: PartialDate = PartialDate(None)

    @property
    def abbreviation(self) -> str:
        """The name a citation prints, on one line: MEDLINE's, else ISO's, else the full title."""
        return " ".join((self.medline_ta or self.iso_abbreviation or self.title).split())


class BookPart(NamedTuple):
    """Where a `LocationLabel`, title and its NCBI Bookshelf anchors stand; sections nest."""

    title: RichText
    label: str = ""
    label_type: str = ""
    anchor: tuple[str, str, str] = ("", "", "")  # book, part, sec attributes
    sections: tuple[BookPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    title: RichText
    anchor: tuple[str, str, str] = ("", "", "")
    publisher_name: RichText = RichText("")
    publisher_location: str = ""
    pub_date: PartialDate = PartialDate(None)
    beginning_date: PartialDate | None = None
    ending_date: PartialDate | None = None
    author_lists: tuple[PersonList, ...] = ()
    investigators: PersonList | None = None
    volume: str = ""
    volume_title: RichText | None = None
    edition: str = ""
    collection_title: RichText | None = None
    collection_anchor: tuple[str, str, str] = ("", "", "")
    isbns: tuple[str, ...] = ()
    elocations: tuple[ELocation, ...] = ()
    medium: str = ""
    report_number: str = ""


@dataclass(frozen=True, slots=True)
class BookData:
    """What only a `PubmedBookArticle` has."""

    book: Book
    location_labels: tuple[tuple[str, str], ...] = ()  # (type, label)
    sections: tuple[BookPart, ...] = ()
    contribution_date: PartialDate | None = None
    item_lists: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (list type, items)


# What NLM writes for a title that is not in English and not translated (yet), brackets and stop apart.
_NO_TITLE = frozenset({"not available", "in process citation"})


def is_no_title(text: str) -> bool:
    """True of "[Not Available]." and its like: they say that nobody translated the paper's title."""
    return text[:1] in "[NnIi" and text.strip(" .[]").lower() in _NO_TITLE


@dataclass(frozen=True, kw_only=True)  # without slots a default takes no room, and a reader can fill it at once
class Article:
    """One citation: a journal article, or a book or chapter where `book_data` is given."""

    pmid: int
    pmid_version: str = "1"
    version_id: str = ""
    version_date: str = ""
    status: str = ""  # MEDLINE | PubMed-not-MEDLINE | Publisher | In-Process | …
    owner: str = "NLM"
    indexing_method: str = ""  # "" | Automated | Curated
    date_created: PartialDate | None = None  # in files until 2017; since then `history` says it
    date_completed: PartialDate | None = None
    date_revised: PartialDate | None = None
    pub_model: str = ""

    title: RichText = RichText("")
    title_anchor: tuple[str, str, str] = ("", "", "")  # Bookshelf link: book, part, sec
    vernacular_title: RichText | None = None
    abstract: Abstract | None = None
    other_abstracts: tuple[Abstract, ...] = ()
    journal: Journal = Journal()
    book_data: BookData | None = None
    pagination: Pagination = Pagination()
    elocations: tuple[ELocation, ...] = ()
    article_dates: tuple[PartialDate, ...] = ()
    languages: tuple[str, ...] = ()

    author_lists: tuple[PersonList, ...] = ()  # journal articles have at most one
    affiliation: RichText | None = None  # of a record before 2013 that names no author
    investigator_lists: tuple[PersonList, ...] = ()
    personal_name_subjects: tuple[Person, ...] = ()

    publication_types: tuple[Named, ...] = ()
    mesh_headings: tuple[MeshHeading, ...] = ()
    supplementary_concepts: tuple[SupplementaryConcept, ...] = ()
    chemicals: tuple[Chemical, ...] = ()
    keyword_lists: tuple[KeywordList, ...] = ()
    gene_symbols: tuple[str, ...] = ()
    citation_subsets: tuple[str, ...] = ()
    space_flight_missions: tuple[str, ...] = ()
    general_notes: tuple[GeneralNote, ...] = ()

    grants: tuple[Grant, ...] = ()
    grants_complete: bool = True
    data_banks: tuple[DataBank, ...] = ()
    data_banks_complete: bool = True
    coi_statement: RichText | None = None
    corrections: tuple[Correction, ...] = ()
    number_of_references: int | None = None
    reference_lists: tuple[ReferenceList, ...] = ()

    history: tuple[HistoryDate, ...] = ()
    publication_status: str = ""
    ids: tuple[ArticleId, ...] = ()  # PubmedData/ArticleIdList (or the book's)
    other_ids: tuple[Identifier, ...] = ()  # OtherID
    objects: tuple[Object, ...] = ()

    unknown_elements: tuple[str, ...] = ()  # paths met that no DTD of ours names; kept in the raw record

    @property
    def authors(self) -> tuple[Person, ...]:
        """Authors in printed order, groups included, editors left out. Of a book, or a part of one that names
        none of its own: the book's."""
        if len(self.author_lists) == 1 and self.author_lists[0].type != "editors" and self.author_lists[0].people:
            return self.author_lists[0].people  # nearly always
        own = tuple(p for group in self.author_lists if group.type != "editors" for p in group.people)
        if own or self.book_data is None:
            return own
        return tuple(p for group in self.book_data.book.author_lists if group.type != "editors" for p in group.people)

    @property
    def first_author(self) -> Person | None:
        """Who a short citation names: the first author, a person or a group; None where none is named."""
        return next(iter(self.authors), None)

    @property
    def titles(self) -> tuple[str, ...]:
        """What the paper is called: the title, and where NLM gives it the one in the paper's own language."""
        return tuple(t.plain for t in (self.title, self.vernacular_title) if t is not None and t.plain)

    @property
    def doi(self) -> str:
        """The DOI, or "" where none is known; an invalid e-location is never used."""
        for id_ in self.ids:
            if id_.type == "doi":
                return id_.value
        for place in self.elocations:
            if place.type == "doi" and place.valid:
                return place.value
        return ""

    @property
    def pmcid(self) -> str:
        """The PMC id with its prefix ("PMC1234567"), or ""."""
        for id_ in self.ids:
            if id_.type == "pmc":
                return id_.value
        return ""

    @property
    def pub_date(self) -> PartialDate:
        """The date of publication as cited: the issue's, a book's own, else the first electronic date."""
        if self.book_data is not None:
            return self.book_data.contribution_date or self.book_data.book.pub_date
        if self.journal.pub_date.year is None and self.article_dates:
            return self.article_dates[0]
        return self.journal.pub_date

    def dated(self, status: str) -> PartialDate | None:
        """When the citation reached this `PubMedPubDate` status ("entrez", "pmc-release"); None where not said."""
        return next((each.date for each in self.history if each.status == status), None)

    @property
    def has_abstract(self) -> bool:
        """True where the record's own abstract has text."""
        return self.abstract is not None and any(section.text.plain for section in self.abstract.sections)

    @property
    def is_retracted(self) -> bool:
        """True where NLM ties this record to a retraction, types it so, or its title begins so, as publishers
        change it before NLM does. The notice of a retraction is not what was retracted."""
        if any(c.type in ("RetractionIn", "RetractedandRepublishedIn") for c in self.corrections):
            return True
        types = {t.name for t in self.publication_types}
        return "Retracted Publication" in types or (
            _RETRACTED_TITLE.match(self.title.plain) is not None
            and "Retraction of Publication" not in types
            and all(c.type != "RetractionOf" for c in self.corrections)
        )

    @property
    def has_concern(self) -> bool:
        """True where an expression of concern about this article was published."""
        return any(c.type == "ExpressionOfConcernIn" for c in self.corrections)

    @property
    def is_corrected(self) -> bool:
        """True where an erratum, or the article corrected as a whole, was published."""
        return any(c.type in ("ErratumIn", "CorrectedandRepublishedIn") for c in self.corrections)

    @property
    def nct_numbers(self) -> tuple[str, ...]:
        """ClinicalTrials.gov numbers ("NCT01234567") among the data banks, in order, each once."""
        numbers = (n.strip().upper() for bank in self.data_banks for n in bank.accession_numbers)
        return tuple(dict.fromkeys(n for n in numbers if _NCT.fullmatch(n)))

    @property
    def version(self) -> int:
        """Of this PMID's record; 1 where NLM gave none, or no number."""
        return int(self.pmid_version) if is_pmid(self.pmid_version) else 1

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every reference in printed order, nested lists flattened."""
        return tuple(_flatten(self.reference_lists))

    @property
    def cited_pmids(self) -> tuple[int, ...]:
        """PMIDs of the references NLM matched, in order, without repeats."""
        matched = [r.pmid for r in self.references if r.pmid is not None]
        older = [c.pmid for c in self.corrections if c.type == "Cites" and c.pmid is not None]
        return tuple(dict.fromkeys(matched + older))


def _flatten(lists: tuple[ReferenceList, ...]) -> list[Reference]:
    found: list[Reference] = []
    for group in lists:
        found.extend(group.references)
        found.extend(_flatten(group.lists))
    return found


class Deletion(NamedTuple):
    """A PMID that NLM withdrew."""

    pmid: int


class Problem(NamedTuple):
    """A record (or the rest of a file) that could not be used, kept so that somebody can look."""

    kind: str  # "truncated" | "malformed" | "no-pmid" | "refused" | "bad-date" | "duplicate" | …
    reason: str  # a sentence
    pmid: int | None = None
    record: int | None = None  # ordinal in the file, from 1


class Record(NamedTuple):
    """A citation as read: the value, and the bytes NLM published (UTF-8, one element)."""

    article: Article
    xml: bytes
