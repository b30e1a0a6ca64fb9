"""Notices and what was read lately, as pages; a busy library says so."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from osler.library import services
from osler.library.models import Notice, Opened, Paper, Reaction
from osler.people.models import User
from tests.web import papers
from tests.web.reading import parsed


def _notice(user: User, pmid: int = papers.RETRACTED, **more: object) -> Notice:
    given = {"kind": "retracted", "told_by": papers.NOTICE, "source": "Synth J Med. 2012", "because": "saved"} | more
    return Notice.objects.create(user=user, pmid=pmid, made_at=timezone.now(), **given)


def test_notices_are_their_readers_own(owner: Client, outsider: Client, client: Client, ada: User, eve: User) -> None:
    mine = _notice(ada)
    page = parsed(owner.get("/notices").content)
    assert page.xpath("//ol//li[@data-paper]/@data-paper") == [str(papers.RETRACTED)]
    assert page.xpath("//a[@class='bell']/@aria-label") == ["Notices, 1 unread"]
    assert not parsed(outsider.get("/notices").content).xpath("//ol//li[@data-paper]")
    assert client.get("/notices")["Location"].startswith("/account/login/")
    outsider.post("/notices", {"until": str(mine.pk)})
    assert Notice.objects.get().read_at is None
    late = _notice(ada, papers.RICH)
    owner.post("/notices", {"until": str(mine.pk)})
    assert list(Notice.objects.filter(read_at=None)) == [late]


def test_the_page_looks_for_what_the_mirror_says_by_now(owner: Client, ada: User) -> None:
    services.react(ada, papers.RETRACTED, 1)
    Paper.objects.create(
        pmid=papers.RETRACTED, title="A finding", seen_at=timezone.now()
    )  # kept before it was retracted
    assert "Retracted" in owner.get("/notices").content.decode()
    assert Notice.objects.get().because == "liked"


def test_opened_papers_are_kept_for_those_who_let_them(
    owner: Client, outsider: Client, client: Client, ada: User, eve: User
) -> None:
    eve.history_on = False
    eve.save()
    for each in (owner, outsider, client):
        assert each.get(f"/article/{papers.RICH}").status_code == 200
        each.head(f"/article/{papers.BARE}")
    assert list(Opened.objects.values_list("user", "pmid")) == [(ada.pk, papers.RICH)]
    assert parsed(owner.get("/history").content).xpath("//li/@data-paper") == [str(papers.RICH)]
    assert "history is off" in outsider.get("/history").content.decode()
    outsider.post("/history", {})
    for no_pmid in ("all", "9" * 5000):
        assert owner.post("/history", {"pmid": no_pmid}).status_code == 400
    assert Opened.objects.count() == 1
    owner.post("/history", {"pmid": str(papers.RICH)})
    assert not Opened.objects.exists()


def test_what_is_older_than_it_may_be_is_not_shown(owner: Client, ada: User) -> None:
    services.opened(ada, papers.RICH)
    Opened.objects.update(at=timezone.now() - timedelta(days=400))
    assert not parsed(owner.get("/history").content).xpath("//li[@data-paper]")


def test_my_reactions_are_paged_and_mine(owner: Client, outsider: Client, ada: User) -> None:
    for pmid in range(1000, 1045):
        services.react(ada, pmid, 1 if pmid % 3 else -1)
    first = parsed(owner.get("/reactions").content)
    second = parsed(
        owner.get("/reactions" + first.xpath("//a[@rel='next']/@href")[0].removeprefix("/reactions")).content
    )
    seen = [int(p) for page in (first, second) for p in page.xpath("//li[@data-paper]/@data-paper")]
    assert seen == list(range(1044, 999, -1))
    disliked = parsed(owner.get("/reactions?only=disliked").content).xpath("//li[@data-paper]/@data-paper")
    assert all(int(pmid) % 3 == 0 for pmid in disliked)
    assert len(disliked) == 15
    assert not parsed(outsider.get("/reactions").content).xpath("//li[@data-paper]")
    assert owner.get("/reactions?after=1-x").status_code == 400


def test_a_reaction_to_a_paper_now_gone_shows_its_citation(owner: Client, ada: User) -> None:
    services.react(ada, papers.GONE, 1)
    Paper.objects.create(
        pmid=papers.GONE, title="What it was called", line="Synth J Med. 2001", gone=True, seen_at=timezone.now()
    )
    text = owner.get("/reactions").content.decode()
    assert "What it was called" in text
    assert "No longer in PubMed" in text


def test_a_tap_on_a_locked_library_says_so_and_can_be_sent_again(
    owner: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(services, "react", busy)
        answer = owner.post("/keep", {"wish": "like 101"})
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    form = parsed(answer.content).xpath("//main//form[@method='post']")[0]
    again = {field.get("name"): field.get("value") for field in form.xpath(".//input[@name]")}
    assert owner.post(form.get("action"), again).status_code == 303
    assert Reaction.objects.get().value == 1


@pytest.mark.django_db(transaction=True)
def test_a_tap_waits_for_a_backup_to_end(tmp_path: Path) -> None:
    """SQLite's own backup of a database in WAL mode does not keep readers or writers out."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own")
    user = User.objects.create_user("ada@example.org")
    target = sqlite3.connect(tmp_path / "copy.sqlite3")
    connection.ensure_connection()

    def tap(status: int, remaining: int, total: int) -> None:
        if not Reaction.objects.exists():
            services.react(user, 101, 1)

    connection.connection.backup(target, pages=1, progress=tap)
    assert Reaction.objects.count() == 1
    target.close()
