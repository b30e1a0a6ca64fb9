"""The benches of ranking on collections invented here: what they read, and that what they print is about it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

pytest.importorskip("ir_measures", reason="ir-measures has no wheel for this machine")

from bench import _collections as collections
from bench._measures import RELEVANCE, by_query, means, significance
from bench.related import belonging

from tests.cli.door import Osler, home, osler

__all__ = ["home", "osler"]

SUBJECTS = ("digoxin heart failure", "dialysis kidney urea", "oxygen lung fibrosis")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty records on three subjects, one question each; odd characters, and both shapes of MeSH."""
    here = tmp_path / "invented"
    here.mkdir()
    lines = [
        {
            "_id": f"d{n}",
            "title": f"On {SUBJECTS[n % 3]} {n}",
            "text": f"{SUBJECTS[n % 3]} \x01 & <b> {n}",
            "mesh": ["Humans"],
        }
        for n in range(30)
    ]
    lines[0] |= {"mesh_major": "HEART-FAILURE: dt.  DIGOXIN.", "mesh_minor": "HUMAN."}
    with gzip.open(here / "corpus.jsonl.gz", "wt") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)
    queries = [{"_id": str(n), "text": f"What of {SUBJECTS[n]}?"} for n in range(3)]
    (here / "queries.jsonl").write_text(
        "\n".join(json.dumps(each) for each in [*queries, {"_id": "9", "text": "unjudged"}])
    )
    rows = [f"{n % 3}\td{n}\t{4 if n < 15 else 1}" for n in range(30)]
    (here / "qrels.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *rows]))
    return here


def test_relevance_prints_every_measure_of_every_way(osler: Osler, folder: Path) -> None:
    report = osler("bench", "relevance", "--collection", folder, "--dense", "off", "--json").json
    assert (report["documents"], report["queries"]) == (30, 3)
    for way in ("BM25", "best match"):
        assert set(RELEVANCE) <= set(report["ways"][way])
    assert report["ways"]["best match"]["recall@100"] == 1.0
    assert report["ways"]["best match"]["MAP"] == 1.0


def test_related_prints_both_models(osler: Osler, folder: Path) -> None:
    report = osler("bench", "related", "--collection", folder, "--good", 1, "--json").json
    assert report["papers"] == 30
    assert report["ways"]["related"]["P@5"] == 1.0
    assert set(report["ways"]) == {"PMRA", "related", "latency"}


def test_a_screened_review_relates_what_it_kept(osler: Osler, tmp_path: Path) -> None:
    rows = ["record_id,title,keywords,abstract,label_included"]
    rows += [
        f'{n},"{SUBJECTS[n % 3]} {n}","Aged; Humans","about {SUBJECTS[n % 3]}",{int(n % 3 == 0)}' for n in range(12)
    ]
    (tmp_path / "Invented.csv").write_text("\n".join(rows))
    (review,) = collections.read(tmp_path)
    assert len(review.included) == 4
    assert review.documents[0].headings == (("Aged", False), ("Humans", False))
    assert osler("bench", "related", "--collection", tmp_path, "--json").json["ways"]["related"]["nDCG@10"] == 1.0


def test_headings_are_read_in_every_shape(folder: Path) -> None:
    (found,) = collections.read(folder)
    assert found.documents[0].headings[:3] == (("Heart failure", True), ("Digoxin", True), ("Human", False))
    assert found.documents[1].headings == (("Humans", False),)


def test_documents_of_other_collections_are_mixed_in_apart(folder: Path) -> None:
    (one,) = collections.read(folder)
    both = collections.pooled(one, [one])
    assert len({document.id for document in both.documents}) == 60


def test_what_belongs_together_is_what_one_question_calls_good(folder: Path) -> None:
    (found,) = collections.read(folder)
    assert belonging(found)["d0"] == {"d3": 1, "d6": 1, "d9": 1, "d12": 1}
    assert len(belonging(found, good=1)["d0"]) == 9


def test_gain_is_linear_and_a_question_without_hits_counts_nought() -> None:
    table = by_query({"a": ["x", "y"]}, {"a": {"x": 1, "y": 3}, "b": {"z": 1}}, RELEVANCE)
    assert table["nDCG@10"]["a"] == pytest.approx((1 + 3 / 1.58496) / (3 + 1 / 1.58496), abs=1e-4)
    assert means(table)["recall@100"] == 0.5


def test_chance_explains_no_difference_and_hardly_a_steady_one() -> None:
    ours = {str(n): 0.5 + 0.01 * (n % 3) for n in range(40)}
    assert significance(ours, ours) == 1.0
    assert significance(ours, {key: value - 0.1 for key, value in ours.items()}) < 0.01


def test_an_empty_folder_is_named(osler: Osler, tmp_path: Path) -> None:
    said = osler("bench", "relevance", "--collection", tmp_path)
    assert said.code != 0
    assert "corpus.jsonl" in said.err
