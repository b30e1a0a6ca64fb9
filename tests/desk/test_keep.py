"""One tap: the state that was wished, for whoever wished it, whichever page it was tapped on."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osler.library import queries
from osler.library.models import Reaction, SavedPaper
from osler.people.models import User
from tests.web import papers
from tests.web.reading import parsed

SEARCH = "/search?q=gonioscopy"
ARTICLE = f"/article/{papers.RICH}"


def _pressed(client: Client, path: str, act: str, pmid: int) -> list[str]:
    return [str(each) for each in parsed(client.get(path).content).xpath(f"//*[@id='{act}-{pmid}']/@aria-pressed")]


def test_a_tap_twice_or_from_a_stale_page_is_one(owner: Client, ada: User) -> None:
    for _ in range(2):
        answer = owner.post("/keep", {"wish": f"like {papers.RICH}"}, headers={"Referer": f"http://testserver{SEARCH}"})
        assert (answer.status_code, answer["Location"]) == (303, f"{SEARCH}#acts-{papers.RICH}")
    owner.post("/keep", {"wish": f"save {papers.RICH}"})
    owner.post("/keep", {"wish": f"save {papers.RICH}"})
    assert queries.reactions_for(ada, [papers.RICH]) == {papers.RICH: 1}
    assert SavedPaper.objects.count() == 1
    owner.post("/keep", {"wish": f"dislike {papers.RICH}"})
    owner.post("/keep", {"wish": f"unsave {papers.RICH}"})
    assert queries.reactions_for(ada, [papers.RICH]) == {papers.RICH: -1}
    assert not SavedPaper.objects.exists()
    owner.post("/keep", {"wish": f"clear {papers.RICH}"})
    assert not Reaction.objects.exists()


def test_every_card_says_what_was_tapped(owner: Client) -> None:
    pmid = int(parsed(owner.get(SEARCH).content).xpath("//li[@data-paper]/@data-paper")[0])
    assert _pressed(owner, SEARCH, "like", pmid) == ["false"]
    owner.post("/keep", {"wish": f"like {pmid}"})
    owner.post("/keep", {"wish": f"save {pmid}"})
    assert _pressed(owner, SEARCH, "like", pmid) == ["true"]
    assert _pressed(owner, SEARCH, "save", pmid) == ["true"]
    assert _pressed(owner, f"/article/{pmid}", "like-head", pmid) == ["true"]


def test_a_page_never_comes_from_before_the_tap(owner: Client) -> None:
    answer = owner.get(ARTICLE)
    assert "ETag" not in answer.headers
    assert answer["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer["Vary"]


def test_a_script_gets_the_buttons_alone(owner: Client) -> None:
    answer = owner.post("/keep", {"wish": "like 101"}, headers={"HX-Request": "true"})
    bars = parsed(answer.content).xpath("//div[@class='acts-bar']/@id")
    assert bars == ["acts-101"]
    answer = owner.post("/keep", {"wish": "save 101", "place": "low"}, headers={"HX-Request": "true"})
    tree = parsed(answer.content)
    assert tree.xpath("//div[contains(@class,'acts-bar')]/@id") == ["acts-low-101", "acts-head-101"]
    assert tree.xpath("//*[@hx-swap-oob]/@id") == ["acts-head-101"]
    assert tree.xpath("//*[@id='save-low-101']/@aria-pressed") == ["true"]
    assert tree.xpath("//*[@id='like-low-101']/@aria-pressed") == ["true"]


@pytest.mark.parametrize("wish", ["", "love 101", "like", "like x", "like -1", "like 99999999999", "like 1 2"])
def test_a_wish_that_is_none_is_refused(owner: Client, wish: str) -> None:
    assert owner.post("/keep", {"wish": wish}).status_code == 400


def test_a_paper_that_is_not_here_cannot_be_kept(owner: Client) -> None:
    for act in ("like", "save"):
        assert owner.post("/keep", {"wish": f"{act} {papers.GONE}"}).status_code == 404


@pytest.mark.parametrize(
    ("page", "to"),
    [
        ("https://elsewhere.example/x", "/article/101"),
        ("//elsewhere.example/x", "/article/101"),
        ("http://testserver//elsewhere.example/x", "/elsewhere.example/x"),
        ("http://testserver", "/"),
        (f"http://testserver{SEARCH}", SEARCH),
    ],
)
def test_only_our_own_pages_are_returned_to(owner: Client, page: str, to: str) -> None:
    answer = owner.post("/keep", {"wish": "like 101"}, headers={"Referer": page})
    assert answer["Location"] == f"{to}#acts-101"


def test_a_form_without_its_token_is_refused(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post("/keep", {"wish": "like 101"}).status_code == 403
    token = parsed(client.get(ARTICLE).content).xpath("//form[@id='keep']/input/@value")[0]
    assert client.post("/keep", {"wish": "like 101", "csrfmiddlewaretoken": token}).status_code == 303
    assert Reaction.objects.count() == 1


def test_who_is_not_signed_in_comes_back_to_the_wish_fulfilled(client: Client, ada: User) -> None:
    tree = parsed(client.get(SEARCH).content)
    link = tree.xpath("//a[contains(@href, '/wish?wish=save')]/@href")[0]
    answer = client.get(link, headers={"Referer": f"http://testserver{SEARCH}"})
    assert answer.status_code == 303
    assert answer["Location"].startswith("/account/login/?next=")
    assert not SavedPaper.objects.exists()
    client.force_login(ada)
    answer = client.get("/wish/fulfilled")
    assert answer["Location"].startswith(f"{SEARCH}#acts-")
    assert SavedPaper.objects.count() == 1
    assert client.get("/wish/fulfilled")["Location"] == "/"


def test_a_wish_is_only_fulfilled_for_the_browser_that_made_it(owner: Client) -> None:
    owner.cookies["osler-wish"] = "forged"
    assert owner.get("/wish/fulfilled")["Location"] == "/"
    assert owner.get("/wish?wish=like+101")["Location"] == "/article/101"
    assert not Reaction.objects.exists()


def _asked(client: Client, path: str, *tables: str) -> int:
    """How many queries of a page touch these tables: other rooms ask for what is theirs."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return sum(any(f'"{table}' in query["sql"] for table in tables) for query in queries)


@pytest.mark.django_db
def test_visitors_cost_no_query_and_no_session(client: Client) -> None:
    for path in (SEARCH, ARTICLE, "/"):
        assert _asked(client, path, "library_", "people_", "django_session") == 0
        answer = client.get(path)
        assert not answer.cookies
        assert "ETag" in answer.headers


def test_a_page_of_cards_asks_once(owner: Client, ada: User) -> None:
    ada.history_on = False
    ada.save()
    for path in (SEARCH, ARTICLE):
        assert _asked(owner, path, "library_") == 1
    for pmid in parsed(owner.get(SEARCH).content).xpath("//li[@data-paper]/@data-paper"):
        owner.post("/keep", {"wish": f"like {pmid}"})
        owner.post("/keep", {"wish": f"save {pmid}"})
    assert _asked(owner, SEARCH, "library_") == 1


def test_what_has_a_note_is_not_lost_by_a_tap(owner: Client, ada: User) -> None:
    owner.post("/keep", {"wish": "save 101"})
    SavedPaper.objects.update(note="why I keep it")
    assert owner.post("/keep", {"wish": "unsave 101"}).status_code == 409
    answer = owner.post("/keep", {"wish": "unsave 101"}, headers={"HX-Request": "true"})
    assert "note or tags" in answer.content.decode()
    assert SavedPaper.objects.count() == 1
