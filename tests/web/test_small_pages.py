"""Home, about, and the small answers beside them."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings
from tests.web.reading import parsed_xml

from osler import errors
from osler.web import mirror
from osler.web.views.errors import TABLE


def test_home_has_the_box_the_state_and_examples_that_find_something(client: Client) -> None:
    page = unescape(client.get("/").content.decode())
    assert 'name="q"' in page
    assert "67\u00a0citations from PubMed, last updated 22 November 2026." in page
    examples = re.findall(r'<a href="(/search\?q=[^"]+)">', page)
    assert examples
    for address in examples:
        assert "Nothing found" not in client.get(address).content.decode(), address


def test_home_of_a_mirror_that_loaded_no_file_says_no_date(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    here = mirror.engine().status()
    monkeypatch.setattr(type(mirror.engine()), "status", lambda _: here._replace(last_update=""))
    assert "67\u00a0citations from PubMed.</p>" in unescape(client.get("/").content.decode())


def test_about_names_nlm_the_state_and_the_promise(client: Client) -> None:
    page = client.get("/about").content.decode()
    assert "U.S. National Library of Medicine" in page
    assert "<dd>67</dd>" in page
    assert "No page loads anything from elsewhere" in page


def test_crawlers_are_kept_from_endless_results(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert {"Disallow: /search", "Disallow: /chosen"} <= set(response.content.decode().splitlines())


def test_a_browser_can_add_the_search(client: Client) -> None:
    response = client.get("/opensearch.xml")
    described = parsed_xml(response.content)
    urls = [url.get("template") for url in described.findall("{*}Url")]
    assert urls[0] == "http://testserver/search?q={searchTerms}"


@pytest.mark.django_db  # closing a streamed answer looks at the connections that other tests left open
def test_the_icon_is_ours(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 301
    icon = client.get(response.headers["Location"])
    assert icon.headers["Content-Type"] == "image/svg+xml"
    icon.close()


def test_health_is_the_mirrors(client: Client) -> None:
    assert client.get("/healthz").json() == {"revision": 1}


def test_without_a_mirror_pages_say_so_and_static_ones_stand(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.OSLER = replace(settings.OSLER, home=tmp_path)
    for path in ("/", "/search?q=x", "/article/1", "/article/1.json", "/healthz"):
        response = client.get(path)
        assert response.status_code == 503, path
        assert response.headers["Retry-After"]
        assert "<h1>The mirror cannot be read</h1>" in response.content.decode()
    assert client.get("/robots.txt").status_code == 200


def test_a_mirror_that_comes_later_is_found(client: Client, settings: Settings, tmp_path: Path, home: Path) -> None:
    settings.OSLER = replace(settings.OSLER, home=tmp_path)
    assert client.get("/").status_code == 503
    (tmp_path / "corpus").symlink_to(home / "corpus")
    assert client.get("/").status_code == 200


def test_every_error_of_ours_has_its_status() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.OslerError)]
    for kind in kinds:
        assert any(parent in TABLE for parent in kind.__mro__)
    assert {TABLE[kind].status for kind in TABLE} == {400, 404, 409, 500, 503}


def test_a_bug_is_a_500_in_the_house_style(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("osler.web.mirror.engine", broken)
    client.raise_request_exception = False
    response = client.get("/about")
    assert response.status_code == 500
    assert "<h1>Something went wrong</h1>" in response.content.decode()
    assert "inside" not in response.content.decode()


def test_a_foreign_host_is_refused(client: Client) -> None:
    assert client.get("/about", headers={"Host": "evil.example"}).status_code == 400
