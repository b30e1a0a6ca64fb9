"""MEDLINE's tagged text, as PubMed's "Save > PubMed" (.nbib) and efetch's `rettype=medline` give it.

Tags and their order follow records exported from PubMed; `docs/CITE.md` lists them. Names that NLM marks as
superseded and identifiers that PubMed keeps to itself are left out, as there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from osler.cite import dates, names, source
from osler.cite.subject import abstract_line
from osler.cite.text import line
from osler.model.article import Article, BookData, Correction, HistoryDate, MeshHeading, Person

_WIDTH = 90  # columns with the tag, as PubMed wraps

# RefType -> tag. `Cites` and data set links have none.
_CORRECTIONS = {
    "CommentIn": "CIN", "CommentOn": "CON", "ErratumIn": "EIN", "ErratumFor": "EFR",
    "CorrectedandRepublishedIn": "CRI", "CorrectedandRepublishedFrom": "CRF",
    "ExpressionOfConcernIn": "ECI", "ExpressionOfConcernFor": "ECF",
    "PartialRetractionIn": "PRIN", "PartialRetractionOf": "PROF",
    "RepublishedIn": "RPI", "RepublishedFrom": "RPF", "ReprintIn": "RPI", "ReprintOf": "RPF",
    "RetractionIn": "RIN", "RetractionOf": "ROF",
    "RetractedandRepublishedIn": "RRI", "RetractedandRepublishedFrom": "RRF",
    "UpdateIn": "UIN", "UpdateOf": "UOF", "SummaryForPatientsIn": "SPIN", "OriginalReportIn": "ORI",
}  # fmt: skip

Tag = tuple[str, str]


def nbib(article: Article) -> str:
    """One record from `PMID- ` on, ending in a newline; put an empty line between records."""
    tags = _journal_article(article) if article.book_data is None else _book_document(article, article.book_data)
    return "".join(_wrapped(tag, line(value)) for tag, value in tags if line(value))


def _wrapped(tag: str, value: str) -> str:
    """Broken at blanks only, never in a word: readers join the lines again with one blank."""
    first, *words = value.split(" ")
    rows = [f"{tag:<4}- {first}"]
    for word in words:
        if len(rows[-1]) + len(word) < _WIDTH:
            rows[-1] += f" {word}"
        else:
            rows.append(f"      {word}")
    return "\n".join(rows) + "\n"


def _journal_article(article: Article) -> Iterator[Tag]:
    yield from _issue(article)
    yield from _abstract(article)
    yield from _people(article.authors, "AU")
    yield "AU", "et al." if names.incomplete(article) else ""
    yield from _groups(article.authors)
    yield from _about(article)
    yield from _journal(article)
    yield from _indexing(article)
    yield from _own_ids(article)
    yield from _keywords(article)
    yield from (("GN", f"{note.owner}: {note.text}") for note in article.general_notes)
    yield from (("SFM", mission) for mission in article.space_flight_missions)
    yield from _investigators(article)
    if article.coi_statement is not None:
        yield "COIS", article.coi_statement.plain
    yield from _history(article)
    yield from (("AID", f"{each.value} [{each.type}]") for each in article.ids if each.type in ("doi", "pii"))
    yield "PST", article.publication_status
    yield "SO", source.citation_line(article)


def _issue(article: Article) -> Iterator[Tag]:
    journal = article.journal
    yield "PMID", str(article.pmid)
    yield "OWN", article.owner
    yield "STAT", article.status
    yield "DCOM", dates.compact(article.date_completed)
    yield "LR", dates.compact(article.date_revised)
    if journal.issn:
        yield "IS", f"{journal.issn} ({journal.issn_type})" if journal.issn_type else journal.issn
    if journal.issn_linking:
        yield "IS", f"{journal.issn_linking} (Linking)"
    yield "VI", journal.volume
    yield "IP", journal.issue
    yield "DP", dates.printed(journal.pub_date)
    yield "TI", article.title.plain
    yield "PG", article.pagination.medline or _pages(article)
    yield from (("LID", f"{place.value} [{place.type}]") for place in article.elocations if place.valid)


def _about(article: Article) -> Iterator[Tag]:
    yield from (("LA", code) for code in article.languages)
    yield from _registrations(article)
    yield from _grants(article)
    yield from (("PT", kind.name) for kind in article.publication_types)
    if article.vernacular_title is not None:
        yield "TT", article.vernacular_title.plain
    yield "DEP", dates.compact(article.article_dates[0]) if article.article_dates else ""


def _journal(article: Article) -> Iterator[Tag]:
    journal = article.journal
    yield "PL", journal.country
    yield "TA", journal.medline_ta
    yield "JT", journal.title
    yield "JID", journal.nlm_unique_id


def _indexing(article: Article) -> Iterator[Tag]:
    yield from (("RN", f"{each.registry_number} ({each.name})") for each in article.chemicals)
    yield from (("RN", concept.name) for concept in article.supplementary_concepts)
    yield from (("SB", subset) for subset in article.citation_subsets)
    yield from _other_abstracts(article)
    yield from (_correction(each) for each in article.corrections if each.type in _CORRECTIONS)
    yield from (("MH", heading(each)) for each in article.mesh_headings)
    yield from (("GS", symbol) for symbol in article.gene_symbols)
    yield from _subjects(article)
    yield "RF", str(article.number_of_references) if article.number_of_references is not None else ""


def _book_document(article: Article, data: BookData) -> Iterator[Tag]:
    book = data.book
    chapter = source.is_chapter(article)
    yield "PMID", str(article.pmid)
    yield "STAT", article.status or "Publisher"
    yield "DRDT", dates.compact(article.date_revised)
    yield "CTDT", dates.compact(data.contribution_date)
    yield "PB", book.publisher_name.plain
    yield "DP", dates.printed(book.pub_date)
    yield "TI", article.title.plain if chapter else book.title.plain
    yield "BTI", book.title.plain if chapter else ""
    yield "CTI", book.collection_title.plain if book.collection_title else ""
    yield "EN", book.edition
    yield "VI", book.volume
    yield "VTI", book.volume_title.plain if book.volume_title else ""
    yield "PG", article.pagination.medline or _pages(article)
    yield from (("LID", f"{place.value} [{place.type}]") for place in book.elocations if place.valid)
    yield from (("ISBN", isbn) for isbn in book.isbns)
    yield from _abstract(article)
    yield from _people(names.editors(article), "ED")
    authors = names.authors(article)
    yield from _people(authors, "AU")
    yield from _groups(authors)
    yield from (("LA", code) for code in article.languages)
    yield from _grants(article)
    yield from (("PT", kind.name) for kind in article.publication_types)
    yield "PL", book.publisher_location
    yield from _keywords(article)
    yield from _history(article, created="CDAT")
    accessions = (each for each in article.ids if each.type in ("bookaccession", "doi", "pii"))
    yield from (("AID", f"{each.value} [{each.type}]") for each in accessions)


def _pages(article: Article) -> str:
    return "-".join(filter(None, (article.pagination.start, article.pagination.end)))


def _abstract(article: Article) -> Iterator[Tag]:
    if article.abstract is not None:
        yield "AB", abstract_line(article.abstract)
        yield "CI", article.abstract.copyright


def _other_abstracts(article: Article) -> Iterator[Tag]:
    for other in article.other_abstracts:
        yield "OAB", f"{other.type}: {abstract_line(other)}" if other.type else abstract_line(other)
        yield "OABL", other.language
        yield "OCI", other.copyright


def _people(people: Iterable[Person], tag: str) -> Iterator[Tag]:
    """The full name, the short one, identifiers and affiliations of each; groups come by `_groups`."""
    for person in names.cited(people):
        if person.collective_name is not None:
            continue
        yield f"F{tag}", names.full(person)
        yield tag, names.short(person)
        yield from (("AUID", f"{each.source}: {each.value}") for each in person.identifiers)
        yield from (("AD", place.text.plain) for place in person.affiliations)


def _groups(people: Iterable[Person]) -> Iterator[Tag]:
    for person in people:
        if person.collective_name is not None:
            yield "CN", names.collective(person)
            yield from (("AD", place.text.plain) for place in person.affiliations)


def _investigators(article: Article) -> Iterator[Tag]:
    for group in article.investigator_lists:
        for person in names.cited(group.people):
            yield "FIR", names.full(person)
            yield "IR", names.short(person)
            yield from (("IRAD", place.text.plain) for place in person.affiliations)


def _subjects(article: Article) -> Iterator[Tag]:
    for person in article.personal_name_subjects:
        yield "PS", names.short(person)
        yield "FPS", names.full(person)


def _registrations(article: Article) -> Iterator[Tag]:
    for bank in article.data_banks:
        if not bank.accession_numbers:
            yield "SI", bank.name
        yield from (("SI", f"{bank.name}/{number}") for number in bank.accession_numbers)


def _grants(article: Article) -> Iterator[Tag]:
    for grant in article.grants:
        yield "GR", "/".join(filter(None, (grant.id, grant.acronym, grant.agency, grant.country)))


def _correction(each: Correction) -> Tag:
    parts = (line(each.source), line(each.note), f"PMID: {each.pmid}" if each.pmid else "")
    return _CORRECTIONS[each.type], ". ".join(part.rstrip(".") for part in parts if part)


def heading(mesh: MeshHeading) -> str:
    """ "Myocardium/*enzymology": a star before each major topic."""
    parts = [("*" if mesh.major else "") + mesh.name]
    parts += [("*" if each.major else "") + each.name for each in mesh.qualifiers]
    return "/".join(parts)


def _own_ids(article: Article) -> Iterator[Tag]:
    yield "PMC", article.pmcid
    yield from (("MID", each.value) for each in article.ids if each.type == "mid")
    yield from (("OID", f"{each.source}: {each.value}") for each in article.other_ids)


def _keywords(article: Article) -> Iterator[Tag]:
    for group in article.keyword_lists:
        yield "OTO", group.owner
        yield from (("OT", f"{'*' if word.major else ''}{word.text.plain}") for word in group.keywords)


def _history(article: Article, *, created: str = "CRDT") -> Iterator[Tag]:
    """EDAT is when PubMed had it, CRDT when the record was made: NLM's `pubmed` and `entrez` in that order."""
    by_status = {each.status: each for each in article.history}
    for tag, status in (("EDAT", "pubmed"), ("MHDA", "medline"), ("PMCR", "pmc-release"), (created, "entrez")):
        if status in by_status:
            yield tag, _moment(by_status[status], always_time=tag != "PMCR")
    if created == "CRDT":
        yield from (("PHST", f"{_moment(each)} [{each.status}]") for each in article.history)


def _moment(each: HistoryDate, *, always_time: bool = True) -> str:
    """ "2019/02/20 06:00"; midnight where NLM gives no time."""
    day = dates.slashed(each.date).rstrip("/")
    return f"{day} {each.hour or 0:02}:{each.minute or 0:02}" if always_time else day
