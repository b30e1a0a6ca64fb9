"""Other services never stand between a reader and a page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from pytest_django import Settings

from osler.fulltext.snapshot import load
from tests.fulltext.service import drips, gives, hangs, service
from tests.web.papers import BARE, RICH
from tests.web.reading import parsed

OPEN = {"is_oa": True, "best_oa_location": {"url": "https://repo.example/a.pdf", "host_type": "repository"}}


def _on(settings: Settings, url: str) -> None:
    settings.OSLER = replace(
        settings.OSLER, unpaywall_email="a@b.example", unpaywall_url=url, outgoing_private=True, outgoing_seconds=1.5
    )


@pytest.mark.parametrize("act", [hangs(), drips])
def test_a_page_does_not_wait_for_a_service_that_hangs(client: Client, settings: Settings, act: object) -> None:
    client.get(f"/article/{RICH}")  # whatever is opened once
    with service(act) as told:  # type: ignore[arg-type]
        _on(settings, told.url)
        page = client.get(f"/article/{RICH}").content
        results = client.get("/search?q=zorbimab")
        assert told.asked == [], "who is not asked is not waited for"
        assert b"Ask Unpaywall" in page
        assert results.status_code == 200
        late = client.get(f"/article/{RICH}/ways", headers={"HX-Request": "true", "HX-Target": f"ways-{RICH}"}).content
        assert len(told.asked) == 1
        assert "Unpaywall did not answer within 1.5 s." in late.decode()
        assert b"Ask Unpaywall" not in late  # asked once, not again and again


def test_what_it_says_is_filled_in_with_its_day(client: Client, settings: Settings) -> None:
    with service(gives(OPEN)) as told:
        _on(settings, told.url)
        part = client.get(f"/article/{RICH}/ways", headers={"HX-Request": "true", "HX-Target": f"ways-{RICH}"}).content
        (link,) = parsed(part).xpath("//a[@href='https://repo.example/a.pdf']")
        assert link.text_content() == "repo.example"
        assert told.asked == ["/10.5555/synth.2020.101?email=a@b.example"]
        assert "Cookie" not in told.headers[0]


def test_off_means_that_nothing_is_asked(client: Client, settings: Settings) -> None:
    with service(gives(OPEN)) as told:
        settings.OSLER = replace(settings.OSLER, unpaywall_url=told.url, outgoing_private=True)
        assert b"Ask Unpaywall" not in client.get(f"/article/{RICH}").content
        client.get(f"/article/{RICH}/ways")
        assert told.asked == []


def test_with_a_list_on_this_machine_the_service_is_not_asked(
    client: Client, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("snapshot")
    dump = folder / "dump.jsonl"
    dump.write_text(
        '{"doi": "10.5555/synth.2020.101", "is_oa": true, "best_oa_location": {"url": "https://r.example/1"}}'
    )
    with service(hangs()) as told:
        _on(settings, told.url)
        try:
            load(settings.OSLER.unpaywall_snapshot, dump)
            page = client.get(f"/article/{RICH}").content
            assert parsed(page).xpath("//a[@href='https://r.example/1']")
            assert b"the record has none" in client.get(f"/article/{BARE}").content
            assert told.asked == []
        finally:
            for path in settings.OSLER.home.glob("unpaywall.sqlite3*"):
                path.unlink()
