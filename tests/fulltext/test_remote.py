"""Unpaywall and LibKey over loopback: right, wrong, slow, too much, too often. Nothing they do raises."""

from __future__ import annotations

import gzip
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osler.errors import BadInput
from osler.fulltext import client, libkey, snapshot, unpaywall
from osler.fulltext.asking import Asking
from osler.fulltext.client import Client, Failed
from osler.fulltext.libkey import LibKey
from osler.fulltext.unpaywall import Unpaywall
from osler.fulltext.ways import Access, Asked, Library, Way
from osler.model.article import Article, ArticleId
from tests.fulltext.service import Act, Service, drips, gives, hangs, service

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAPER = Article(pmid=7, ids=(ArticleId("doi", "10.5555/A(1)<x>"),))
LIBRARY = Library(3, "Made-up Infirmary", libkey_id="431", libkey_token="tok")
ASKED = Asked(PAPER, date(2026, 11, 22), LIBRARY)
OPEN: dict[str, Any] = {
    "doi": "10.5555/a",
    "is_oa": True,
    "best_oa_location": {
        "url": "https://repo.example/a",
        "url_for_pdf": "https://repo.example/a.pdf",
        "version": "acceptedVersion",
        "license": "cc-by",
        "host_type": "repository",
    },
}


def asking(seconds: float = 1.0, now: list[datetime] | None = None) -> Asking:
    clock = now or [NOW]
    return Asking(Client(seconds, private=True), lambda: clock[0])


def ask(told: Service, how: Asking | None = None) -> Way:
    return Unpaywall(how or asking(), told.url, "admin@infirmary.example").way(ASKED)


def test_an_open_copy_is_offered_with_its_kind_and_age() -> None:
    with service(gives(OPEN)) as told:
        way = ask(told)
    assert (way.url, way.access) == ("https://repo.example/a.pdf", Access.FREE)
    assert way.label == "repo.example (accepted manuscript)"
    assert way.reason == (
        "Unpaywall knew of this accepted manuscript at a repository on 22 November 2026, licence cc-by."
    )
    assert told.asked == ["/10.5555/a%281%29%3Cx%3E?email=admin@infirmary.example"]
    assert "Cookie" not in told.headers[0]
    assert "Referer" not in told.headers[0]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (gives({"is_oa": False}), "Unpaywall knew of no open copy on 22 November 2026."),
        (gives({"error": True}, 404), "Unpaywall knew of no open copy on 22 November 2026."),
        (gives({"error": True}, 422), "Unpaywall does not accept this DOI, or the e-mail address"),
        (gives({}, 500), "Unpaywall answered 500."),
        (gives(b"<html>", kind="text/html"), "Unpaywall sent a web page instead of data."),
        (gives(b"<html>"), "Unpaywall sent something that is not JSON."),
        (gives(b"[" * 100_000), "Unpaywall sent something that is not JSON."),
        (gives([1]), "Unpaywall gave an answer that cannot be understood."),
        (gives({"is_oa": "yes"}), "Unpaywall gave an answer that cannot be understood."),
        (gives(b" " * 2_000_000), "Unpaywall sent more than the 512 kB taken."),
        (gives(b"{}", Content_Length="2000000"), "Unpaywall sent 1,953 kB, more than the 512 kB taken."),
        (gives({}, 429, Retry_After="90"), "Unpaywall asks not to be asked for 90 s."),
        (gives({}, 302, Location="/again"), "Unpaywall sends from one address to the next without end."),
        (hangs(), "Unpaywall did not answer within 1 s."),
        (drips, "Unpaywall did not answer within 1 s."),
        (gives(gzip.compress(b" " * 5_000_000), Content_Encoding="gzip"), "more than the 512 kB taken"),
        (gives(gzip.compress(b'{"is_oa": false}'), Content_Encoding="gzip"), "knew of no open copy"),
        (gives(b"x", Content_Encoding="br"), "sent an encoding nobody asked for (br)"),
        (gives({**OPEN, "best_oa_location": {"url": "javascript:alert(1)"}}), "Unpaywall knew of no open copy"),
    ],
)
def test_whatever_it_does_becomes_a_reason_in_time(act: Act, said: str) -> None:
    with service(act) as told:
        start = time.monotonic()
        way = ask(told)
        assert time.monotonic() - start < 8
    assert said in way.reason
    assert not way.offered


def test_nobody_is_asked_while_it_asks_for_silence() -> None:
    other = replace(ASKED, article=replace(PAPER, ids=(ArticleId("doi", "10.5555/b"),)))
    with service(gives({}, 503, Retry_After="120")) as told:
        how = asking()
        ask(told, how)
        way = Unpaywall(how, told.url, "a@b.example").way(other)
    assert way.reason.startswith("Unpaywall is not asked for another 2 min: it asked for that")
    assert len(told.asked) == 1


def test_a_service_that_hangs_holds_up_two_readers_at_most_and_is_then_left_alone() -> None:
    with service(hangs()) as told:
        how = asking(seconds=1.0)
        papers = [replace(ASKED, article=_paper(f"10.5555/{n}")) for n in range(6)]
        start = time.monotonic()
        with ThreadPoolExecutor(6) as pool:
            ways = list(pool.map(Unpaywall(how, told.url, "a@b.example").way, papers))
        assert sum("is being asked by others" in way.reason for way in ways) == 4
        assert len(told.asked) == 2
        Unpaywall(how, told.url, "a@b.example").way(papers[5])
        assert len(told.asked) == 2
        assert time.monotonic() - start < 8


def test_an_answer_is_kept_for_a_day_and_a_problem_for_minutes() -> None:
    clock = [NOW]
    with service(gives({}, 500)) as told:
        how = asking(now=clock)
        ask(told, how)
        ask(told, how)
        assert len(told.asked) == 1
        told.act = gives(OPEN)
        clock[0] += timedelta(minutes=3)
        assert ask(told, how).offered
        clock[0] += timedelta(hours=20)
        assert ask(told, how).known_at == NOW + timedelta(minutes=3)
        assert len(told.asked) == 2
        clock[0] += timedelta(hours=5)
        ask(told, how)
        assert len(told.asked) == 3


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "198.18.0.1",
        ),
        *("::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::"),
    ],
)
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not client.is_public(address)


def test_addresses_outside_are_public() -> None:
    assert client.is_public("8.8.8.8")
    assert client.is_public("2606:4700::1111")


def test_a_private_address_is_not_asked_nor_reached_by_a_redirect() -> None:
    with service(gives(OPEN)) as inside:
        how = Asking(Client(1.0), lambda: NOW)
        way = Unpaywall(how, inside.url, "a@b.example").way(ASKED)
        assert "has the address 127.0.0.1, which is not on the public internet" in way.reason
        named = Unpaywall(how, inside.url.replace("127.0.0.1", "localhost"), "a@b.example")
        assert "is not on the public internet" in named.way(replace(ASKED, article=_paper("10.5555/b"))).reason
    assert inside.asked == []


def test_a_redirect_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "is_public", lambda address: address == "127.0.0.1")  # the one outside, for this test
    with service(gives({}, 302)) as outside:
        port = outside.url.rpartition(":")[2]
        outside.act = gives({}, 302, Location=f"http://127.0.0.2:{port}/secret")
        way = Unpaywall(Asking(Client(1.0), lambda: NOW), outside.url, "a@b.example").way(ASKED)
    assert "has the address 127.0.0.2" in way.reason
    assert len(outside.asked) == 1


def _paper(doi: str) -> Article:
    return Article(pmid=8, ids=(ArticleId("doi", doi),))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30", 30.0), ("Sun, 22 Nov 2026 12:01:30 GMT", 90.0), ("soon", 60.0), ("", 60.0), ("-1", 60.0)],
)
def test_retry_after_is_a_number_or_a_date(text: str, seconds: float) -> None:
    assert client.seconds_to_wait(text, NOW) == seconds


def test_a_client_never_waits_longer_than_an_hour() -> None:
    with service(gives({}, 429, Retry_After="99999999")) as told, pytest.raises(Failed, match="60 min"):
        Client(1.0, private=True).get(told.url)


def test_libkey_gives_the_librarys_own_link_and_the_token_stays_in_the_header() -> None:
    found = {"data": {"id": 1, "fullTextFile": "https://libkey.example/libraries/431/1/full-text-file"}}
    with service(gives(found)) as told:
        way = LibKey(asking(), told.url).way(ASKED)
        assert (way.url, way.access, way.library) == (found["data"]["fullTextFile"], Access.SUBSCRIBED, 3)
        assert told.asked == ["/libraries/431/articles/doi/10.5555%2FA%281%29%3Cx%3E"]
        assert told.headers[0]["Authorization"] == "Bearer tok"
        LibKey(asking(), told.url).way(replace(ASKED, article=Article(pmid=9)))
        assert told.asked[1] == "/libraries/431/articles/pmid/9"
        told.act = gives({}, 401)
        assert "does not accept the institution’s token" in LibKey(asking(), told.url).way(ASKED).reason
        told.act = gives({}, 404)
        assert "LibKey knew of no copy for Made-up Infirmary" in LibKey(asking(), told.url).way(ASKED).reason


def test_recorded_answers_are_read(shared: Path) -> None:
    folder = shared / "data/fulltext"
    found = libkey.read(json.loads((folder / "libkey/tests/libkey-response-01.json").read_bytes()))
    assert found.is_file
    assert found.url.startswith("https://libkey.io/libraries/431/articles/151576387")
    (answer, *_) = json.loads((folder / "unpaywall/ezunpaywall-mock.json").read_bytes())
    assert unpaywall.read(answer) == unpaywall.Copy("https://localhost", "", "cc-by", "repository")


_json = st.recursive(
    st.none() | st.booleans() | st.text(max_size=8) | st.sampled_from(["javascript:x", "https://a.example/"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["is_oa", "best_oa_location", "oa_locations", "url", "url_for_pdf", "data", "fullTextFile"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_json)
def test_any_json_is_read_or_refused_and_never_leads_astray(answer: Any) -> None:
    for read in (unpaywall.read, libkey.read):
        try:
            assert read(answer).url in ("", "https://a.example/")
        except BadInput:
            continue


def test_a_data_dump_on_this_machine_answers_without_asking_anybody(tmp_path: Path) -> None:
    file, path = tmp_path / "dump.jsonl.gz", tmp_path / "unpaywall.sqlite3"
    lines = [
        json.dumps({**OPEN, "doi": "10.5555/A(1)<x>"}),
        "not json",
        '{"doi": 3}',
        '{"doi": "10.5555/b", "is_oa": false}',
    ]
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    loaded = snapshot.load(path, file)
    assert (loaded.records, loaded.open, loaded.refused) == (
        2,
        1,
        [(2, "not JSON"), (3, "there is no DOI in it")],
    )
    here = snapshot.Snapshot(path)
    assert here.way(ASKED).url == "https://repo.example/a.pdf"
    assert here.way(replace(ASKED, article=_paper("10.5555/b"))).reason.startswith(
        "Unpaywall’s list on this machine knew of no open copy on "
    )
    plain = tmp_path / "later.jsonl"
    plain.write_text(json.dumps({"doi": "10.5555/a(1)<x>", "is_oa": False}) + "\n")
    snapshot.load(path, plain)
    assert not here.way(ASKED).offered
    assert [row[0] for row in snapshot.statuses(path)] == ["dump.jsonl.gz", "later.jsonl"]
    plain.write_text("nothing\n")
    with pytest.raises(BadInput, match="line 1: not JSON"):
        snapshot.load(path, plain)
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(BadInput, match="cannot be read"):
        snapshot.load(path, file)
