"""`osler mesh`, `osler search --explain|--filter|--report` and `osler bench query` at the command line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from osler.cli import osler
from osler.errors import BadInput, NotFound

from .invented import MESH


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("OSLER_HOME", str(home))

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(osler, words)

    return invoke


def as_json(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_mesh_show(run: Any) -> None:
    shown = as_json(run("mesh", "show", "bronchial", "asthma", "--json"))
    assert (shown["name"], shown["ui"], shown["weight"]) == ("Asthma", "D900002", 1)
    assert shown["explodes_to"] == ["asthma, occupational"]
    text = run("mesh", "show", "bronchial asthma").stdout
    assert "C08.100.200" in text
    assert "explodes to 1 more: asthma, occupational" in text
    assert isinstance(run("mesh", "show", "nothing like it").exception, NotFound)


def test_mesh_load_and_status(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSLER_HOME", str(tmp_path))
    (tmp_path / "desc.xml").write_text(MESH, "utf-8")
    loaded = as_json(run("mesh", "load", str(tmp_path / "desc.xml"), "--json"))
    assert list(loaded["loaded"].values()) == [16]
    status = as_json(run("mesh", "status", "--json"))
    assert status["concepts"] == {"descriptor": 14, "publication type": 2, "qualifier": 82}
    assert status["sources"][0]["file"] == "desc.xml"


def test_mesh_learn_says_how_many_are_new(run: Any) -> None:
    assert as_json(run("mesh", "learn", "--json"))["new"] == 0


def test_search_explains_itself_in_a_tree(run: Any) -> None:
    shown = as_json(run("search", "asthma AND bakers[ti]", "--explain", "--json"))
    assert (shown["count"], shown["explanation"]["op"]) == (1, "AND")
    asthma, bakers = shown["explanation"]["children"]
    assert asthma["because"] == "MeSH heading: Asthma"
    assert (bakers["translation"], bakers["count"]) == ('"bakers"[Title]', 1)


def test_search_takes_clinical_filters(run: Any) -> None:
    shown = as_json(run("search", "all[sb]", "--filter", "rct", "--filter", "humans", "--json"))
    assert [hit["pmid"] for hit in shown["hits"]] == [1]
    assert shown["translation"].endswith('AND "rct"[Filter] AND "humans"[Filter]')
    wrong = run("search", "asthma", "--filter", "systemattic")
    assert isinstance(wrong.exception, BadInput)
    assert "did you mean systematic?" in str(wrong.exception)


def test_search_that_finds_nothing_offers_what_does(run: Any) -> None:
    shown = as_json(run("search", "asthma[ti] AND unheardof[ti]", "--json"))
    assert shown["count"] == 0
    assert shown["relaxations"][0] == {
        "text": "asthma[ti]", "filters": [], "without": ["unheardof[ti]"], "how": "without unheardof[ti]", "count": 2
    }  # fmt: skip


def test_search_report(run: Any) -> None:
    text = run("search", "asthma[ti] NOT bakers[ti]", "--report").stdout
    assert text.startswith("# Search report")
    assert '"asthma"[Title] NOT "bakers"[Title]' in text


def test_a_bad_query_points_at_the_place(run: Any) -> None:
    result = run("search", "asthma[tiabb]")
    assert result.stderr.splitlines()[:2] == ["  asthma[tiabb]", "        ^"]


def test_bench_query_reads_runs_and_measures_recall(run: Any, tmp_path: Path) -> None:
    lines = [
        {
            "id": "a",
            "query": "asthma[ti]",
            "edited_search": "asthma[ti] OR cough[ti]",
            "included_studies": ["1", "4", "999"],
        },
        {"query": "asthma[nonsense]"},
    ]
    file = tmp_path / "some.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    shown = as_json(run("bench", "query", "--file", str(file), "--json"))
    first, second, third = shown["strategies"]
    assert (first["count"], first["included_here"], first["recall"]) == (2, 2, 0.5)
    assert (second["count"], second["recall"], second["terms"]) == (3, 1.0, 2)
    assert (third["id"], third["parsed"], third["position"]) == ("2", False, 6)
    assert shown["summary"]["parsed"] == 2
    file.write_text("{not json", "utf-8")
    assert isinstance(run("bench", "query", "--file", str(file)).exception, BadInput)


def test_bench_query_compares_translations_recorded_from_pubmed(run: Any, tmp_path: Path) -> None:
    lines = [
        {"term": "wheeze (retmax=0)", "query_translation": '"wheeze"[All Fields]', "translation_set": None},
        {"term": "wheeze", "query_translation": '"wheezing"[All Fields]', "translation_set": None},
        {"term": "zzz", "query_translation": '"respiratory sounds"[MeSH Terms]', "translation_set": "zzz => sounds"},
        {"term": "retmax=20000", "query_translation": "a warning", "translation_set": None},
    ]
    file = tmp_path / "recorded.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    shown = as_json(run("bench", "query", "--file", str(file), "--json"))
    assert [each["same"] for each in shown["translations"]] == [True, False, None, None]
    assert shown["translations"][2]["why"].endswith("zzz")
    assert (shown["summary"]["translations"], shown["summary"]["compared"], shown["summary"]["agree"]) == (4, 2, 1)
    assert '"wheezing"[All Fields]' in run("bench", "query", "--file", str(file)).stdout


def test_bench_query_names_a_line_of_unknown_shape(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "other.jsonl"
    file.write_text('{"query": "asthma"}\n{"question": "why?"}\n', "utf-8")
    problem = run("bench", "query", "--file", str(file)).exception
    assert isinstance(problem, BadInput)
    assert "other.jsonl, line 2: has question" in str(problem)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"query":', "other.jsonl, line 1: not JSON"),
        (b'{"query": "a"}\n{"query": "caf\xe9"}', "other.jsonl, line 2: not UTF-8"),
        (b'{"query": ["asthma"]}', "other.jsonl, line 1: query is not a text"),
        (b'{"query": "a", "included_studies": {"a": 1}}', "other.jsonl, line 1: included_studies is no list"),
    ],
)
def test_bench_query_names_a_line_that_cannot_be_read(run: Any, tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "other.jsonl"
    file.write_bytes(data)
    problem = run("bench", "query", "--file", str(file)).exception
    assert isinstance(problem, BadInput)
    assert said in str(problem)


@pytest.mark.parametrize("studies", ['[1, null, "x", "²", "2"]', '"1, 2"', "null"])
def test_bench_query_reads_any_file_of_strategies(run: Any, tmp_path: Path, studies: str) -> None:
    file = tmp_path / "strategies.jsonl.gz"
    line = f'\ufeff{{"query": "asthma", "included_studies": {studies}}}\r\n\r\n'
    file.write_bytes(gzip.compress(line.encode()))
    (shown,) = json.loads(run("bench", "query", "--file", str(file), "--json").stdout)["strategies"]
    assert shown.get("included", 0) == (0 if studies == "null" else 2)
