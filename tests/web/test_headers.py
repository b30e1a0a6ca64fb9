"""What comes with every page: privacy, safety, and no work done twice."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client
from tests.web import papers
from tests.web.reading import parsed

PAGES = [
    "/",
    "/about",
    "/search?q=gonioscopy",
    "/search?q=nothing-has-this-word",
    "/search?q=(gonioscopy",
    "/search/understood?q=gonioscopy+AND+eyes",
    f"/article/{papers.RICH}",
    f"/article/{papers.RETRACTED}",
    f"/article/{papers.HOSTILE}",
    f"/article/{papers.GONE}",
    "/no/such/page",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_closed_to_others(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_loads_from_elsewhere_or_runs_what_stands_in_it(client: Client, path: str) -> None:
    tree = parsed(client.get(path).content)
    loaded = tree.xpath("//script/@src | //img/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //iframe/@src")
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    inline = [script for script in tree.xpath("//script[not(@src)]") if script.get("type") != "application/ld+json"]
    assert not inline
    assert not tree.xpath("//style | //*[@style]")
    assert not [name for element in tree.iter() for name in element.attrib if str(name).startswith("on")]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_frame(client: Client, path: str) -> None:
    tree = parsed(client.get(path).content)
    assert tree.get("lang") == "en"
    assert len(tree.xpath("//main[@id='main']")) == 1
    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("//a[@class='skip']/@href") == ["#main"]
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids)), "an id stands twice"


@pytest.mark.parametrize(
    "path", ["/", "/about", "/search?q=gonioscopy", f"/article/{papers.RICH}", "/article/101.json"]
)
def test_an_unchanged_page_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_a_fragment_is_not_taken_for_the_page(client: Client) -> None:
    path = "/search?q=gonioscopy"
    page, fragment = client.get(path), client.get(path, headers={"HX-Request": "true", "HX-Target": "found"})
    assert page.headers["ETag"] != fragment.headers["ETag"]
    assert "HX-Request" in page.headers["Vary"]
    assert fragment.content.decode().lstrip().startswith('<div class="found"')
    assert b"<html" not in fragment.content


def test_pages_are_compressed_for_those_who_can(client: Client) -> None:
    plain = client.get(f"/article/{papers.RICH}")
    packed = client.get(f"/article/{papers.RICH}", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}"
    assert "Content-Encoding" not in plain.headers
    again = client.get(f"/article/{papers.RICH}", headers={"If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304


def test_https_is_remembered(client: Client) -> None:
    assert "max-age" in client.get("/about", secure=True).headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/about").headers


def test_no_page_sets_a_cookie(client: Client) -> None:
    for path in PAGES:
        assert not client.get(path).cookies


def test_scripts_never_build_markup_from_text_of_records(client: Client) -> None:
    """htmx may not evaluate, nor ask other hosts, nor keep pages in the browser."""
    text = client.get("/about").content.decode()
    (config,) = re.findall(r"name=\"htmx-config\" content='([^']+)'", text)
    assert '"allowEval":false' in config
    assert '"selfRequestsOnly":true' in config
    assert '"historyCacheSize":0' in config


@pytest.mark.parametrize(
    "path", ["/", "/search?q=x", "/article/101", "/article/101.ris", "/search.ris?q=x", "/robots.txt"]
)
def test_pages_are_only_for_reading(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200
