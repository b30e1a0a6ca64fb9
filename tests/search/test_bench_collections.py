"""The benches of ranking on collections invented here: what they read, and that what they print is about it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("ir_measures", reason="ir-measures has no wheel for this machine")

import ir_measures
from bench import _collections as collections
from bench._measures import RELEVANCE, by_query, capped, means, significance
from bench._screened import read_reviews
from bench._vectors import Remembered
from bench.related import belonging

from osler.search.reading import Reading
from osler.search.terms import authors
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


class Counting:
    """An encoder that counts what it reads."""

    name, dimensions = "counting", 3

    def __init__(self) -> None:
        self.texts: list[str] = []

    def read(self, texts: Sequence[str]) -> list[Reading]:
        self.texts += texts
        return [self.question(text) for text in texts]

    def question(self, text: str) -> Reading:
        rows = np.array([[1, -1, 1]] * (len(text) > 4), np.float32).reshape(-1, 3)
        return Reading(
            np.array([len(text), text.count("a"), 1], np.float32), np.arange(len(rows), dtype=np.uint32), rows
        )


def test_an_encoder_reads_a_text_once_however_often_it_is_measured(tmp_path: Path) -> None:
    encoder = Counting()
    first = Remembered(encoder, tmp_path / "new")
    assert [each.vector.tolist() for each in first.read(["banana", "kiwi", "banana"])] == [
        [6, 3, 1],
        [4, 0, 1],
        [6, 3, 1],
    ]
    again = Remembered(encoder, tmp_path / "new")
    kiwi, banana, papaya = again.read(["kiwi", "banana", "papaya"])
    assert (kiwi.vector.tolist(), papaya.vector.tolist()) == ([4, 0, 1], [6, 3, 1])
    assert (kiwi.signs.shape, banana.signs.tolist()) == ((0, 1), encoder.question("banana").signs.tolist())
    assert (encoder.texts, first.new, again.new) == (["banana", "kiwi", "papaya"], 2, 1)


def test_related_prints_both_models(osler: Osler, folder: Path) -> None:
    report = osler("bench", "related", "--collection", folder, "--good", 1, "--dense", "off", "--json").json
    assert report["papers"] == 30
    assert report["ways"]["related"]["P@5"] == 1.0
    assert set(report["ways"]) == {"PMRA", "related", "latency"}


def test_related_prints_the_encoder_as_a_third_way(
    osler: Osler, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = Counting()
    monkeypatch.setattr("bench.related.open_encoder", lambda where: encoder)
    report = osler("bench", "related", "--collection", folder, "--good", 1, "--vectors", tmp_path, "--json").json
    assert len(encoder.texts) == report["documents"]
    assert set(report["ways"]) == {"PMRA", "related", "latency", "related, dense", "latency, dense"}
    assert "p, nDCG@10 against related" in report["ways"]["related, dense"]


def test_a_screened_review_relates_what_it_kept(osler: Osler, tmp_path: Path) -> None:
    rows = ["record_id,title,keywords,abstract,label_included"]
    rows += [
        f'{n},"{SUBJECTS[n % 3]} {n}","Aged; Humans","about {SUBJECTS[n % 3]}",{int(n % 3 == 0)}' for n in range(12)
    ]
    (tmp_path / "Invented.csv").write_text("\n".join(rows))
    (review,) = collections.read(tmp_path)
    assert len(review.included) == 4
    assert review.documents[0].headings == (("Aged", False, ()), ("Humans", False, ()))
    report = osler("bench", "related", "--collection", tmp_path, "--dense", "off", "--json").json
    assert report["ways"]["related"]["nDCG@10"] == 1.0


def test_headings_are_read_in_every_shape(folder: Path) -> None:
    (found,) = collections.read(folder)
    assert found.documents[0].headings[:3] == (
        ("Heart failure", True, ("dt",)),
        ("Digoxin", True, ()),
        ("Human", False, ()),
    )
    assert found.documents[1].headings == (("Humans", False, ()),)


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


def test_recall_is_also_told_of_as_many_as_the_places_can_hold() -> None:
    good = {f"d{n}": 1 for n in range(40)}
    found = [f"d{n}" for n in range(10)] + [f"x{n}" for n in range(90)]
    assert capped({"q": found}, {"q": good, "unasked": {"d": 1}}) == {"q": 0.5, "unasked": 0.0}
    assert capped({"q": found}, {"q": {"d1": 1, "d99": 1, "x1": 0}}) == {"q": 0.5}


def test_chance_explains_no_difference_and_hardly_a_steady_one() -> None:
    ours = {str(n): 0.5 + 0.01 * (n % 3) for n in range(40)}
    assert significance(ours, ours) == 1.0
    assert significance(ours, {key: value - 0.1 for key, value in ours.items()}) < 0.01


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("q\td1\t2\n", {"q": {"d1": 2}}),
        ("query-id\tcorpus-id\tscore\r\nq\td1\t1\r\n", {"q": {"d1": 1}}),
        ("q 0 d1 1\nq 0 d2 -1\n", {"q": {"d1": 1, "d2": -1}}),
        ("q\tQ0\td1\t1.0\n\n", {"q": {"d1": 1}}),
        ("qid\tdocid\n7\t8\n", {"7": {"8": 1}}),
        ("7\t8\t1\n", {"7": {"8": 1}}),
    ],
)
def test_judgements_are_read_in_every_shape(tmp_path: Path, lines: str, wanted: object) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": 8, "text": "a"}\n{"_id": "d1", "title": "b"}\n')
    (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "a"}\n{"_id": 7, "text": "b"}\n')
    (tmp_path / "qrels.tsv").write_bytes(lines.encode())
    assert collections.read(tmp_path)[0].judgements == wanted


def test_documents_may_lack_anything_but_an_id(osler: Osler, tmp_path: Path) -> None:
    corpus = [
        {"_id": 1, "title": "Zebra stripes", "text": None},
        {"id": "two", "abstract": "The stripes of zebra \u0007 and \ud800"},
        {"_id": 3, "text": ["Zebra.", "Gnu."], "mesh": [{"name": "Equidae", "major": True}, "Animals"], "year": 1990},
        {"_id": "empty", "title": "", "text": ""},
        {"_id": 1, "title": "Zebra stripes again", "text": "the later line of one id stands"},
    ]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)))
    with gzip.open(tmp_path / "queries.jsonl.gz", "wt") as out:
        out.write('\ufeff{"qid": 5, "query": "zebra?"}\n\n{"qid": 6, "query": "???"}')
    (tmp_path / "qrels.tsv").write_text("5\t1\t1\n5\ttwo\t1\n5\tgone\t1\n6\t3\t1\n")
    (found,) = collections.read(tmp_path)
    assert [document.id for document in found.documents] == ["1", "two", "3", "empty"]
    assert found.documents[2].headings == (("Equidae", True, ()), ("Animals", False, ()))
    report = osler("bench", "relevance", "--collection", tmp_path, "--dense", "off", "--json").json
    assert (report["documents"], report["queries"]) == (4, 2)
    assert report["ways"]["best match"]["recall@100"] == pytest.approx(1 / 3, abs=1e-4)  # 2 of 3, and nothing for ???
    assert osler("bench", "related", "--collection", tmp_path, "--dense", "off", "--json").json["papers"] == 2


@pytest.mark.parametrize(
    "table",
    [
        "Included,Abstract,Title\nyes,about a,A\nYes,about b,B\nno,about c,C\n",
        "\ufefftitle;label_abstract_screening;label_included;MeSH Terms\nA;1;1;x\nB;1;1.0;y\nC;1;0;\n",
        "id\tprimary_title\tdecision\n1\tA\tInclude\n2\tB\tinclude\n3\tC\tExclude\n",
    ],
)
def test_screened_reviews_are_read_by_what_their_columns_are_called(tmp_path: Path, table: str) -> None:
    (tmp_path / "review.csv").write_text(table, "utf-8")
    (review,) = collections.read(tmp_path)
    assert [document.title for document in review.documents] == ["A", "B", "C"]
    assert review.included == ("1", "2")


@pytest.mark.parametrize(
    "written", ['"Osler, W M; Cushing, H"', '"W. M. Osler and Harvey Cushing"', '"Osler, W M;; Cushing, H; WHO"']
)
def test_authors_of_a_screened_review_are_named_as_pubmed_names_them(tmp_path: Path, written: str) -> None:
    for by in ",;\t":
        table = f"title{by}authors{by}included\nA{by}{written}{by}1\nB{by}{by}0\n"
        (tmp_path / "review.csv").write_text(table, "utf-8")
        (review,) = read_reviews(tmp_path)
        assert [authors(each.fields) for each in review.records] == [("Osler WM", "Cushing H"), ()]


def small(here: Path, qrels: str = "q\ta\t1\n", corpus: str = '{"_id": "a", "text": "zebra"}\n') -> Path:
    """Two records, one question."""
    (here / "corpus.jsonl").write_text(corpus + '{"_id": "b", "text": "gnu"}\n')
    (here / "queries.jsonl").write_text('{"_id": "q", "text": "zebra"}\n')
    (here / "qrels.tsv").write_text(qrels)
    return here


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\ta\t1\n"),
        ("qrels/dev.tsv", "q\ta\t1\n"),
        ("qrels.txt", "q Q0 a 1\n"),
        ("qrels.tsv", "corpus-id\tquery-id\tscore\na\tq\t1\n"),
        ("qrels.tsv", "query_id,doc_id,relevance\nq,a,1\n"),
        ("qrels.tsv", "topic\tdocno\trel\tassessor\nq\ta\t1\tEve\n"),
    ],
)
def test_judgements_are_found_where_others_put_them(tmp_path: Path, name: str, lines: str) -> None:
    (small(tmp_path) / "qrels.tsv").unlink()
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(lines)
    assert collections.read(tmp_path)[0].judgements == {"q": {"a": 1}}


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_files_are_known_by_what_they_hold_not_by_their_names(tmp_path: Path, zipped: bool, encoding: str) -> None:
    small(tmp_path)
    data = '{"ID": " a ", "Abstract": "Étude", "metadata": []}\r\n\r\n'.encode(encoding)
    (tmp_path / "corpus.jsonl").write_bytes(gzip.compress(data) if zipped else data)
    assert [(each.id, each.text) for each in collections.read(tmp_path)[0].documents] == [("a", "Étude")]
    (tmp_path / "corpus.jsonl").rename(tmp_path / "corpus.jsonl.gz")
    assert [each.id for each in collections.read(tmp_path)[0].documents] == ["a"]


@pytest.mark.parametrize(
    ("file", "data", "said", "code"),
    [
        ("corpus.jsonl", b'{"_id": "a"}\n{"_id":', "corpus.jsonl, line 2: not JSON", 2),
        ("corpus.jsonl", b'[{"_id": "a"}]', "corpus.jsonl, line 1: one JSON object a line", 2),
        ("corpus.jsonl", b'{"_id": "a"}\n{"title": "b"}', "corpus.jsonl, line 2: no _id or id", 2),
        ("corpus.jsonl", b'{"_id": "a"}\n{"_id": "\xe9"}', "corpus.jsonl, line 2: not UTF-8 (byte 0xe9)", 2),
        ("corpus.jsonl", b"", "corpus.jsonl holds no document", 2),
        ("corpus.jsonl", b'{"_id": "other"}', "do the ids agree?", 2),
        ("corpus.jsonl", gzip.compress(b'{"_id": "a"}\n' * 999)[:-12], "corpus.jsonl: damaged gzip after line", 4),
        ("queries.jsonl", b'{"_id": "q"}', "queries.jsonl, line 1: a question without text", 2),
        ("qrels.tsv", b"q\ta\t1\nq\tb\thigh\n", "qrels.tsv, line 2: query, document and a whole number", 2),
        ("qrels.tsv", b"q\ta\t1\nq\tb\t0.6\n", "qrels.tsv, line 2: query, document and a whole number", 2),
        ("qrels.tsv", b"q\n", "qrels.tsv, line 1: query, document and a whole number", 2),
        ("qrels.tsv", b"elsewhere\ta\t1\n", "no query of", 2),
    ],
)
def test_a_line_that_cannot_be_read_is_named(
    osler: Osler, tmp_path: Path, file: str, data: bytes, said: str, code: int
) -> None:
    (small(tmp_path) / file).write_bytes(data)
    done = osler("bench", "relevance", "--collection", tmp_path, "--dense", "off", "--json")
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_what_the_files_do_not_agree_about_is_said(osler: Osler, tmp_path: Path) -> None:
    small(tmp_path, "q\ta\t1\nq\tgone\t1\nq\ta\t2\nnobody\ta\t1\n", '{"_id": "a", "text": "zebra"}\n' * 2)
    with (tmp_path / "queries.jsonl").open("a") as out:
        out.write('{"_id": "unjudged", "text": ""}\n')
    done = osler("bench", "relevance", "--collection", tmp_path, "--dense", "off", "--json")
    assert len(done.json["notes"]) == 6
    assert all(note in done.err for note in done.json["notes"])
    assert done.json["ways"]["best match"]["recall@100"] == 0.5


def test_records_without_a_word_are_found_by_nobody(osler: Osler, tmp_path: Path) -> None:
    (small(tmp_path) / "corpus.jsonl").write_text('{"_id": "a"}\n{"_id": "b", "title": "???"}\n')
    report = osler("bench", "relevance", "--collection", tmp_path, "--dense", "off", "--json").json
    assert report["ways"]["best match"]["MRR"] == 0


def parsed(file: Path, place: int, kind: type[int] | type[float]) -> dict[str, dict[str, Any]]:
    """A run or qrels as trec_eval reads them: fields by blanks."""
    found: dict[str, dict[str, Any]] = {}
    for line in file.read_text().splitlines():
        fields = line.split()
        found.setdefault(fields[0], {})[fields[2]] = kind(fields[place])
    return found


def test_what_was_found_can_be_counted_again_by_others(osler: Osler, folder: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    asked = ("--collection", folder, "--dense", "off", "--runs", runs, "--json")
    for kind, ways in (("relevance", ("BM25", "best match")), ("related", ("PMRA", "related"))):
        report = osler("bench", kind, *asked).json
        for way in ways:
            found = parsed(runs / f"invented.{way.replace(' ', '-').lower()}.run", 4, float)
            counted = ir_measures.calc_aggregate(
                [ir_measures.nDCG @ 10], parsed(runs / "invented.qrels", 3, int), found
            )
            assert counted[ir_measures.nDCG @ 10] == pytest.approx(report["ways"][way]["nDCG@10"], abs=1e-4)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("title,abstract,kept\nA,a,1\n", "review.csv, line 1: no column says what was included"),
        ("name,included\nA,1\n", "review.csv, line 1: no column says title or abstract"),
        ("title,included\nA,1\nB,blue\n", "review.csv, line 3: included is 'blue', neither yes nor no"),
        ("title,included\nA,1\nB,maybe\n", "no paper has another that belongs to it"),
        ("title,included\n", "no paper has another that belongs to it"),
        ("", "review.csv, line 1: no column says"),
    ],
)
def test_a_table_that_is_no_screened_review_says_why(osler: Osler, tmp_path: Path, table: str, said: str) -> None:
    (tmp_path / "review.csv").write_text(table)
    done = osler("bench", "related", "--collection", tmp_path, "--dense", "off", "--json")
    assert (done.code, done.out) == (2, "")
    assert said in done.err


@pytest.mark.parametrize("name", ["Review.CSV", "review.csv"])
@pytest.mark.parametrize(
    "data",
    [
        "Title,final_inclusion\rCafé,1\rB,-1\r".encode(),
        "Title,Included?\nCafé,1\nB,0\n".encode("cp1252"),
        "Title\tLabel_Included\nCafé\t1\nB\t0\n".encode("utf-16"),
        gzip.compress('"Title, full";Included\nCafé;1\nB;0\n'.replace(", full", "").encode()),
    ],
)
def test_screened_reviews_come_from_any_spreadsheet(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (review,) = collections.read(tmp_path)
    assert ([each.title for each in review.documents], review.included) == (["Café", "B"], ("1",))


def test_papers_belong_from_half_of_the_highest_grade(folder: Path) -> None:
    (found,) = collections.read(folder)
    graded = collections.Collection("graded", found.documents, found.queries, {"0": {"d0": 3, "d1": 2, "d2": 1}})
    assert belonging(graded) == {"d0": {"d1": 1}, "d1": {"d0": 1}}


@pytest.mark.parametrize("missing", ["queries.jsonl", "qrels.tsv"])
def test_a_file_that_is_missing_is_named(osler: Osler, folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    said = osler("bench", "relevance", "--collection", folder)
    assert said.code != 0
    assert missing in said.err


def test_an_empty_folder_is_named(osler: Osler, tmp_path: Path) -> None:
    said = osler("bench", "relevance", "--collection", tmp_path)
    assert said.code != 0
    assert "corpus.jsonl" in said.err
