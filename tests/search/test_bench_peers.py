"""Xapian and PostgreSQL as peers: the same words give the same numbers; one that is absent says how to get it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import _beside as beside
from bench import _generate, _postgres, _xapian
from bench._peers import GAP, paper
from bench._questions import KINDS, ask, headings

from osler.engine.embedded import EmbeddedEngine
from osler.model.query import Key
from osler.pubmed import xml
from osler.search.vocabulary import Vocabulary, load
from tests.cli.door import Osler, home, osler

__all__ = ["home", "osler"]

MADE_OF = _generate.Profile(
    sentences=(
        "Digoxin slows the failing heart of old patients.",
        "Urea rises while the kidney of a dog fails slowly.",
    ),
    titles=("Digoxin treatment and effect in failing hearts", "Study of blood urea cells and activity in human kidney"),
    headings=tuple(
        f'<MeshHeadingList><MeshHeading><DescriptorName UI="D{n:06}" MajorTopicYN="N">Heading {n}</DescriptorName>'
        "</MeshHeading></MeshHeadingList>"
        for n in range(20)
    ),
    chemicals=("",),
    types=(
        '<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList>',
    ),
    journals=(("", "<Title>Annals</Title><ISOAbbreviation>Ann</ISOAbbreviation>", "<MedlineJournalInfo/>"),),
    last_names=("Smith", "Osler"),
    initials=("J", "W"),
    authors=(2,),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    made = _generate.corpus(tmp_path_factory.mktemp("peers"))
    _generate.grow(made, MADE_OF, 150)
    yield made
    made.close()


@pytest.mark.parametrize("name", sorted(beside.PEERS))
def test_a_peer_counts_what_we_count(engine: EmbeddedEngine, name: str, tmp_path: Path) -> None:
    asked = {kind: ask(engine, kind, 5) for kind in KINDS if kind != "exploded"}
    report = beside.beside(name, engine, asked, tmp_path)
    if "skipped" in report:
        pytest.skip(report["skipped"])
    assert (report["records"], report["filled"]) == (150, 150)
    assert {"or", "and", "phrase", "prefix", "dates", "newest", "facets_exact", "related"} == set(report["kinds"])
    for kind, row in report["kinds"].items():
        assert row["counts_equal"] in (1.0, None), kind
        assert row["asked"] == 5
    assert report["kinds"]["newest"]["first_twenty_shared"] == 1.0
    assert report["kinds"]["phrase"]["counts_equal"] == 1.0
    again = beside.beside(name, engine, {"and": asked["and"]}, tmp_path)
    assert (again["records"], again["filled"]) == (150, 0), "what was kept is not filled again"
    assert again["kinds"]["and"]["counts_equal"] == 1.0


def test_a_peer_that_is_not_installed_says_how_to_get_it(
    engine: EmbeddedEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_xapian, "python", lambda: None)
    monkeypatch.setattr(_postgres, "programs", lambda: None)
    for name, package in (("xapian", "python3-xapian"), ("postgres", "postgresql")):
        assert package in beside.beside(name, engine, {}, tmp_path)["skipped"]
    assert "left out" in capsys.readouterr().err


def test_an_unknown_peer_is_named(osler: Osler) -> None:
    said = osler("bench", "search", "--with", "lucene")
    assert said.code != 0
    assert "lucene" in said.err


def test_no_phrase_spans_title_and_abstract(engine: EmbeddedEngine) -> None:
    first = paper(xml.parse(next(iter(engine.scan())).xml))
    assert first.stems["digoxin" if "digoxin" in first.title else "urea"] >= 3
    assert GAP > 1


def test_postgres_is_looked_for_where_debian_keeps_it() -> None:
    if not Path("/usr/lib/postgresql").is_dir() and not shutil.which("initdb"):
        pytest.skip("PostgreSQL is not installed here")
    found = _postgres.programs()
    assert found is not None
    assert (found / "pg_ctl").exists()


def test_headings_of_a_tree_are_asked_for_as_they_are_exploded(tmp_path: Path) -> None:
    assert headings(Vocabulary.open(tmp_path), 5) == [], "no tree, no headings"
    tree = tmp_path / "tree.tsv"
    tops = [("D1", "Synthetic Diseases", "C90"), ("D2", "Synthetic Cells", "A90")]
    below = [(f"D1{n:04}", f"Disease {n}", f"C90.{n:03}") for n in range(100, 500)]
    few = [(f"D2{n:04}", f"Cell {n}", f"A90.{n:03}") for n in range(100, 110)]
    rows = [*tops, *below, *few]
    tree.write_text("ui\tname\ttree_number\n" + "".join("\t".join(row) + "\n" for row in rows))
    load.load(tmp_path, tree)
    (found,) = headings(Vocabulary.open(tmp_path), 5)
    assert found.names[0] == "synthetic diseases"
    assert len(found.names) == 1 + len(below)
    assert found.search.where == Key("mesh", found.names)
