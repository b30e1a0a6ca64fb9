"""The phone app's addresses: manifest, worker, what is kept for offline, and what is shared to Osler."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from osler.desk.views import share
from tests.desk.people import account, signed_in
from tests.web import papers

pytestmark = pytest.mark.django_db


def test_the_manifest_makes_it_installable(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    told = json.loads(answer.content)
    assert answer.headers["Content-Type"].startswith("application/manifest+json")
    assert {icon["sizes"] for icon in told["icons"]} >= {"192x192", "512x512"}
    assert "maskable" in {icon["purpose"] for icon in told["icons"]}
    assert told["share_target"]["action"] == "/share"
    assert b'rel="manifest"' in client.get("/").content
    assert not answer.cookies


def test_the_worker_is_one_file_with_a_version(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    first = answer.content.decode().splitlines()[0]
    told = json.loads(first.removeprefix("const TOLD = ").removesuffix(";"))
    assert told["keep"] == "/keep"
    assert "/account/logout/" in told["leaving"]


def test_visitors_load_no_worker_and_readers_do(client: Client) -> None:
    assert b"app.js" not in client.get("/").content
    assert b"app.js" in signed_in(account()).get("/").content


def test_only_its_owner_sees_what_a_phone_should_hold(client: Client) -> None:
    ada, bea = signed_in(account("ada@example.org")), signed_in(account("bea@example.org"))
    ada.post("/keep", {"wish": f"save {papers.RICH}"})
    hers, others = ada.get("/offline.json"), bea.get("/offline.json")
    assert f"/article/{papers.RICH}" in hers.json()["pages"]
    assert f"/article/{papers.RICH}" not in others.json()["pages"]
    assert hers.json()["reader"] != others.json()["reader"]
    assert "no-store" in hers.headers["Cache-Control"] or "no-cache" in hers.headers["Cache-Control"]
    outsider = Client().get("/offline.json")
    assert (outsider.status_code, outsider.json()["pages"]) == (401, [])


def test_the_offline_page_is_everybodys(client: Client) -> None:
    assert b"No network" in client.get("/offline").content


@pytest.mark.parametrize(
    "text",
    [
        "101",
        "https://pubmed.ncbi.nlm.nih.gov/101/",
        "https://www.ncbi.nlm.nih.gov/pubmed/101?dopt=Abstract",
        "Look at this: A paper\nhttps://pubmed.ncbi.nlm.nih.gov/101/",
        "Some reference. PMID: 101.",
        "https://osler.example.org/article/101",
    ],
)
def test_a_shared_paper_is_found(client: Client, text: str) -> None:
    assert client.get("/share", {"text": text}).headers["Location"] == "/article/101"
    assert client.post("/share", {"url": text}).headers["Location"] == "/article/101"


@pytest.mark.parametrize(
    "text", ["https://doi.org/10.5555/SYNTH.2020.101", "doi:10.5555/synth.2020.101.", "PMC9000101"]
)
def test_a_shared_doi_or_pmcid_is_found_in_the_mirror(client: Client, text: str) -> None:
    assert client.get("/share", {"url": text}).headers["Location"] == "/article/101"


def test_what_names_no_paper_is_searched(client: Client) -> None:
    said = client.get("/share", {"title": "Gonioscopy in eyes", "url": "https://news.example/x"}).headers["Location"]
    assert parse_qs(urlsplit(said).query)["q"] == ["Gonioscopy in eyes"]
    unknown = client.get("/share", {"url": "https://doi.org/10.9999/nowhere.1"}).headers["Location"]
    assert parse_qs(urlsplit(unknown).query)["q"] == ['"10.9999/nowhere.1"[doi]']
    assert client.get("/share").headers["Location"] == "/"
    hostile = client.get("/share", {"text": "<script>alert(1)</script> " + "x" * 9000})
    assert hostile.status_code == 302
    assert len(hostile.headers["Location"]) < 2000


def test_nothing_shared_leads_elsewhere(client: Client) -> None:
    for text in ("//evil.example", "https://evil.example/article/1x", "javascript:alert(1)"):
        assert client.get("/share", {"url": text}).headers["Location"].startswith(("/search?", "/article/", "/"))
        assert not client.get("/share", {"url": text}).headers["Location"].startswith("//")


def test_text_that_only_looks_like_a_number_is_none() -> None:
    assert share.paper("12345678901234") is None
    assert share.paper("PMID 12") == 12
