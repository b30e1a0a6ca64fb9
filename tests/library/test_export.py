"""Exports read by other people's parsers: every paper, its tags and its note, in every format that has a place."""

from __future__ import annotations

import csv
import io
import json
import warnings

import bibtexparser
import nbib
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from osler.engine.protocol import Engine
from osler.library import importing, queries, services
from osler.library.export import FORMATS, entries
from osler.library.models import Collection, Paper
from osler.people.models import User

PMIDS = [101, 102, 104, 105, 106, 107, 1000, 1001]
NOTE = "First line, 50% & more\nER  - \n@article{forged, title={x}}\n=SUM(1)"
TAGS = ["journal club", "a{b}%", "=cmd|x"]


@pytest.fixture
def club(engine: Engine, ada: User) -> Collection:
    made = services.make_collection(ada, "Club")
    services.keep(engine, PMIDS)
    services.add(made, ada, PMIDS)
    access = queries.access(ada, made.pk)
    row = queries.saved_page(made, ada, queries.Wanted()).rows[0]
    services.write_note(access, row.id, NOTE, version=0)
    services.set_tags(access, row.id, TAGS)
    return made


def _text(engine: Engine, club: Collection, user: User | None, format: str) -> str:
    return "".join(FORMATS[format].write(entries(engine, club, user)))


def test_rispy_reads_our_ris(engine: Engine, club: Collection, ada: User) -> None:
    found = rispy.loads(_text(engine, club, ada, "ris"))
    assert [int(each["accession_number"]) for each in found] == PMIDS
    assert set(TAGS) <= set(found[0]["keywords"])
    assert any(" ".join(NOTE.split()) in note for note in found[0]["notes"])


def test_bibtexparser_reads_our_bibtex(engine: Engine, club: Collection, ada: User) -> None:
    library = bibtexparser.parse_string(_text(engine, club, ada, "bib"))  # type: ignore[attr-defined]
    assert not library.failed_blocks
    assert [int(entry["pmid"]) for entry in library.entries] == PMIDS
    assert "forged" not in library.entries_dict
    assert "journal club" in library.entries[0]["keywords"]
    assert r"50\% \& more" in library.entries[0]["annote"]


def test_nbib_reads_our_nbib(engine: Engine, club: Collection, ada: User) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its date parser guesses
        found = nbib.read(_text(engine, club, ada, "nbib"))
    assert [each["pubmed_id"] for each in found] == PMIDS
    assert "journal club" in found[0]["keywords"]


def test_citeproc_renders_our_csl(engine: Engine, club: Collection, ada: User) -> None:
    items = json.loads(_text(engine, club, ada, "csl.json"))
    assert [int(item["PMID"]) for item in items] == PMIDS
    assert items[0]["note"].endswith(NOTE)
    assert "journal club" in items[0]["keyword"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fields it does not know
        source = CiteProcJSON(items)
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"].lower())]))
        assert len(bibliography.bibliography()) == len(PMIDS)


def test_a_spreadsheet_calculates_nothing(engine: Engine, club: Collection, ada: User) -> None:
    rows = list(csv.DictReader(io.StringIO(_text(engine, club, ada, "csv"))))
    assert [int(row["PMID"]) for row in rows] == PMIDS
    assert rows[0]["Note"] == NOTE
    assert rows[0]["Tags"].startswith("'=cmd|x; ") or rows[0]["Tags"][0] not in "=+-@"
    assert all(cell[:1] not in ("=", "+", "-", "@") for row in rows for cell in row.values())


@pytest.mark.parametrize("format", list(FORMATS))
def test_whoever_has_the_link_gets_the_papers_alone(engine: Engine, club: Collection, format: str) -> None:
    text = _text(engine, club, None, format)
    assert "First line" not in text
    assert "journal club" not in text
    assert len(text) > 20


@pytest.mark.parametrize("format", list(FORMATS))
def test_a_deleted_paper_is_exported_as_it_was_kept(engine: Engine, club: Collection, ada: User, format: str) -> None:
    kept = Paper.objects.get(pmid=101)
    Paper.objects.create(
        **{name: getattr(kept, name) for name in ("title", "citation", "line", "words", "ties", "seen_at")},
        pmid=990,
        gone=True,
    )
    services.add(club, ada, [990], on_top=False)
    text = _text(engine, club, ada, format)
    assert "990" in text.rstrip()[-1500:]
    if format in ("ris", "bib", "nbib", "csl.json"):
        last = importing.read(text.encode()).entries[-1]
        assert (last.doi, last.year) == ("10.5555/synth.2020.101", "2020")
        assert last.title.lower().startswith("effect of")


@pytest.mark.parametrize("format", list(FORMATS))
def test_an_empty_collection_is_an_empty_file(engine: Engine, ada: User, format: str) -> None:
    text = _text(engine, services.make_collection(ada, "Empty"), ada, format)
    assert text in ("", "[]\n") or text.startswith("PMID,")
