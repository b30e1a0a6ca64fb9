from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from osler.follows import queries, services
from osler.follows.mirror import Mirror
from osler.follows.models import Choices, Follow, Item, Kind
from osler.follows.specialties import specialties, studies
from osler.library.services import react
from osler.people.models import User
from osler.search.run import Request, run

pytestmark = pytest.mark.django_db


def _follow(user: User) -> None:
    services.follow(user, Kind.SEARCH, "gonioscopy")
    services.choose(user, answered=True)


def test_the_first_visit_asks_three_questions_and_the_feed_is_there(owner: Client, ada: User) -> None:
    assert owner.get("/feed").headers["Location"] == "/feed/start"
    assert b"What do you work in?" in owner.get("/feed/start").content
    answer = owner.post("/feed/start", {"specialty": ["ophthalmology"], "often": "weekly"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/feed")
    page = owner.get("/feed")
    assert page.status_code == 200
    assert page.content.count(b'<li class="kept"') == 20  # nothing of the field is in this mirror: what is new is


def test_every_item_says_why(owner: Client, ada: User, papers: Mirror) -> None:
    _follow(ada)
    react(ada, 1_059, 1)
    page = owner.get("/feed").content.decode()
    assert "Because you liked “Gonioscopy study 59”" in page
    assert "you follow gonioscopy" in page
    assert 'data-paper="1059"' not in page  # already liked


def test_personalisation_off_goes_by_follows_alone(owner: Client, ada: User) -> None:
    _follow(ada)
    react(ada, 1_059, 1)
    User.objects.filter(pk=ada.pk).update(personalised=False)
    page = owner.get("/feed").content.decode()
    assert "ecause you liked" not in page
    assert "ou follow gonioscopy" in page


def test_no_paper_comes_twice_and_paging_is_by_key(owner: Client, ada: User, papers: Mirror) -> None:
    _follow(ada)
    services.refresh(ada, papers)
    met: list[int] = []
    after = ""
    while True:
        page = queries.page(ada, after=after)
        met += [each.pmid for each in page.items]
        if not (after := page.after):
            break
    assert len(met) == len(set(met)) == 60


def test_seen_papers_stay_and_the_next_day_brings_only_others(ada: User, papers: Mirror) -> None:
    _follow(ada)
    services.refresh(ada, papers)
    first = [each.pmid for each in queries.page(ada).items]
    services.seen(ada, first)
    Item.objects.filter(user=ada).update(day=timezone.localdate() - timedelta(days=1))
    services.refresh(ada, papers, force=True)
    today = set(Item.objects.filter(user=ada, day=timezone.localdate()).values_list("pmid", flat=True))
    assert not today & set(first)


def test_a_clock_set_back_brings_nothing_before_the_last_day(ada: User, papers: Mirror) -> None:
    _follow(ada)
    services.refresh(ada, papers)
    tomorrow = timezone.localdate() + timedelta(days=1)
    Item.objects.filter(user=ada).update(day=tomorrow)
    services.refresh(ada, papers, force=True)
    assert not Item.objects.filter(user=ada).exclude(day=tomorrow).exists()


def test_after_a_holiday_the_feed_offers_what_was_missed(owner: Client, ada: User) -> None:
    _follow(ada)
    owner.get("/feed")
    away = timezone.now() - timedelta(days=20)
    Choices.objects.filter(user=ada).update(visited_at=away)
    Item.objects.filter(user=ada).update(seen_at=None)
    page = owner.get("/feed").content.decode()
    assert f"most worth knowing since {away.day} {away:%B}" in page
    missed = owner.get(f"/feed?since={away.date()}").content.decode()
    assert f"The 20 most worth knowing since {away.day} {away:%B}" in missed


def test_a_muted_journal_never_comes(owner: Client, ada: User) -> None:
    _follow(ada)
    assert b"Alpha J" in owner.get("/feed").content
    owner.post("/follows/act", {"do": "mute", "value": "Alpha J"})
    Item.objects.all().delete()
    page = owner.get("/feed").content.decode()
    assert '<cite title="Alpha J">' not in page


def test_a_reaction_or_a_follow_makes_the_feed_anew_and_nothing_else_does(ada: User, papers: Mirror) -> None:
    _follow(ada)
    assert services.refresh(ada, papers)
    assert not services.refresh(ada, papers)
    react(ada, 1_010, 1)
    assert services.refresh(ada, papers)


def test_queries_do_not_grow_with_the_items(owner: Client, ada: User) -> None:
    """Nor with follows, mutes, ratings or what fewer are wished of."""
    _follow(ada)
    owner.get("/feed")
    few, many = list(Item.objects.order_by("place")[:5]), list(Item.objects.order_by("place")[:50])
    assert len(many) == 50
    asked = {}
    for kept in (few, many):
        Item.objects.exclude(pk__in=[each.pk for each in kept]).delete()
        Item.objects.bulk_create(kept, ignore_conflicts=True)
        Item.objects.update(seen_at=timezone.now())
        Choices.objects.filter(user=ada).update(made_at=timezone.now())
        with CaptureQueriesContext(connection) as caught:
            page = owner.get("/feed?after=2999-01-01.0").content.decode()
        assert page.count('<li class="kept"') == min(20, len(kept))
        asked[len(kept)] = [each["sql"].split(" WHERE ")[0][:200] for each in caught.captured_queries]
        for number in range(20):
            services.follow(ada, Kind.AUTHOR, f"Person {number}")
            services.mute(ada, f"Journal {number}")
            services.fewer(ada, 5_000 + number, "another")
    assert asked[5] == asked[50]
    assert len(asked[50]) <= 10, asked[50]


def test_what_cannot_be_followed_is_said(owner: Client) -> None:
    assert owner.post("/follows/act", {"do": "follow", "kind": "search", "value": "(gonioscopy"}).status_code == 400
    assert owner.post("/follows/act", {"do": "follow", "kind": "paper", "value": "999"}).status_code == 400
    assert owner.post("/follows/act", {"do": "follow", "kind": "planet", "value": "Mars"}).status_code == 400
    assert owner.post("/follows/act", {"do": "follow", "kind": "journal", "value": "x" * 3000}).status_code == 400
    assert owner.get("/feed?after=yesterday").status_code in (302, 400)
    assert not Follow.objects.exists()


def test_nobody_touches_the_follows_of_another(owner: Client, colleague: Client, client: Client, ada: User) -> None:
    made = services.follow(ada, Kind.JOURNAL, "Alpha J")
    colleague.post("/follows/act", {"do": "unfollow", "value": made.pk})
    assert Follow.objects.filter(pk=made.pk).exists()
    assert colleague.post("/follows/act", {"do": "address", "value": made.pk}).status_code == 400
    assert b"Alpha J" not in colleague.get("/follows").content
    for path in ("/feed", "/feed/start", "/follows"):
        assert client.get(path).status_code == 302
    assert client.post("/follows/act", {"do": "unfollow", "value": made.pk}).status_code == 302
    owner.post("/follows/act", {"do": "unfollow", "value": made.pk})
    assert not Follow.objects.exists()


def test_markup_in_a_label_is_text(owner: Client, ada: User) -> None:
    services.follow(ada, Kind.SEARCH, "gonioscopy", "<script>alert(1)</script>")
    services.choose(ada, answered=True)
    for path in ("/feed", "/follows"):
        assert b"<script>alert(1)" not in owner.get(path).content


def test_every_specialty_parses_and_runs(papers: Mirror) -> None:
    assert len(specialties()) >= 30
    assert len(studies()) >= 5
    for each in specialties().values():
        answer = run(papers.engine, papers.vocabulary, Request(each.query, limit=1))
        assert not [note for note in answer.notes if note.kind.value == "ignored"], each
