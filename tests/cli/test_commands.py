"""Every command of the mirror, as people and scripts call it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.door import Osler
from tests.corpus.synthetic import SMALL, article, mirror, name, packed, put, small, xml
from tests.pubmed.nlm_server import NlmServer, running

from osler.cite.as_json import as_json
from osler.engine.embedded import open_engine
from osler.pubmed import xml as pubmed_xml
from osler.pubmed.mirror import NLM


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path / "m")


@pytest.fixture
def loaded(osler: Osler, folder: Path) -> Osler:
    assert osler("sync", "--from", folder, "--baseline").code == 0
    return osler


@pytest.fixture
def nlm(folder: Path) -> Iterator[NlmServer]:
    with running() as server:
        for file in folder.rglob("*.xml.gz"):
            server.add(file.parent.name, file.name, file.read_bytes())
        yield server


def test_sync_says_in_json_what_it_did_and_on_stderr_how_it_goes(osler: Osler, folder: Path) -> None:
    said = osler("sync", "--from", folder, "--baseline", "--json")
    assert said.code == 0
    assert said.json["records"] == len(SMALL)
    assert said.json["files"] == said.json["revision"] == 4
    assert [each["name"] for each in said.json["applied"]] == [name(n) for n in (1, 2, 3, 4)]
    assert said.json["error"] is None
    assert "[4/4]" in said.err
    again = osler("sync", "--from", folder, "--baseline", "--json")
    assert (again.code, again.json["applied"]) == (0, [])


def test_sync_without_the_baseline_applies_updates_and_says_what_is_missing(osler: Osler, folder: Path) -> None:
    said = osler("sync", "--from", folder, "--json")
    assert [each["name"] for each in said.json["applied"]] == [name(3), name(4)]
    assert "the baseline of 2026 (2 files) is not loaded" in said.json["notes"][0]


def test_sync_takes_a_server_and_the_setting(osler: Osler, nlm: NlmServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSLER_MIRROR", nlm.address)
    assert osler("sync", "--baseline", "--json").json["records"] == len(SMALL)


def test_sync_since_and_newest_and_limit(osler: Osler, folder: Path) -> None:
    assert len(osler("sync", "--from", folder, "--newest", 1, "--json").json["applied"]) == 1
    assert osler("sync", "--from", folder, "--since", name(3), "--limit", 1, "--json").json["applied"][0][
        "name"
    ] == name(3)
    assert osler("sync", "--from", folder, "--since", "2099-01-01", "--json").json["applied"] == []
    wrong = osler("sync", "--from", folder, "--since", "soon")
    assert (wrong.code, "--since soon" in wrong.err) == (2, True)


def test_what_stops_a_sync_is_in_the_json_and_in_the_exit_code(osler: Osler, folder: Path) -> None:
    put(folder / "updatefiles", name(3), packed([article(2)]), md5="0" * 32)
    said = osler("sync", "--from", folder, "--baseline", "--json")
    assert said.code == 4
    assert said.json["records"] == 6
    assert said.json["error"].startswith(f"{name(3)}: wrong checksum")
    assert f"osler: {name(3)}: wrong checksum" in said.err


@pytest.mark.parametrize(
    ("source", "code", "what"),
    [
        ("absent", 5, "no such folder"),
        (".", 5, "no baseline/, no updatefiles/"),
        ("ftp://ftp.ncbi.nlm.nih.gov/pubmed", 2, "FTP is not spoken"),
    ],
)
def test_a_place_that_is_no_mirror_is_refused(osler: Osler, tmp_path: Path, source: str, code: int, what: str) -> None:
    there = source if ":" in source else tmp_path / source
    for command in (("sync", "--baseline"), ("first-load",)):
        said = osler(*command, "--from", there, "--json")
        assert (said.code, what in said.err, what in said.json["error"]) == (code, True, True)
        assert (said.json["source"], said.json["applied"], said.json["records"]) == (str(there), [], 0)


def test_an_error_never_prints_a_password(osler: Osler) -> None:
    said = osler("sync", "--from", "http://me:secret@127.0.0.1:1/pubmed", "--json")
    assert (said.code, said.json["source"]) == (5, "http://127.0.0.1:1/pubmed")
    assert "secret" not in said.out + said.err


@pytest.mark.parametrize(
    ("place", "code", "what"),
    [
        ("a-file", 2, "give a folder, not a file"),
        ("a-file/below", 10, "cannot be a corpus: Not a directory"),
        ("~nobody-of-this-name/x", 2, "cannot be used"),
        ("x" * 999, 2, "cannot be used"),
    ],
)
def test_a_home_that_is_no_folder_is_said(
    osler: Osler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, code: int, what: str
) -> None:
    (tmp_path / "a-file").touch()
    monkeypatch.setenv("OSLER_HOME", place if place[0] == "~" else str(tmp_path / place))
    said = osler("sync", "--from", tmp_path, "--json")
    assert (said.code, what in said.err) == (code, True), said.err


def test_a_change_of_year_reports_the_new_corpus(loaded: Osler, tmp_path: Path) -> None:
    new = mirror(tmp_path / "new", {1: packed([article(1, "anew")])}, {}, year=27)
    said = loaded("sync", "--from", new, "--baseline", "--json")
    assert (said.json["changed_over"], said.json["records"], said.json["files"]) == (True, 1, 1)
    assert loaded("search", "anew", "--json").json["count"] == 1
    assert loaded("search", "revised", "--json").json["count"] == 0


def test_load_takes_any_file_once(osler: Osler, tmp_path: Path) -> None:
    plain = tmp_path / "plain.xml"
    plain.write_bytes(xml([article(1), article(2)]))
    packed_ = tmp_path / "more.xml.gz"
    packed_.write_bytes(packed([article(3)], [1]))
    said = osler("load", plain, packed_, "--json")
    assert (said.code, said.json["records"]) == (0, 2)
    assert [(each["name"], each["records"], each["deletions"]) for each in said.json["loaded"]] == [
        ("plain.xml", 2, 0),
        ("more.xml.gz", 1, 1),
    ]
    again = osler("load", plain, "--json")
    assert (again.json["loaded"][0]["unchanged"], again.json["records"]) == (True, 2)


def test_load_keeps_what_comes_before_damage_and_says_so(osler: Osler, tmp_path: Path) -> None:
    whole = xml([article(1), article(2), article(3)])
    file = tmp_path / "cut.xml"
    file.write_bytes(whole[: whole.index(b"synthetic 3")])
    said = osler("load", file, "--json")
    assert (said.code, said.json["records"]) == (4, 2)
    assert "cut.xml at record 3" in said.err
    assert "2 records before it are kept" in said.json["damaged"][0]
    shown = osler("status", "--json").json["problems"]
    assert shown["truncated"]["count"] == 1
    assert shown["truncated"]["examples"][0]["file"] == "cut.xml"


def test_load_refuses_what_it_cannot_read(osler: Osler, tmp_path: Path) -> None:
    assert osler("load", tmp_path / "absent.xml").code == 2
    folder = osler("load", tmp_path)
    assert (folder.code, "osler sync --from" in folder.err) == (2, True)
    bomb = tmp_path / "bomb.xml"
    bomb.write_text('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><PubmedArticleSet>&b;</PubmedArticleSet>')
    said = osler("load", bomb)
    assert said.code == 4
    assert "bomb.xml" in said.err
    text = tmp_path / "notes.txt"
    text.write_text("hello")
    assert osler("load", text).code == 4


def test_a_bad_record_is_a_problem_with_file_and_place_and_not_a_failure(osler: Osler, tmp_path: Path) -> None:
    file = tmp_path / "mixed.xml"
    file.write_bytes(xml([article(1), article(2).replace('<PMID Version="1">2</PMID>', ""), article(3)]))
    assert osler("load", file, "--json").json["records"] == 2
    (problem,) = osler("problems", "--json").json
    assert (problem["file"], problem["kind"], problem["record"]) == ("mixed.xml", "no-pmid", 2)
    assert "mixed.xml: record 2 [no-pmid]" in osler("problems", "--kind", "no-pmid").out
    assert osler("problems", "--file", "other.xml").out == "none\n"


def test_status_before_anything_was_loaded(osler: Osler, home: Path) -> None:
    shown = osler("status", "--json")
    assert shown.code == 0
    assert (shown.json["records"], shown.json["files"], shown.json["problems"]) == (0, 0, {})
    assert shown.json["mirror"] == NLM
    assert not home.exists()
    assert "never" in osler("status").out
    (home / "corpus").mkdir(parents=True)
    assert osler("status", "--json").json["records"] == 0


def test_status_of_a_folder_that_is_none_of_oslers_is_an_error(osler: Osler, home: Path) -> None:
    (home / "corpus").mkdir(parents=True)
    (home / "corpus" / "photos.zip").write_text("x")
    said = osler("status")
    assert said.code == 10
    assert "not a corpus of Osler" in said.err


def test_status_tells_what_there_is(loaded: Osler, folder: Path) -> None:
    shown = loaded("status", "--json").json
    assert (shown["records"], shown["files"], shown["revision"]) == (len(SMALL), 4, 4)
    assert shown["years"] == {"2026": {"files": 4, "first": 1, "last": 4}}
    assert shown["last_sync"]["source"] == str(folder)
    assert shown["last_update"].startswith("20")
    assert min(shown["index_bytes"], shown["record_bytes"], shown["disk_free_bytes"]) > 0
    text = loaded("status").out
    assert "records      6" in text
    assert "problems     none" in text


def test_files_lists_what_was_applied(loaded: Osler) -> None:
    assert [each["name"] for each in loaded("files", "--json").json] == [name(n) for n in (1, 2, 3, 4)]
    assert name(3) in loaded("files").out


def test_show_gives_a_record_in_every_form(loaded: Osler) -> None:
    assert pubmed_xml.parse(loaded("show", 2, "--xml").out.encode()).title.plain == "revised"
    assert loaded("show", 2, "--json").json == as_json(pubmed_xml.parse(article(2, "revised").encode()))
    assert [each["pmid"] for each in loaded("show", 2, 1, "--json").json] == [2, 1]
    assert loaded("show", 2, "--csl").json[0]["title"] == "revised"
    assert "PMID- 2" in loaded("show", 2, "--nbib").out
    assert "TI  - revised" in loaded("show", 2, "--ris").out
    assert "@article" in loaded("show", 2, "--bibtex").out
    assert "PMID: 2." in loaded("show", 2, "--cite").out
    assert "https://pubmed.ncbi.nlm.nih.gov/2/" in loaded("show", 2).out


def test_show_names_what_is_missing_and_gives_the_rest(loaded: Osler) -> None:
    said = loaded("show", 1, 3, 999, "--cite")
    assert (said.code, "PMID 3, 999" in said.err, "PMID: 1." in said.out) == (3, True, True)
    assert loaded("show", "abc").code == 2


def test_search_finds_counts_and_explains(loaded: Osler) -> None:
    said = loaded("search", "revised[ti]", "--limit", 5, "--sort", "date", "--json")
    assert said.json["count"] == 1
    assert said.json["hits"][0]["pmid"] == 2
    assert said.json["hits"][0]["title"] == "revised"
    assert set(said.json) >= {"count", "translation", "hits"}
    assert "revised" in said.json["translation"]
    several = loaded("search", "synthetic[ti]", "--limit", 2, "--json").json
    assert (several["count"], len(several["hits"])) == (5, 2)
    assert "1. " in loaded("search", "revised").out


def test_search_points_at_what_is_wrong(loaded: Osler) -> None:
    said = loaded("search", "lung AND (heart")
    assert said.code == 2
    assert said.err.splitlines()[1] == "  " + " " * len("lung AND ") + "^"


def test_of_a_long_query_only_what_is_around_the_place_is_shown(loaded: Osler) -> None:
    said = loaded("search", "lung OR " * 5000 + "(heart")
    shown, mark = said.err.splitlines()[:2]
    assert len(shown) < 700
    assert shown[mark.index("^")] == "("


def test_verify_finds_nothing_wrong_with_a_good_mirror(loaded: Osler, folder: Path) -> None:
    assert loaded("verify", "--json").json == {"ok": True, "records": 6, "count": 0, "findings": []}
    assert loaded("verify", "--from", folder).code == 0


def test_verify_finds_what_differs_from_the_files(loaded: Osler, folder: Path, tmp_path: Path) -> None:
    by_hand = tmp_path / "odd" / name(2)
    by_hand.parent.mkdir()
    by_hand.write_bytes(packed([article(4, "not NLM's")]))
    put(folder / "updatefiles", name(5), packed([article(9)]))
    loaded("load", by_hand)
    said = loaded("verify", "--from", folder, "--json")
    assert said.code == 10
    assert {(each["kind"], each["file"]) for each in said.json["findings"]} == {
        ("not-applied", name(5)),
        ("reissued", name(2)),
    }


def test_rebuild_makes_the_index_anew(loaded: Osler) -> None:
    assert loaded("rebuild", "--json").json["records"] == 6
    assert loaded("verify").code == 0
    assert loaded("search", "revised", "--json").json["count"] == 1


@pytest.mark.parametrize("command", ["files", "problems", "rebuild", "verify", "search x", "show 1"])
def test_without_a_corpus_commands_say_how_to_get_one(osler: Osler, command: str) -> None:
    said = osler(*command.split())
    assert (said.code, "osler sync" in said.err) == (10, True)


def test_a_folder_that_is_no_index_is_refused(osler: Osler, home: Path) -> None:
    (home / "corpus").mkdir(parents=True)
    (home / "corpus" / "CURRENT").write_text("g0001\n")
    said = osler("status")
    assert (said.code, "g0001" in said.err) == (10, True)


def test_an_index_of_another_version_says_how_to_rebuild_and_is_rebuilt(loaded: Osler, home: Path) -> None:
    with closing(sqlite3.connect(home / "corpus" / "g0001" / "records.sqlite3")) as records, records:
        records.execute("UPDATE state SET index_version = index_version - 1")
    said = loaded("search", "revised")
    assert (said.code, "osler rebuild" in said.err) == (7, True)
    assert loaded("show", 2).code == loaded("status").code == 0
    assert loaded("rebuild").code == 0
    assert loaded("search", "revised", "--json").json["count"] == 1


def test_while_another_writes_the_second_loader_is_told_who(loaded: Osler, home: Path, tmp_path: Path) -> None:
    file = put(tmp_path, "more.xml.gz", packed([article(50)]))
    engine = open_engine(home / "corpus", parse=pubmed_xml.parse)
    with engine.writer():
        said = loaded("load", file, "--json")
        assert loaded("search", "revised", "--json").json["count"] == 1
    engine.close()
    assert (said.code, f"process {os.getpid()} " in said.err, said.json["loaded"]) == (6, True, [])
    assert loaded("load", file).code == 0


def test_first_load_takes_the_mirror_named_and_is_quick_the_second_time(osler: Osler, folder: Path) -> None:
    said = osler("first-load", "--from", folder)
    assert (said.code, "6 records" in said.out) == (0, True)
    assert f"corpus: the mirror you named, {folder}" in said.err
    again = osler("first-load", "--json")
    assert "the mirror that was taken last time" in again.err
    assert (again.json["records"], again.json["applied"]) == (6, [])


def test_first_load_goes_on_with_what_is_there_when_last_times_mirror_is_gone(
    osler: Osler, folder: Path, tmp_path: Path
) -> None:
    osler("first-load", "--from", folder)
    folder.rename(tmp_path / "moved")
    said = osler("first-load", "--json")
    assert (said.code, said.json["records"]) == (0, 6)
    assert "no such folder" in said.err
    assert osler("first-load", "--from", folder).code == 5


def test_first_load_takes_the_sample_where_nlm_is_out_of_reach(
    osler: Osler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = put(tmp_path / "site", "pubmed20n0014.xml.gz", packed([article(1), article(2)]))
    monkeypatch.setattr("osler.cli.first_load.sample", lambda: sample)
    said = osler("first-load", "--json")
    assert (said.code, said.json["choice"], said.json["records"]) == (0, "sample", 2)
    assert "NLM's server cannot be reached" in said.err
    assert osler("first-load", "--json").json["choice"] == "keep"


def test_first_load_takes_the_newest_files_where_nlm_answers(
    osler: Osler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates = {n: packed([article(n)]) for n in range(3, 9)}
    with running() as nlm:
        for file in mirror(tmp_path / "big", {1: packed([article(1)])}, updates).rglob("*.xml.gz"):
            nlm.add(file.parent.name, file.name, file.read_bytes())
        for module in ("osler.cli.first_load", "osler.corpus.sources"):
            monkeypatch.setattr(f"{module}.NLM", nlm.address)
        said = osler("first-load", "--json")
        assert [each["name"] for each in said.json["applied"]] == [name(n) for n in (6, 7, 8)]
        nlm.add("updatefiles", name(9), packed([article(9)]))
        again = osler("first-load", "--json")
    assert [each["name"] for each in again.json["applied"]] == [name(9)]
    assert osler("first-load", "--json").json["choice"] == "keep"


def test_json_is_one_value_and_keeps_letters(osler: Osler, tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_bytes(xml([article(1, "Sjögren’s β")]))
    osler("load", file)
    out = osler("show", 1, "--json").out
    assert "Sjögren’s β" in out
    assert json.loads(out)["pmid"] == 1
