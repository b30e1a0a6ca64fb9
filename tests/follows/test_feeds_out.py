from __future__ import annotations

import json
from pathlib import Path

import feedparser
import jsonschema
import pytest
from django.test import Client
from lxml import etree
from referencing import Registry
from referencing.jsonschema import DRAFT4

from osler.follows import services
from osler.follows.models import Choices, Kind
from osler.people.models import User
from tests.follows.feed_rules import XML, fits, is_sound

pytestmark = pytest.mark.django_db


def _own(user: User) -> str:
    services.follow(user, Kind.SEARCH, "gonioscopy")
    services.choose(user, answered=True)
    return f"/feeds/own/{services.make_token(user)}"


def test_the_own_feed_as_atom_and_json(client: Client, ada: User) -> None:
    address = _own(ada)
    atom = feedparser.parse(client.get(f"{address}.atom").content)
    assert not atom.bozo
    assert len(atom.entries) == 50
    assert "You follow gonioscopy" in atom.entries[0].summary
    assert all(entry.updated_parsed and entry.id.startswith("http") for entry in atom.entries)
    told = json.loads(client.get(f"{address}.json").content)
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert len({item["id"] for item in told["items"]}) == 50


def test_json_feeds_keep_their_schema(client: Client, ada: User, shared: Path) -> None:
    folder = shared / "data" / "schemas"
    older = DRAFT4.create_resource(json.loads((folder / "feed-1.json").read_text("utf-8")))
    known = Registry().with_resources([("feed-1", older), ("https://json.schemastore.org/feed-1", older)])
    rules = jsonschema.Draft4Validator(json.loads((folder / "feed.json").read_text("utf-8")), registry=known)
    for address in (f"{_own(ada)}.json", "/search.jsonfeed?q=gonioscopy", "/search.jsonfeed?q=hostile"):
        rules.validate(json.loads(client.get(address).content))


def test_an_address_that_was_revoked_or_guessed_is_nothing(client: Client, ada: User) -> None:
    address = _own(ada)
    assert client.get(f"{address}.atom").status_code == 200
    services.revoke_token(ada)
    assert client.get(f"{address}.atom").status_code == 404
    assert client.get("/feeds/own/None.atom").status_code == 404
    assert Choices.objects.get(user=ada).token is None


def test_a_follow_has_an_address_of_its_own(owner: Client, client: Client, ada: User) -> None:
    made = services.follow(ada, Kind.JOURNAL, "Alpha J")
    owner.post("/follows/act", {"do": "address", "value": made.pk})
    made.refresh_from_db()
    page = owner.get("/follows").content.decode()
    assert f"/feeds/follow/{made.token}.atom" in page
    assert f"/feeds/follow/{made.token}.rss" in page
    found = feedparser.parse(client.get(f"/feeds/follow/{made.token}.atom").content)
    assert not found.bozo
    assert found.feed.title == "Osler: Alpha J"
    assert len(found.entries) == 30
    assert client.get(f"/feeds/follow/{made.token}.pdf").status_code == 404


def test_a_search_is_also_a_json_feed(client: Client) -> None:
    told = json.loads(client.get("/search.jsonfeed?q=hostile").content)
    assert told["items"][0]["title"].startswith("Hostile")
    assert client.get("/search.jsonfeed?q=(hostile").status_code == 400


@pytest.mark.parametrize("kind", ["own", "search", "hostile"])
@pytest.mark.parametrize("format", ["rss", "atom"])
def test_feeds_keep_the_rules_of_their_format(client: Client, ada: User, kind: str, format: str) -> None:
    own = _own(ada)
    address = {"own": own, "search": "/search", "hostile": "/search"}[kind] + f".{format}"
    address += {"own": "", "search": "?q=gonioscopy", "hostile": "?q=hostile"}[kind]
    found = client.get(address)
    assert is_sound(found, f"http://testserver{address}") == {"own": 50, "search": 50, "hostile": 1}[kind]
    assert client.get(address, HTTP_IF_NONE_MATCH=found.headers["ETag"]).status_code == 304


def test_a_results_page_leads_to_its_feeds(client: Client) -> None:
    page = client.get("/search?q=gonioscopy").content.decode()
    for path, kind in (("rss", "rss+xml"), ("atom", "atom+xml"), ("jsonfeed", "feed+json")):
        assert f'type="application/{kind}" title="gonioscopy' in page
        assert page.count(f'href="/search.{path}?q=gonioscopy"') == 2, "for programs and for people"


@pytest.mark.parametrize("format", ["rss", "atom"])
def test_characters_that_xml_cannot_hold_stay_out_of_feeds(client: Client, ada: User, format: str) -> None:
    """In a search's words and in the label of a follow: vertical tab, escape, a noncharacter, markup, the other way."""
    hostile = "gonio\x0bscopy \x1b\ufffe</title>&lt;\u202e]]>"
    follow = services.follow(ada, Kind.SEARCH, "gonioscopy", hostile)
    services.make_token(ada)
    follow.token = "a-token"
    follow.save()
    address = f"/feeds/follow/{follow.token}.{format}"
    found = client.get(address)
    assert is_sound(found, f"http://testserver{address}") == 50
    assert "gonioscopy" in feedparser.parse(found.content).feed.title
    asked = client.get(f"/search.{format}", {"q": '"gonioscopy" OR "a\x0bb\x1f\ufffe"'})
    assert asked.status_code == 200
    assert not feedparser.parse(asked.content).bozo


@pytest.mark.parametrize(
    ("format", "right", "wrong"),
    [
        ("atom", "</id>", "</id><id>http://twice</id>"),
        ("atom", "<updated>", "<updated>yesterday, "),
        ("atom", "<title>", "<headline/><title>"),
        ("atom", ' term="', ' term="" label="'),
        ("rss", "+0000", "local time"),
        ("rss", "<item>", "<item><author>Osler W</author>"),
        ("rss", "<title>", "<title/><title>"),
        ("rss", 'isPermaLink="true"', 'isPermaLink="yes"'),
    ],
)
def test_the_grammars_refuse_what_their_formats_forbid(client: Client, format: str, right: str, wrong: str) -> None:
    text = client.get(f"/search.{format}?q=gonioscopy").content.decode()
    assert right in text
    with pytest.raises(AssertionError):
        fits(etree.fromstring(text.replace(right, wrong, 1).encode(), XML))
