"""Files from elsewhere: recognised by what they hold, read past what is broken, matched without guessing."""
# ruff: noqa: E501  # files stay as programs write them

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from osler import cite
from osler.engine.protocol import Engine
from osler.errors import BadInput
from osler.library import importing, queries, services
from osler.library.importing.entry import doi_in
from osler.people.models import User
from osler.pubmed.xml import parse
from tests.web import papers

RIS = """TY  - JOUR
TI  - Effect of zorbimab on IL-6+ cells in synthetic sclerosis
PY  - 2020/03//
T2  - Synthetic Journal of Medicine
ER  -

TY  - JOUR
DO  - https://doi.org/10.5555/SYNTH.2020.101.
ER  -
"""
REFER = """%0 Journal Article
%T Effect of zorbimab on IL-6+ cells in synthetic sclerosis
%A Doe, Jane Q
%J Synthetic Journal of Medicine
%D 2020
%X An abstract

with an empty line.
%U https://example.org/x
%0 Journal Article
%T Another
%R https://doi.org/10.5555/SYNTH.2020.101
"""
ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?>
<xml><records><record><ref-type name="Journal Article">17</ref-type><titles><title><style face="normal">Effect of </style>
<style face="italic">zorbimab</style><style> on IL-6+ cells in synthetic sclerosis</style></title></titles>
<dates><year><style>2020</style></year></dates></record><record><titles><title>Any</title></titles>
<electronic-resource-num><style>10.5555/synth.2020.101</style></electronic-resource-num></record></records></xml>"""
RDF = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:link="http://purl.org/rss/1.0/modules/link/">
<bib:Article rdf:about="#item_1"><z:itemType>journalArticle</z:itemType><dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
<dc:title>Effect of zorbimab on IL-6+ cells in synthetic sclerosis</dc:title><dc:date>2020-03</dc:date></bib:Article>
<bib:Journal rdf:about="urn:issn:1234-5678"><dc:title>Synth J Med</dc:title><dc:identifier>DOI 10.5555/synth.2020.101</dc:identifier></bib:Journal>
<bib:Article rdf:about="#item_2"><z:itemType>journalArticle</z:itemType><dc:title>Only an extra</dc:title>
<dc:description>PMID: 1003</dc:description></bib:Article>
<z:Attachment rdf:about="#item_3"><z:itemType>attachment</z:itemType><dc:title>Full text</dc:title></z:Attachment>
</rdf:RDF>"""


def _found(engine: Engine, data: str | bytes) -> tuple[str, list[tuple[int, str] | None]]:
    file = importing.read(data.encode() if isinstance(data, str) else data)
    return file.format, [tuple(each) if each else None for each in importing.match(engine, file.entries)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "format", "found"),
    [
        (RIS, "ris", [(101, "title"), (101, "DOI")]),
        (RIS.replace("\n", "\r\n"), "ris", [(101, "title"), (101, "DOI")]),
        (RIS.replace("\n", "\r"), "ris", [(101, "title"), (101, "DOI")]),
        ("PMID- 101\nTI  - Effect of\n      zorbimab\n\nPMID- 999\n", "nbib", [(101, "PMID"), None]),
        ("@article{a, title={{Effect of \\textit{zorbimab} on IL-6\\textsuperscript{+} cells in synthetic sclerosis}}, year=2020}",
         "bibtex", [(101, "title")]),
        ("@article{a, pmid = {1003}}\n@article{b, doi = \"10.5555/synth.2020.101\"}", "bibtex", [(1003, "PMID"), (101, "DOI")]),
        (json.dumps([{"PMID": "1003"}, {"note": "PMCID: PMC9000101"}]), "csl", [(1003, "PMID"), (101, "PMCID")]),
        (json.dumps({"items": [{"DOI": "10.5555/synth.2020.101"}]}), "csl", [(101, "DOI")]),
        (REFER, "refer", [(101, "title"), (101, "DOI")]),
        (ENDNOTE, "endnote", [(101, "title"), (101, "DOI")]),
        (RDF, "rdf", [(101, "DOI"), (1003, "PMID")]),
        ("101\nPMID: 1003\nhttps://doi.org/10.5555/synth.2020.101\nPMC9000101\n999\n", "list",
         [(101, "PMID"), (1003, "PMID"), (101, "DOI"), (101, "PMCID"), None]),
        ("1001, 1002 1003", "list", [(1001, "PMID"), (1002, "PMID"), (1003, "PMID")]),
        ("PMID,Title\n1003,x\n,Gonioscopy study 7\n", "table", [(1003, "PMID"), None]),
        ("title;year;journal\nGonioscopy study 7;1997;Alpha J\n", "table", [(1007, "title")]),
        ("PT J\nTI Gonioscopy study 7\nSO ALPHA J\nPY 1997\nER\n\nPT J\nPM 1003\nER\nEF", "wos", [(1007, "title"), (1003, "PMID")]),
        ("<PubmedArticleSet><PubmedArticle><MedlineCitation Status='x'><PMID Version='1'>101</PMID></MedlineCitation></PubmedArticle></PubmedArticleSet>",
         "xml", [(101, "PMID")]),
    ],
)  # fmt: skip
def test_a_file_says_itself_what_it_is(
    engine: Engine, text: str, format: str, found: list[tuple[int, str] | None]
) -> None:
    assert _found(engine, text) == (format, found)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_letters_come_through_in_every_encoding(encoding: str) -> None:
    text = "TY  - JOUR\nTI  - Ödem, naïve and déjà vu\nER  - \n"
    data = text.encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    file = importing.read(data)
    assert file.entries[0].title == "Ödem, naïve and déjà vu"
    assert [each.where for each in file.troubles] == (["line 2"] if encoding == "latin-1" else [])


def test_what_is_broken_is_named_by_its_line_and_the_rest_is_read() -> None:
    text = "TY  - JOUR\nTI  - One\nER  - \nTI  - Two without a beginning\nER  - \nTY  - JOUR\nER  - \n"
    file = importing.read(text.encode())
    assert [each.title for each in file.entries] == ["One", "Two without a beginning"]
    assert [each.where for each in file.troubles] == ["line 4", "line 6"]
    file = importing.read(b"@article{a, title={One}}\n\n@article{b, title={Two\n\n@article{c, title={Three}}\n")
    assert "One" in [each.title for each in file.entries]
    assert [each.where for each in file.troubles] == ["line 3"]
    file = importing.read(b"101\nTY - x\n1003\n")
    assert [each.pmid for each in file.entries] == ["101", "1003"]
    file = importing.read(b"101\nnot a number\n")
    assert [each.where for each in file.troubles] == ["line 2"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"[{]", "line 1"),
        (b"[" * 100_000, "nested"),
        (b"<?xml version='1.0'?><records/>", "neither"),
        (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><a", "no RDF"),
        (
            b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:li rdf:ID='a' rdf:about='b'/></rdf:RDF>",
            "no RDF",
        ),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml><records><record><titles></titles></record></records></xml>", "document type"),
        (b"<xml><records><record><titles></xml>", "no XML"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "document type"),
        (b"0" * (importing.LARGEST + 1), "larger"),
        (b"1\n" * (importing.MOST + 1), "divide"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said(data: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        importing.read(data)


def test_a_number_of_another_database_is_not_taken_for_a_pmid(engine: Engine) -> None:
    entry = "TY  - JOUR\nAN  - 1007\nTI  - {}\nER  - \n"
    assert _found(engine, entry.format("Something altogether different was studied"))[1] == [None]
    assert _found(engine, entry.format("Gonioscopy study 7"))[1] == [(1007, "PMID")]


def test_a_title_many_papers_may_have_needs_year_and_journal(engine: Engine) -> None:
    entry = "TY  - JOUR\nTI  - Gonioscopy study 7\n{}ER  - \n"
    assert _found(engine, entry.format(""))[1] == [None]
    assert _found(engine, entry.format("PY  - 1997\n"))[1] == [None]
    assert _found(engine, entry.format("PY  - 1997\nJF  - Alpha J\n"))[1] == [(1007, "title")]
    assert _found(engine, entry.format("PY  - 2015\nJF  - Alpha J\n"))[1] == [None]


def test_a_doi_is_found_in_what_people_write() -> None:
    assert (
        doi_in("https://doi.org/10.1002/(SICI)1097-0258(19980815)17:15<1661.")
        == "10.1002/(sici)1097-0258(19980815)17:15"
    )
    assert doi_in("(doi: 10.1016/S0140-6736(20)30183-5)") == "10.1016/s0140-6736(20)30183-5"
    assert doi_in("10.5555%2Fx.") == "10.5555/x"
    assert doi_in("no doi") == ""


def test_what_we_export_comes_back(engine: Engine) -> None:
    articles = [parse(each.xml) for each in engine.scan()]
    wanted = [article.pmid for article in articles]
    for text in (
        "".join(map(cite.ris, articles)),
        "".join(map(cite.bibtex, articles)),
        "\n".join(map(cite.nbib, articles)),
        json.dumps([cite.csl(each) for each in articles]),
        cite.csv_header() + "".join(map(cite.csv_row, articles)),
    ):
        format, found = _found(engine, text)
        assert [each[0] if each else None for each in found] == wanted, format


def test_an_import_is_found_in_slices_in_the_files_order(engine: Engine, ada: User) -> None:
    club = services.make_collection(ada, "Club")
    data = "\n".join(["1005", "999", *map(str, range(1000, 1060)), "x y", "1005"]).encode()
    row = services.begin_import(queries.access(ada, club.pk), data, "list.txt")
    assert (row.entries, row.done, len(row.problems)) == (63, 0, 1)
    row = services.advance_import(engine, ada, row.pk)
    assert (row.done, row.waiting, row.added, row.found) == (63, "", 60, {"PMID": 62})
    assert [each.label for each in queries.missing(row)] == ["PMID 999"]
    order = list(club.papers.order_by("place", "id").values_list("paper_id", flat=True))
    assert order == [1005, *range(1000, 1005), *range(1006, 1060)]
    again = services.begin_import(queries.access(ada, club.pk), data, "list.txt")
    assert services.advance_import(engine, ada, again.pk).added == 0


def test_a_large_import_stops_for_breath_and_goes_on(engine: Engine, ada: User) -> None:
    club = services.make_collection(ada, "Club")
    data = "\n".join(str(pmid) for pmid in range(1, 1001)).encode()
    row = services.begin_import(queries.access(ada, club.pk), data, "list.txt")
    steps = [services.advance_import(engine, ada, row.pk, seconds=0).done for _ in range(5)]
    assert steps == [200, 400, 600, 800, 1000]


def test_files_of_other_projects_are_read_or_refused(shared: Path) -> None:
    folder = shared / "data/citation-formats"
    read = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        try:
            file = importing.read(data)
        except BadInput:  # XML of other programs
            assert path.suffix == ".xml"
            continue
        assert file.entries or file.troubles, path
        read += bool(file.entries)
    assert read > 100


def test_the_hostile_record_is_found_by_its_title(engine: Engine) -> None:
    (record,) = engine.fetch([papers.HOSTILE]).values()
    article = parse(record.xml)
    _, found = _found(
        engine, json.dumps([{"title": article.title.plain, "issued": {"date-parts": [[article.pub_date.year]]}}])
    )
    assert found == [(papers.HOSTILE, "title")] or len(article.title.plain.split()) < 5
