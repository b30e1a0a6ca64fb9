"""Real records: all of them are read, the odd ones say what is odd about them, and both ways of reading agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from isal import igzip
from lxml import etree

from osler.model.article import Article, Deletion, Problem, Record
from osler.pubmed.xml import parse, read
from osler.pubmed.xml.citation import article, fields_of
from osler.pubmed.xml.quick.cut import cut
from osler.pubmed.xml.quick.shape import Unusual
from osler.pubmed.xml.tree import tree

SMALL = ("baseline/pubmed26n0001", "baseline/pubmed26n0002", "baseline/pubmed26n0009", "baseline/pubmed26n0010")
UPDATES = ("updatefiles/pubmed26n0011", "updatefiles/pubmed26n0012", "updatefiles/pubmed26n0013")
# Two titles and an abstract whose collectors left foreign tags in them.
NOT_NLMS = {"ArticleTitle/document", "document/s", "s/e", "e/w", "ArticleTitle/s", "AbstractText/s"}


def records(path: Path) -> Iterator[Record]:
    for event in read(path):
        assert not isinstance(event, Problem), event
        if isinstance(event, Record):
            yield event


@pytest.fixture(scope="module")
def odd(shared: Path) -> dict[int, Article]:
    """The file that has every oddity of the format."""
    path = shared / f"data/mirror/{SMALL[0]}.xml.gz"
    return {record.article.pmid: record.article for record in records(path)}


@pytest.fixture(scope="module")
def features(shared: Path) -> dict[str, list[int]]:
    rows = (shared / "data/pubmed-feature-index.tsv").read_text().splitlines()[1:]
    return {row.split("\t")[0]: [int(pmid) for pmid in row.split("\t")[2].split()] for row in rows}


def _language(code: str) -> Callable[[Article], bool]:
    return lambda a: code in a.languages


def _tied(type_: str) -> Callable[[Article], bool]:
    return lambda a: any(c.type == type_ for c in a.corrections)


def _typed(name: str) -> Callable[[Article], bool]:
    return lambda a: any(t.name == name for t in a.publication_types)


def _markup(*tags: str) -> Callable[[Article], bool]:
    def has(a: Article) -> bool:
        texts = [
            a.title,
            a.vernacular_title,
            a.coi_statement,
            *(k.text for group in a.keyword_lists for k in group.keywords),
        ]
        texts += [s.text for each in (a.abstract, *a.other_abstracts) if each for s in each.sections]
        texts += [r.citation for r in a.references]
        texts += [place.text for person in a.authors for place in person.affiliations]
        return any(f"<{tag}" in text.markup for text in texts if text for tag in tags)

    return has


FEATURES: dict[str, Callable[[Article], bool]] = {
    "authors>=50": lambda a: len(a.authors) >= 50,
    "coi": lambda a: a.coi_statement is not None,
    "collective-name": lambda a: any(p.collective_name for p in a.authors),
    "databank-nct": lambda a: any(bank.accession_numbers for bank in a.data_banks),  # the index means any bank
    "investigators": lambda a: any(group.people for group in a.investigator_lists),
    "italic-bold": _markup("i>", "b>"),
    "keywords": lambda a: any(group.keywords for group in a.keyword_lists),
    "mathml": _markup("mml:math"),
    "medline-date": lambda a: bool(a.journal.pub_date.printed),
    "no-abstract": lambda a: not a.has_abstract,
    "no-authors": lambda a: not a.authors,
    "orcid": lambda a: any(i.source == "ORCID" for p in a.authors for i in p.identifiers),
    "other-abstract": lambda a: bool(a.other_abstracts),
    "personal-name-subject": lambda a: bool(a.personal_name_subjects),
    "references": lambda a: bool(a.references),
    "season": lambda a: a.journal.pub_date.month is not None and a.journal.pub_date.day is None,
    "structured-abstract": lambda a: a.abstract is not None and any(s.label for s in a.abstract.sections),
    "sub-sup": _markup("sub>", "sup>"),
    "suppl-mesh": lambda a: bool(a.supplementary_concepts),
    "vernacular-title": lambda a: a.vernacular_title is not None,
    "version>1": lambda a: int(a.pmid_version) > 1,
}
BY_KIND = {"cc": _tied, "lang": _language, "pt": _typed}


def test_every_odd_record_says_what_is_odd(odd: dict[int, Article], features: dict[str, list[int]]) -> None:
    looked_at = 0
    for feature, pmids in features.items():
        kind, _, name = feature.partition(":")
        holds = BY_KIND[kind](name) if name else FEATURES[feature]
        there = [pmid for pmid in pmids if pmid in odd]
        # Of a PMID in the mirror twice the later file's record may be another than the index saw.
        wrong = [pmid for pmid in there if not holds(odd[pmid])]
        assert len(wrong) <= len(there) // 50, f"{feature}: {wrong}"
        looked_at += len(there)
    assert looked_at > 2_500


def text(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def plainly(root: etree._Element) -> dict[str, object]:
    """A second reading, written apart from ours: paths instead of a walk."""
    citation = "MedlineCitation/"
    paper = citation + "Article/"
    authors = root.findall(paper + "AuthorList/Author")
    affiliations = [len(p.findall("AffiliationInfo") + p.findall("Affiliation")) for p in authors]
    if authors and root.find(paper + "Affiliation") is not None:
        affiliations[0] += 1
    ids = [(i.get("IdType"), text(i)) for i in root.findall("PubmedData/ArticleIdList/ArticleId")]
    return {
        "pmid": text(root.find(citation + "PMID")),
        "title": text(root.find(paper + "ArticleTitle")),
        "abstract": [text(s) for s in root.findall(paper + "Abstract/AbstractText")],
        "authors": [(text(p.find("LastName")), text(p.find("Initials"))) for p in authors],
        "affiliations": affiliations,
        "mesh": [
            [(text(part), part.get("UI") or "", part.get("MajorTopicYN") == "Y") for part in heading]
            for heading in root.findall(citation + "MeshHeadingList/MeshHeading")
        ],
        "chemicals": [text(n) for n in root.findall(citation + "ChemicalList/Chemical/RegistryNumber")],
        "types": [text(t) for t in root.findall(paper + "PublicationTypeList/*")],
        "languages": [text(t) for t in root.findall(paper + "Language")],
        "ids": list(dict.fromkeys(ids)),
        "references": [text(c) for c in root.findall("PubmedData/ReferenceList//Citation")],
        "cited": [
            [text(i) for i in r.findall("ArticleIdList/ArticleId")]
            for r in root.findall("PubmedData/ReferenceList//Reference")
        ],
        "ties": [c.get("RefType") for c in root.findall(citation + "CommentsCorrectionsList/CommentsCorrections")]
        + [c.tag for c in root.findall(citation + "CommentsCorrections/*")],  # until 2009
        "history": [h.get("PubStatus") for h in root.findall("PubmedData/History/*")],
        "grants": [text(g.find("GrantID")) for g in root.findall(paper + "GrantList/Grant")],
    }


def ours(a: Article) -> dict[str, object]:
    def line(plain: str) -> str:
        return " ".join(plain.split())

    return {
        "pmid": str(a.pmid),
        "title": line(a.title.plain),
        "abstract": [line(s.text.plain) for s in a.abstract.sections] if a.abstract else [],
        "authors": [(line(p.last_name), line(p.initials)) for p in a.authors],
        "affiliations": [len(p.affiliations) for p in a.authors],
        "mesh": [
            [(line(h.name), h.ui, h.major), *((line(q.name), q.ui, q.major) for q in h.qualifiers)]
            for h in a.mesh_headings
        ],
        "chemicals": [c.registry_number for c in a.chemicals],
        "types": [line(t.name) for t in a.publication_types],
        "languages": list(a.languages),
        "ids": [(i.type, line(i.value)) for i in a.ids],
        "references": [line(r.citation.plain) for r in a.references],
        "cited": [[line(i.value) for i in r.ids] for r in a.references],
        "ties": [c.type for c in a.corrections],
        "history": [h.status for h in a.history],
        "grants": [line(g.id) for g in a.grants],
    }


def test_each_record_says_what_a_plain_look_at_its_elements_says(shared: Path) -> None:
    for name in SMALL[:2]:
        for record in records(shared / f"data/mirror/{name}.xml.gz"):
            root = etree.fromstring(record.xml)
            seen, said = plainly(root), ours(record.article)
            if root.find(".//{*}math") is not None:  # white space within formulas is layout: see test_text
                for part in ("title", "abstract"):
                    seen.pop(part), said.pop(part)
            assert said == seen


def test_unknown_elements_are_those_that_are_no_nlms(odd: dict[int, Article]) -> None:
    unknown = {pmid: set(a.unknown_elements) for pmid, a in odd.items() if a.unknown_elements}
    assert len(unknown) <= 3
    assert set().union(*unknown.values()) == NOT_NLMS


@pytest.mark.parametrize("name", [*SMALL, *UPDATES])
def test_both_ways_of_reading_agree(shared: Path, name: str) -> None:
    quick = every = 0
    for record in records(shared / f"data/mirror/{name}.xml.gz"):
        every += 1
        slow = article(fields_of(tree(record.xml)))
        assert record.article == slow
        try:
            assert article(cut(record.xml.decode())) == slow
            quick += 1
        except Unusual:
            pass
    assert quick >= 0.98 * every - 1


@pytest.mark.parametrize("name", [SMALL[0], SMALL[3], *UPDATES])
def test_the_stored_record_is_the_published_one(shared: Path, name: str) -> None:
    path = shared / f"data/mirror/{name}.xml.gz"
    with igzip.open(path) as stream:  # type: ignore[no-untyped-call]
        root = etree.fromstring(stream.read(), etree.XMLParser(resolve_entities=False, no_network=True))
    published = [el for el in root if el.tag != "DeleteCitation"]
    found = list(records(path))
    assert len(found) == len(published)
    for record, element in zip(found, published, strict=True):
        element.tail = None
        assert etree.tostring(etree.fromstring(record.xml), method="c14n") == etree.tostring(element, method="c14n")
        assert parse(record.xml) == record.article


def test_deletions_are_read(shared: Path) -> None:
    found = [e for name in UPDATES for e in read(shared / f"data/mirror/{name}.xml.gz") if isinstance(e, Deletion)]
    assert len(found) == 27


def test_books_are_read(shared: Path) -> None:
    books = [record.article for record in records(shared / "data/pubmed-books.xml.gz")]
    assert len(books) == 21
    assert all(a.book_data is not None and a.book_data.book.title.plain for a in books)
    assert all(a.pub_date.year for a in books)
    assert sum(bool(a.authors) for a in books) == 18
    assert not any(a.unknown_elements for a in books)


def test_files_of_other_years_are_read(shared: Path) -> None:
    tests = shared / "data/eutils/biopython-entrez/Tests/Entrez"
    count = 0
    for path in [*tests.glob("pubmed?.xml"), shared / "data/dtd/pubmed_sample.xml", *shared.glob("data/dtd/*.xml.gz")]:
        for record in records(path):
            count += 1
            assert not record.article.unknown_elements
            assert record.article.title.plain or record.article.book_data
    assert count == 35


def test_a_citation_set_of_its_records(shared: Path) -> None:
    """The same citations as NLM would have sent them before 2016: without `PubmedArticle` and `PubmedData`."""
    path = shared / f"data/mirror/{SMALL[3]}.xml.gz"
    found = list(records(path))
    citations = [re.search(rb"<MedlineCitation.*</MedlineCitation>", each.xml, re.DOTALL) for each in found]
    data = b"<MedlineCitationSet>" + b"\n".join(each[0] for each in citations if each) + b"</MedlineCitationSet>"
    again = [each.article for each in read(BytesIO(data)) if isinstance(each, Record)]
    assert [(a.pmid, a.title, a.journal, a.authors) for a in again] == [
        (each.article.pmid, each.article.title, each.article.journal, each.article.authors) for each in found
    ]
    assert not any(a.ids or a.history for a in again)


@pytest.mark.slow
def test_every_record_of_the_mirror_is_read_both_ways_alike(shared: Path) -> None:
    count = 0
    unknown: set[str] = set()
    for path in sorted((shared / "data/mirror").glob("*/*.xml.gz")):
        for record in records(path):
            count += 1
            unknown.update(record.article.unknown_elements)
            assert record.article == article(fields_of(tree(record.xml)))
    assert count == 187_798
    assert unknown == NOT_NLMS
