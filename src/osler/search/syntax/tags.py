"""PubMed's search field tags: every name and alias, and what kind of field each one is.

Names are those PubMed prints in its search details. Aliases are compared in `normal` form.
Source: PubMed User Guide, "Search field descriptions and tags"; EInfo's field list for db=pubmed.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    ALL = "all"  # automatic term mapping
    TEXT = "text"  # words with positions
    MESH = "mesh"
    QUALIFIER = "qualifier"
    SUBSTANCE = "substance"
    ACTION = "action"  # pharmacological action
    KEY = "key"  # an exact value
    AUTHOR = "author"
    FULL_NAME = "full name"
    JOURNAL = "journal"
    LANGUAGE = "language"
    DATE = "date"
    PMID = "pmid"
    FILTER = "filter"


@dataclass(frozen=True, slots=True)
class Tag:
    """One search field. `fields` are index fields (`osler.engine.fields`), OR-ed."""

    name: str  # as PubMed prints it
    kind: Kind
    fields: tuple[str, ...]
    aliases: tuple[str, ...]
    about: str

    @property
    def short(self) -> str:
        """The tag people type."""
        return self.aliases[0]


def _tag(name: str, kind: Kind, fields: str, aliases: str, about: str) -> Tag:
    return Tag(name, kind, tuple(fields.split()), tuple(a.strip() for a in aliases.split(",")), about)


_K = Kind
TAGS: tuple[Tag, ...] = (
    _tag("All Fields", _K.ALL, "", "all, all fields, all field", "every field but place and vernacular title"),
    _tag("Title", _K.TEXT, "title", "ti, title, titl", "words of the title"),
    _tag("Abstract", _K.TEXT, "abstract", "ab, abstract", "words of the abstract"),
    _tag("Title/Abstract", _K.TEXT, "title abstract keyword", "tiab, title/abstract", "title, abstract, keywords"),
    _tag(
        "Text Word",
        _K.TEXT,
        "title abstract keyword term",
        "tw, text word, text words, word, text",
        "title, abstract, keywords, words of MeSH headings, substances, publication types",
    ),
    _tag("Other Term", _K.TEXT, "keyword", "ot, other term, otrm, keyword, keywords", "author and other keywords"),
    _tag("Affiliation", _K.TEXT, "affiliation", "ad, affiliation, affl", "authors' and investigators' affiliations"),
    _tag(
        "Transliterated Title", _K.TEXT, "vernacular", "tt, transliterated title", "title in the language of the paper"
    ),
    _tag(
        "Conflict of Interest Statements",
        _K.TEXT,
        "coi",
        "cois, conflict of interest statement, conflict of interest statements",
        "the statement's words",
    ),
    _tag("MeSH Terms", _K.MESH, "mesh", "mh, mesh, mesh terms, mesh term, mesh heading, mesh headings", "a heading"),
    _tag(
        "MeSH Major Topic",
        _K.MESH,
        "majr",
        "majr, mesh major topic, major topic, major, mesh major topics",
        "a heading that is a major topic",
    ),
    _tag(
        "MeSH Subheading",
        _K.QUALIFIER,
        "sh",
        "sh, subheading, mesh subheading, mesh subheadings, subh",
        "a qualifier of any heading",
    ),
    _tag(
        "Supplementary Concept",
        _K.SUBSTANCE,
        "nm",
        "nm, supplementary concept, substance name, substance, subs",
        "substances and supplementary concepts",
    ),
    _tag("EC/RN Number", _K.KEY, "rn", "rn, ec/rn number, ecno, registry number", "CAS, UNII and EC numbers"),
    _tag("Pharmacological Action", _K.ACTION, "", "pa, pharmacological action, papx", "substances that act so"),
    _tag("Publication Type", _K.KEY, "pt", "pt, publication type, ptyp, publication types", "publication types"),
    _tag("Author", _K.AUTHOR, "author", "au, author, auth, author name", "'smith ja'; initials may be left out"),
    _tag("Author - First", _K.AUTHOR, "author_first", "1au, author - first, first author, first author name, faut", ""),
    _tag("Author - Last", _K.AUTHOR, "author_last", "lastau, author - last, last author, last author name, laut", ""),
    _tag(
        "Author - Full", _K.FULL_NAME, "author_full", "fau, author - full, full author name, full", "'smith, john a'"
    ),
    _tag("Author - Identifier", _K.KEY, "auid", "auid, author - identifier, author identifier", "ORCID and others"),
    _tag("Author - Corporate", _K.KEY, "corporate", "cn, author - corporate, corporate author, coln", "groups"),
    _tag("Investigator", _K.AUTHOR, "investigator", "ir, investigator, invr", "investigators of a group"),
    _tag(
        "Investigator - Full",
        _K.FULL_NAME,
        "investigator",
        "fir, investigator - full, full investigator name, finv",
        "'smith, john a'",
    ),
    _tag(
        "Subject - Personal Name",
        _K.AUTHOR,
        "subject",
        "ps, personal name as subject, subject - personal name, personal name",
        "whom the paper is about",
    ),
    _tag("Editor", _K.AUTHOR, "editor", "ed, editor", "editors of a book"),
    _tag("Publisher", _K.KEY, "publisher", "pubn, publisher", "publisher of a book"),
    _tag("Book", _K.KEY, "book", "book", "title or accession of a book"),
    _tag("ISBN", _K.KEY, "isbn", "isbn", "of a book"),
    _tag(
        "Journal",
        _K.JOURNAL,
        "journal",
        "ta, journal, jour, journal title, title abbreviation, so, is, issn",
        "title, abbreviation or ISSN",
    ),
    _tag("NLM Unique ID", _K.KEY, "jid", "jid, nlm unique id, nlmid, nlm id", "NLM's number of a journal"),
    _tag("Volume", _K.KEY, "volume", "vi, volume, vol", ""),
    _tag("Issue", _K.KEY, "issue", "ip, issue, iss", ""),
    _tag("Pagination", _K.KEY, "page", "pg, pagination, page, first page", "first page, or pages as printed"),
    _tag("Language", _K.LANGUAGE, "language", "la, language, lang, lg", "name or three-letter code"),
    _tag("Place of Publication", _K.KEY, "place", "pl, place of publication, cntry, cnty, country", "country"),
    _tag("DOI", _K.KEY, "doi", "doi", ""),
    _tag("PMCID", _K.KEY, "pmc", "pmc, pmcid", "with or without its prefix"),
    _tag("Location ID", _K.KEY, "aid doi", "lid, location id", "DOI or publisher's id"),
    _tag(
        "Article Identifier",
        _K.KEY,
        "aid doi pmc",
        "aid, article identifier, mid, manuscript id, pmcid - mid, pid, publisher id, pii",
        "any id of the article",
    ),
    _tag(
        "Grants and Funding",
        _K.KEY,
        "grant",
        "gr, grants and funding, grant number, grnt, grant",
        "number, acronym, agency or country",
    ),
    _tag(
        "Secondary Source ID",
        _K.KEY,
        "databank",
        "si, secondary source id, secondary source",
        "data bank, accession number, or both: 'clinicaltrials.gov/nct…'",
    ),
    _tag("PMID", _K.PMID, "pmid", "pmid, uid, pubmed id", ""),
    _tag("Date - Publication", _K.DATE, "pub_date electronic_date", "dp, pdat, date - publication, publication date, "
         "ppub/epub date, date published", "print or electronic"),
    _tag("Print Publication Date", _K.DATE, "pub_date", "ppdat, print publication date, ppdt", ""),
    _tag("Electronic Publication Date", _K.DATE, "electronic_date", "epdat, electronic publication date, epdt", ""),
    _tag("Date - Entry", _K.DATE, "entrez_date", "edat, date - entry, date - entrez, entry date, entrez date", ""),
    _tag("Date - Create", _K.DATE, "create_date", "crdt, date - create, create date", ""),
    _tag("Date - MeSH", _K.DATE, "mesh_date", "mhda, date - mesh, mesh date", ""),
    _tag("Date - Completion", _K.DATE, "completion_date", "dcom, date - completion, completion date, cdat", ""),
    _tag(
        "Date - Modification",
        _K.DATE,
        "revision_date",
        "lr, date - modification, modification date, mdat, date - last revised, last revision date",
        "",
    ),
    _tag("Filter", _K.FILTER, "subset", "sb, filter, subset, filt", "subsets and filters"),
    _tag("Owner", _K.FILTER, "subset", "owner, ow, own", "who made the record"),
    _tag("Status", _K.FILTER, "subset", "stat, status, pubstatus", "how far NLM's work on the record is"),
    _tag("Comment Correction Type", _K.KEY, "correction", "commentcorrectiontype, cmtn, correction", ""),
)  # fmt: skip

_SPACE_SIGNS = str.maketrans("_+", "  ")
_SPACES = re.compile(r"\s*([/:-])\s*")


def normal(alias: str) -> str:
    """The form in which aliases are compared: lower case, one space, none around / : and -."""
    return _SPACES.sub(r"\1", " ".join(alias.lower().replace("–", "-").translate(_SPACE_SIGNS).split()))


_BY_ALIAS: dict[str, Tag] = {normal(alias): tag for tag in TAGS for alias in (*tag.aliases, tag.name)}
ALL_FIELDS = _BY_ALIAS["all"]
PMID = _BY_ALIAS["pmid"]
MESH = _BY_ALIAS["mh"]
TEXT_WORD = _BY_ALIAS["tw"]
ARTICLE_ID = _BY_ALIAS["aid"]


def find(alias: str) -> Tag | None:
    """The tag of a name or alias as typed between the brackets, or None."""
    return _BY_ALIAS.get(normal(alias))


def nearest(alias: str) -> Tag | None:
    """The tag whose name or alias looks most like what was typed, or None where none does."""
    close = difflib.get_close_matches(normal(alias)[:60], _BY_ALIAS, n=1, cutoff=0.5)
    return _BY_ALIAS[close[0]] if close else None
