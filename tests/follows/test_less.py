"""Less of that: fewer like one paper, a journal, a kind; each undone."""

from __future__ import annotations

import numpy as np
import pytest
from django.test import Client

from osler.club.models import Choice, Rating
from osler.feed import preference
from osler.follows import services
from osler.follows.likeness import likeness
from osler.follows.mirror import Mirror
from osler.follows.models import Fewer, Item, Kind, Mute
from osler.follows.services.feeding import Learned
from osler.people.models import User
from tests.feed.invented import eyes, lungs

db = pytest.mark.django_db


def test_only_what_is_like_it_stands_lower() -> None:
    wished_fewer, new = lungs(1, first=500), lungs(10) + eyes(10)
    space = preference.Space.learn(new + wished_fewer)
    rows = preference.rows(new, space)
    near = likeness(rows, wished_fewer, space)
    assert near.shape == (20,)
    assert near[:10].min() > near[10:].max()
    assert (near >= 0).all()
    assert (near <= 1).all()
    assert likeness(preference.rows(wished_fewer, space), wished_fewer, space)[0] == pytest.approx(1, abs=0.1)
    assert not likeness(rows, [], space).any()


def test_it_is_gentle_and_works_before_anything_was_liked() -> None:
    new = lungs(5) + eyes(5)
    space = preference.Space.learn(new)
    rows = preference.rows(new, space)
    learned = Learned(rows, preference.rows([], space), {})
    before = [learned.of(at, ("Lungs",))[0] for at in range(10)]
    learned.less = 1.5 * likeness(rows, lungs(1, first=500), space)
    after = [learned.of(at, ("Lungs",))[0] for at in range(10)]
    assert np.mean(before[:5]) > np.mean(after[:5])
    assert np.mean(after[:5]) < np.mean(after[5:])


def _feed(owner: Client, ada: User) -> list[int]:
    services.follow(ada, Kind.SEARCH, "gonioscopy")
    services.choose(ada, answered=True)
    owner.get("/feed")
    return list(Item.objects.filter(user=ada).order_by("-day", "place").values_list("pmid", flat=True))


@db
def test_fewer_like_this_takes_the_paper_away_and_back(owner: Client, ada: User) -> None:
    first = _feed(owner, ada)[0]
    assert f'id="item-{first}"' in owner.get("/feed").content.decode()
    answer = owner.post(f"/feed/less/{first}", {"do": "fewer"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/feed")
    owner.post(f"/feed/less/{first}", {"do": "fewer"})
    page = owner.get("/feed").content.decode()
    assert f'id="item-{first}"' not in page
    assert "From now on fewer papers like this one." in page
    assert Fewer.objects.filter(user=ada).count() == 1
    controls = owner.get("/follows").content.decode()
    assert f'href="/article/{first}"' in controls
    owner.post("/follows/act", {"do": "as-before", "value": first})
    assert f'id="item-{first}"' in owner.get("/feed").content.decode()


@db
def test_a_script_is_told_in_place_and_can_undo(owner: Client, ada: User) -> None:
    first = _feed(owner, ada)[0]
    part = owner.get(f"/feed/less/{first}", HTTP_HX_REQUEST="true", HTTP_HX_TARGET=f"less-{first}").content.decode()
    assert 'value="fewer"' in part
    assert "<html" not in part
    script = {"HX-Request": "true", "HX-Target": f"item-{first}"}
    told = owner.post(f"/feed/less/{first}", {"do": "fewer"}, headers=script).content.decode()
    assert 'value="un-fewer"' in told
    assert owner.post(f"/feed/less/{first}", {"do": "un-fewer"}, headers=script).headers["HX-Refresh"] == "true"
    assert not Fewer.objects.exists()


@db
def test_a_journal_and_a_kind_are_muted_apart(owner: Client, ada: User, papers: Mirror) -> None:
    _feed(owner, ada)
    page = owner.get("/feed/less/1000").content.decode()
    assert "Fewer like this" in page
    assert "Mute Review" in page or "Mute Letter" in page or "Mute Alpha J" in page
    owner.post("/feed/less/1000", {"do": "mute"})
    services.mute(ada, "Review", Mute.What.TYPE)
    page = owner.get("/feed").content.decode()
    muted = Mute.objects.get(user=ada, what="journal").value
    assert f'<cite title="{muted}">' not in page, "nor what was brought before"
    assert ">Review</span>" not in page
    Item.objects.all().delete()
    services.refresh(ada, papers, force=True)
    assert f'<cite title="{muted}">' not in owner.get("/feed").content.decode()
    assert {each["what"] for each in Mute.objects.values("what")} == {"journal", "type"}
    owner.post("/feed/less/1000", {"do": "un-mute"})
    assert not Mute.objects.filter(what="journal").exists()


@db
def test_what_would_empty_the_feed_is_refused(owner: Client, ada: User) -> None:
    assert owner.post("/feed/less/1000", {"do": "mute-type Journal Article"}).status_code == 400
    assert owner.post("/feed/less/1000", {"do": "shout"}).status_code == 400
    assert owner.post("/feed/less/999", {"do": "fewer"}).status_code == 404
    assert owner.post("/follows/act", {"do": "mute", "value": " "}).status_code == 400


@db
def test_less_is_each_readers_own(
    owner: Client, colleague: Client, outsider: Client, client: Client, ada: User, ben: User
) -> None:
    first = _feed(owner, ada)[0]
    owner.post(f"/feed/less/{first}", {"do": "fewer"})
    colleague.post(f"/feed/less/{first}", {"do": "un-fewer"})
    outsider.post("/follows/act", {"do": "as-before", "value": first})
    assert Fewer.objects.get().user == ada
    assert b"Fewer like" not in colleague.get("/follows").content
    for method in (client.get, client.post):
        assert method(f"/feed/less/{first}").status_code == 302


@db
def test_colleagues_ratings_stand_with_a_paper_for_who_asked(owner: Client, ada: User, ben: User, eve: User) -> None:
    first = _feed(owner, ada)[0]
    for user in (ada, ben, eve):
        Rating.objects.create(user=user, pmid=first, relevance=6, newsworthiness=5)
    assert "colleagues rate it highly" not in owner.get("/feed").content.decode()
    Choice.objects.create(user=ada, ratings_shown=True)
    assert "3 colleagues rate it highly: relevance 6.0, news 5.0 of 7" in owner.get("/feed").content.decode()
