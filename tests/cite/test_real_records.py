"""Every oddity of the format, from real records, through every format and back by an independent reader."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import jsonschema
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from Bio import Medline

from osler import cite
from osler.cite import names, source
from osler.cite.text import without_stop
from osler.model.article import Article, Record
from osler.pubmed.xml import read


@pytest.fixture(scope="module")
def articles(shared: Path) -> list[Article]:
    (first,) = (shared / "data/mirror/baseline").glob("*n0001.xml.gz")
    files = (first, shared / "data/pubmed-books.xml.gz")
    found = [event.article for file in files for event in read(file) if isinstance(event, Record)]
    assert len(found) > 2_400
    return found


def test_ris(articles: list[Article]) -> None:
    entries = rispy.loads("\n".join(map(cite.ris, articles)))
    assert len(entries) == len(articles)
    for article, entry in zip(articles, entries, strict=True):
        assert entry["accession_number"] == str(article.pmid)
        assert entry.get("title", "") == without_stop(source.title(article))
        assert len(entry.get("authors", [])) == len(names.authors(article))
        assert entry.get("doi", "") == article.doi


def test_bibtex(articles: list[Article]) -> None:
    once = {article.pmid: article for article in articles}.values()  # the books' file has some twice
    library = parse_string("\n".join(map(cite.bibtex, once)))
    assert not library.failed_blocks
    for article, entry in zip(once, library.entries, strict=True):
        assert entry["pmid"] == str(article.pmid)
        assert ("doi" in entry.fields_dict) is bool(article.doi)


def test_csl(articles: list[Article], shared: Path) -> None:
    schema = json.loads((shared / "data/schemas/csl-data.json").read_text("utf-8"))
    check = jsonschema.Draft7Validator(schema)
    assert not list(check.iter_errors(json.loads(json.dumps([cite.csl(a) for a in articles[::8]]))))


def test_medline_text(articles: list[Article]) -> None:
    records = list(Medline.parse(io.StringIO("\n".join(map(cite.nbib, articles)))))  # type: ignore[no-untyped-call]
    assert [record["PMID"] for record in records] == [str(a.pmid) for a in articles]
    for article, record in zip(articles, records, strict=True):
        people = [p for p in names.authors(article) if p.collective_name is None]
        assert len([name for name in record.get("AU", []) if name != "et al."]) == len(people)
        assert len(record.get("MH", [])) == len(article.mesh_headings)


def test_csv(articles: list[Article]) -> None:
    rows = list(csv.reader(io.StringIO(cite.csv_header() + "".join(map(cite.csv_row, articles)))))
    assert len(rows) == len(articles) + 1
    assert {len(row) for row in rows} == {11}


@pytest.mark.parametrize("style", cite.STYLES)
def test_references(articles: list[Article], style: cite.Style) -> None:
    for article in articles:
        text = cite.formatted(article, style)
        assert text == " ".join(text.split())
        after_title = text.partition(source.title(article))[2]
        assert not re.search(r"\(\)|;:|,,| ,", after_title), text
        assert article.is_retracted is ("Retract" in source.retraction(article))
