"""Follow, beside the thing itself."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from osler.follows import services
from osler.follows.entry import asked, query
from osler.follows.mirror import Mirror
from osler.follows.models import Follow, Kind
from osler.model.query import Search
from osler.people.models import User
from tests.web import papers as made_up

pytestmark = pytest.mark.django_db


def _buttons(page: str) -> dict[str, bool]:
    """What is wished by each follow button of a page -> whether it is pressed."""
    found = re.findall(r'name="follow" value="([^"]+)"[^>]*aria-pressed="(true|false)"', page)
    return {wish: pressed == "true" for wish, pressed in found}


def test_an_article_offers_what_it_names(owner: Client) -> None:
    page = owner.get(f"/article/{made_up.RICH}").content.decode()
    assert _buttons(page) == {
        "follow author Doe JQ": False,
        "follow author Roe R": False,
        "follow journal Synth J Med": False,
        "follow mesh Scleroderma, Systemic": False,
        "follow mesh Humans": False,
    }


def test_one_tap_follows_and_a_second_undoes_it(owner: Client, ada: User) -> None:
    article = f"/article/{made_up.RICH}"
    answer = owner.post("/follow", {"follow": "follow mesh Scleroderma, Systemic"}, HTTP_REFERER=article)
    assert (answer.status_code, answer.headers["Location"]) == (303, article)
    owner.post("/follow", {"follow": "follow mesh Scleroderma, Systemic"})
    assert [(each.kind, each.value) for each in Follow.objects.filter(user=ada)] == [("mesh", "Scleroderma, Systemic")]
    pressed = _buttons(owner.get(article).content.decode())
    assert pressed["unfollow mesh Scleroderma, Systemic"]
    owner.post("/follow", {"follow": "unfollow mesh scleroderma,  systemic"})
    owner.post("/follow", {"follow": "unfollow mesh scleroderma, systemic"})
    assert not Follow.objects.exists()


def test_a_script_gets_the_button_as_it_stands_now(owner: Client) -> None:
    sent = {"follow": "follow journal Synth J Med", "label": "", "words": ""}
    answer = owner.post("/follow", sent, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    assert _buttons(answer.content.decode()) == {"unfollow journal Synth J Med": True}
    sent = {"follow": f"follow paper {made_up.RICH}", "words": "<b>Papers</b>"}
    text = owner.post("/follow", sent, HTTP_HX_REQUEST="true").content.decode()
    assert "&lt;b&gt;Papers" in text


def test_results_and_similar_papers_can_be_followed(owner: Client, ada: User, papers: Mirror) -> None:
    assert _buttons(owner.get("/search?q=gonioscopy").content.decode()) == {"follow search gonioscopy": False}
    page = owner.get("/search?q=gonioscopy&type=Review").content.decode()
    (wish,) = (each for each in _buttons(page) if each.startswith("follow search"))
    owner.post("/follow", {"follow": unescape(wish), "label": "gonioscopy, Review"})
    made = Follow.objects.get(user=ada)
    assert made.label == "gonioscopy, Review"
    found = papers.engine.search(Search(asked(made, papers.engine, papers.vocabulary, None), limit=1)).count
    assert found == int(re.search(r'data-count="(\d+)"', page)[1])  # type: ignore[index]
    assert query(made) == made.value
    similar = owner.get(f"/article/{made_up.RICH}/similar").content.decode()
    assert f"follow paper {made_up.RICH}" in _buttons(similar)


def test_a_paper_is_followed_under_its_title(owner: Client, ada: User) -> None:
    owner.post("/follow", {"follow": f"follow paper {made_up.RICH}", "label": "<script>"})
    assert Follow.objects.get(user=ada).label.startswith("Effect of zorbimab")


def test_visitors_pages_stay_as_they_were(client: Client, owner: Client) -> None:
    for path in (f"/article/{made_up.RICH}", "/search?q=gonioscopy"):
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(path)
        assert not any("follows_" in each["sql"] for each in caught.captured_queries)
        assert _buttons(answer.content.decode()) == {}
        assert client.get(path, HTTP_IF_NONE_MATCH=answer.headers["ETag"]).status_code == 304
        assert "no-store" in owner.get(path).headers["Cache-Control"]
    answer = client.post("/follow", {"follow": "follow mesh Humans"})
    assert answer.status_code == 302
    assert not Follow.objects.exists()


def test_all_buttons_of_a_page_cost_one_query(owner: Client, ada: User) -> None:
    for number in range(30):
        services.follow(ada, Kind.AUTHOR, f"Person {number}")
    for path in (f"/article/{made_up.RICH}", f"/article/{made_up.CROWD}", "/search?q=gonioscopy"):
        with CaptureQueriesContext(connection) as caught:
            owner.get(path)
        assert sum("follows_follow" in each["sql"] for each in caught.captured_queries) == 1


def test_follows_are_each_readers_own(owner: Client, colleague: Client, ben: User) -> None:
    owner.post("/follow", {"follow": "follow mesh Humans"})
    assert not _buttons(colleague.get(f"/article/{made_up.RICH}").content.decode())["follow mesh Humans"]
    colleague.post("/follow", {"follow": "unfollow mesh Humans"})
    assert Follow.objects.count() == 1


@pytest.mark.parametrize(
    "wish",
    ["", "follow", "follow planet Mars", "shout mesh Humans", "follow mesh "]
    + [f"follow paper {each}" for each in ("x", "٣", "9" * 5_000)],
)
def test_what_is_no_follow_is_refused(owner: Client, wish: str) -> None:
    assert owner.post("/follow", {"follow": wish}).status_code == 400
    assert not Follow.objects.exists()


def test_markup_in_what_is_followed_is_text(owner: Client, ada: User) -> None:
    services.follow(ada, Kind.SEARCH, "hostile <script>")
    page = owner.get("/search", {"q": "hostile <script>"}).content.decode()
    assert f"unfollow search {escape('hostile <script>')}" in page.replace("&#34;", "&quot;")
