"""A collection as a feed: an address for each who may see it, and one that goes with its link."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from django.test import Client
from referencing import Registry
from referencing.jsonschema import DRAFT4

from osler.follows.mirror import Mirror
from osler.library import queries, services
from osler.library.models import Collection, FeedKey, Paper
from osler.people.models import User
from tests.follows.feed_rules import is_sound
from tests.web import papers as made_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def club(ada: User, papers: Mirror) -> Collection:
    made = services.make_collection(ada, "Journal club <b>1</b>")
    services.keep(papers.engine, [1_000, 1_001, made_up.HOSTILE])
    services.add(made, ada, [1_000, 1_001, made_up.HOSTILE])
    access = queries.access(ada, made.pk)
    row = queries.saved_page(made, ada, queries.Wanted()).rows[0]
    services.write_note(access, row.id, "a private note", version=0)
    services.set_tags(access, row.id, ["a private tag"])
    return made


def _address(client: Client, club: Collection, user: User) -> str:
    assert client.post(f"/collections/{club.pk}/feed", {"do": "make"}).status_code == 303
    return f"/feeds/collection/{FeedKey.objects.get(collection=club, user=user).token}"


@pytest.mark.parametrize("format", ["rss", "atom"])
def test_it_keeps_the_rules_and_says_nothing_private(
    owner: Client, client: Client, ada: User, club: Collection, format: str
) -> None:
    address = f"{_address(owner, club, ada)}.{format}"
    response = client.get(address)
    assert is_sound(response, f"http://testserver{address}") == 3
    text = response.content.decode()
    assert "a private" not in text
    assert ada.email not in text
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert client.get(address, HTTP_IF_NONE_MATCH=response.headers["ETag"]).status_code == 304


def test_as_json_it_keeps_the_schema(owner: Client, client: Client, ada: User, club: Collection, shared: Path) -> None:
    folder = shared / "data" / "schemas"
    older = DRAFT4.create_resource(json.loads((folder / "feed-1.json").read_text("utf-8")))
    known = Registry().with_resources([("feed-1", older), ("https://json.schemastore.org/feed-1", older)])
    rules = jsonschema.Draft4Validator(json.loads((folder / "feed.json").read_text("utf-8")), registry=known)
    rules.validate(json.loads(client.get(f"{_address(owner, club, ada)}.json").content))


def test_a_paper_nlm_deleted_stays_with_its_citation(
    owner: Client, client: Client, ada: User, club: Collection
) -> None:
    Paper.objects.create(
        pmid=999, title="Gone since", citation={"DOI": "10.5555/gone"}, seen_at=club.made_at, gone=True
    )
    services.add(club, ada, [999])
    told = json.loads(client.get(f"{_address(owner, club, ada)}.json").content)
    assert told["items"][0]["title"] == "Gone since"
    assert told["items"][0]["external_url"] == "https://doi.org/10.5555/gone"


def test_each_has_an_address_of_their_own_while_they_may_see_it(
    owner: Client, colleague: Client, outsider: Client, client: Client, ada: User, ben: User, club: Collection
) -> None:
    assert colleague.post(f"/collections/{club.pk}/feed", {"do": "make"}).status_code == 404
    services.share(queries.access(ada, club.pk), ben.email, can_write=False)
    hers, his = _address(owner, club, ada), _address(colleague, club, ben)
    assert hers != his
    page = colleague.get(f"/collections/{club.pk}").content.decode()
    assert f"{his}.rss" in page
    assert hers not in page
    assert 'type="application/rss+xml"' in page
    assert outsider.post(f"/collections/{club.pk}/feed", {"do": "make"}).status_code == 404
    assert client.post(f"/collections/{club.pk}/feed", {"do": "make"}).status_code == 302
    assert client.get(f"{his}.atom").status_code == 200
    services.unshare(queries.access(ada, club.pk), queries.shares(club)[0].pk)
    assert client.get(f"{his}.atom").status_code == 404
    services.share(queries.access(ada, club.pk), ben.email, can_write=False)
    assert client.get(f"{his}.atom").status_code == 404, "an address ended with its share comes not back"
    assert client.get(f"{hers}.atom").status_code == 200


def test_an_address_ended_replaced_or_guessed_is_nothing(
    owner: Client, client: Client, ada: User, club: Collection
) -> None:
    first = _address(owner, club, ada)
    second = _address(owner, club, ada)
    assert client.get(f"{first}.rss").status_code == 404
    assert client.get(f"{second}.rss").status_code == 200
    owner.post(f"/collections/{club.pk}/feed", {"do": "end"})
    assert client.get(f"{second}.rss").status_code == 404
    assert client.get("/feeds/collection/None.rss").status_code == 404
    assert owner.post(f"/collections/{club.pk}/feed", {"do": "shout"}).status_code == 400


def test_who_left_or_was_switched_off_has_no_feed(
    colleague: Client, client: Client, ada: User, ben: User, club: Collection
) -> None:
    services.share(queries.access(ada, club.pk), ben.email, can_write=True)
    his = _address(colleague, club, ben)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert client.get(f"{his}.rss").status_code == 404
    User.objects.filter(pk=ben.pk).update(is_active=True)
    colleague.post(f"/collections/{club.pk}/leave")
    assert client.get(f"{his}.rss").status_code == 404


def test_shared_by_link_its_feed_is_the_links(client: Client, ada: User, club: Collection) -> None:
    access = queries.access(ada, club.pk)
    token = services.make_link(access)
    page = client.get(f"/shared/{token}").content.decode()
    for format in ("rss", "atom"):
        assert f"/shared/{token}/feed.{format}" in page
        is_sound(client.get(f"/shared/{token}/feed.{format}"), f"http://testserver/shared/{token}/feed.{format}")
    assert json.loads(client.get(f"/shared/{token}/feed.json").content)["home_page_url"].endswith(f"/shared/{token}")
    services.revoke_link(access)
    assert client.get(f"/shared/{token}/feed.rss").status_code == 404
