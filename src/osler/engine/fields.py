"""The index's fields: the contract between what fills them and what asks for them.

Four kinds. TEXT fields hold words with positions (`Words`). KEY fields hold exact folded values
(`osler.engine.words.key`; `Key`, `KeyPrefix`). NUMBER fields hold integers (`Span`). BEST is the
one ranking field: title three times, MeSH headings twice, abstract, keywords and substances once,
stemmed, without positions; only `Search.score` reads it.
"""

from __future__ import annotations

BEST = "best"

TEXT: dict[str, str] = {
    "title": "article title, book and collection title",  # [ti]
    "vernacular": "vernacular title",  # [tt]
    "abstract": "abstract and other abstracts, every section with its label",
    "keyword": "author and other keyword lists",  # [ot]
    "term": "words of MeSH headings, qualifiers, supplementary concepts, substances, publication types, "
    "personal name subjects, gene symbols, space flight missions, collective names, "
    "data banks with their accession numbers",  # with title, abstract, keyword: [tw]
    "affiliation": "affiliations of authors and investigators",  # [ad]
    "coi": "conflict of interest statement",  # [cois]
    "people": "names of authors, investigators, editors and groups; the journal's title and abbreviations; "
    "a book's publisher",  # what only untagged words search
}

KEY: dict[str, str] = {
    "mesh": "descriptor names; 'descriptor/qualifier' pairs",  # [mh]
    "majr": "the same, major topics only",  # [majr]
    "sh": "qualifier names",
    "pt": "publication types",
    "nm": "substance and supplementary concept names",  # [nm]
    "rn": "registry numbers (CAS, UNII, EC)",
    "author": "'lastname initials' of every author; collective names",  # [au]
    "author_first": "the same, first author",  # [1au]
    "author_last": "the same, last author",  # [lastau]
    "author_full": "'lastname, forename' of every author",  # [fau]
    "auid": "author identifiers, ORCID as 0000-0000-0000-0000",
    "corporate": "collective names",  # [cn]
    "investigator": "'lastname initials' and full names of investigators",  # [ir]
    "subject": "'lastname initials' and full names of personal name subjects",  # [ps]
    "journal": "MEDLINE abbreviation, ISO abbreviation, full title",  # [ta]
    "jid": "NLM unique id",
    "issn": "print, electronic and linking ISSN",
    "volume": "volume",
    "issue": "issue",
    "page": "first page; the pagination as printed",
    "language": "ISO 639-2 codes",
    "place": "country of publication",
    "doi": "DOI, lower case",
    "pmc": "PMC id with prefix (pmc1234567)",
    "aid": "every article id and e-location, whatever its type",
    "grant": "grant numbers, whole and in their parts, acronyms, agencies, countries",
    "databank": "'name' and 'name/accession' (clinicaltrials.gov/nct02453256) and the bare accession",  # [si]
    "subset": "citation subsets, status, owner, and computed flags: hasabstract, free full text, pmc, "
    "pubmed, medline, inprocess, publisher, booksdocs, pubstatusaheadofprint, hasretractionin, haskeyword, "
    "indexingmethod_automated, …",  # [sb], [filter]
    "correction": "types of comments/corrections this record has (retractionin, erratumfor …)",
    "tie": "'type pmid' of each comment or correction that names another record (retractionof 12345)",
    "other_id": "OtherID values",
    "isbn": "ISBNs",
    "editor": "'lastname initials' and full names of a book's editors",  # [ed]
    "publisher": "publisher of a book",  # [pubn]
    "book": "book and collection titles, bookaccession",  # [book]
}

NUMBER: dict[str, str] = {
    "pmid": "PMID",
    "pub_date": "publication date, YYYYMMDD, missing parts 00 (fast)",  # [dp]
    "electronic_date": "first electronic article date",  # [epdat]
    "entrez_date": "entry date: PubStatus pubmed (MEDLINE's EDAT), else entrez",  # [edat]
    "create_date": "create date: PubStatus entrez (MEDLINE's CRDT), else pubmed",  # [crdt]
    "mesh_date": "date MeSH was added: PubStatus medline, else the entry date",  # [mhda]
    "completion_date": "DateCompleted",  # [dcom]
    "revision_date": "DateRevised",  # [lr]
    "cites": "PMIDs of matched references (many)",
}

FACETS = ("year", "publication_type", "journal", "language", "free_full_text")
