"""Requests as old scripts and simple libraries send them, over a real socket to the real server."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from osler.eutils import tally
from tests.eutils.conftest import Call, body
from tests.web import papers
from tests.web.server import Served

RICH = str(papers.RICH)
_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


def _said(server: Served, request: str) -> str:
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(request.encode())
        answer = b""
        while b"</eSearchResult>" not in answer and (data := connection.recv(65_536)):
            answer += data
    return answer.decode("utf-8", "replace")


def test_a_chunked_form_is_read_whole(server: Served) -> None:
    first, second = "db=pubmed&te", "rm=zorbimab"
    chunks = "".join(f"{len(part):x}\r\n{part}\r\n" for part in (first, second, ""))
    head = f"POST /entrez/eutils/esearch.fcgi HTTP/1.1\r\nHost: localhost\r\n{_FORM}Transfer-Encoding: chunked\r\n\r\n"
    assert f"<Id>{RICH}</Id>" in _said(server, head + chunks)


def test_a_chunked_body_without_end_is_refused(server: Served) -> None:
    def endless() -> object:
        for _ in range(12):
            yield b"x" * 1_000_000

    answer = httpx.post(f"{server.url}/entrez/eutils/epost.fcgi", content=endless(), timeout=60)  # type: ignore[arg-type]
    assert answer.status_code == 413


def test_http_1_0_without_a_host_is_answered(server: Served) -> None:
    answer = _said(server, "GET /entrez/eutils/esearch.fcgi?db=PubMed&term=zorbimab HTTP/1.0\r\n\r\n")
    assert answer.startswith("HTTP/1.0 200")
    assert f"<Id>{RICH}</Id>" in answer


def test_an_id_each_five_thousand_times(ask: Call, client: object) -> None:
    sent = "db=pubmed&" + "&".join(["id=999999999"] * 5_000 + [f"id={RICH}"])
    answer = client.post(  # type: ignore[attr-defined]
        "/entrez/eutils/epost.fcgi", sent, content_type="application/x-www-form-urlencoded"
    )
    assert "<QueryKey>1</QueryKey>" in answer.content.decode()


def test_a_hundred_thousand_ids_in_one_post(ask: Call) -> None:
    ids = ",".join(str(pmid) for pmid in range(1, 100_001))
    posted = ask("epost.fcgi", post=True, db="pubmed", id=ids, retmode="json")
    assert b'"querykey": "1"' in body(posted)
    assert ask("epost.fcgi", post=True, db="pubmed", id="1" * 6_000_000).status_code == 200  # said as an ERROR


def test_an_empty_search_is_kept_too(ask: Call) -> None:
    answer = body(ask("esearch.fcgi", term="nothingatall", usehistory="y"))
    assert b"<Count>0</Count>" in answer
    assert b"<WebEnv>" in answer


def test_every_process_counts_in_the_same_tally(tmp_path: Path) -> None:
    file = tmp_path / "tally"
    assert [tally.count(file, "a", 7) for _ in range(3)] == [1, 2, 3]
    assert tally.count(file, "b", 7) == 1
    assert tally.count(file, "a", 8) == 1
    tally._mapped.cache_clear()  # as another process would open it
    assert tally.count(file, "a", 8) == 2


def test_many_clients_do_not_outgrow_the_tally(tmp_path: Path) -> None:
    file = tmp_path / "tally"
    for number in range(20_000):
        tally.count(file, f"client {number}", 7)
    assert file.stat().st_size < 100_000
