"""Collections: whose they are, who may do what, and that nothing is lost where two change them at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from osler.library import queries, services
from osler.library.models import Collection, Paper, SavedPaper
from osler.people.models import User
from osler.web import mirror
from tests.web import papers
from tests.web.reading import parsed

PMIDS = list(range(1000, 1010))
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def club(ada: User) -> Collection:
    """Ten papers of Ada's, in the order of their numbers."""
    made = services.make_collection(ada, "Journal club")
    services.keep(mirror.engine(), PMIDS)
    services.add(made, ada, PMIDS)
    return Collection.objects.get(pk=made.pk)


def _order(club: Collection) -> list[int]:
    return list(club.papers.order_by("place", "id").values_list("paper_id", flat=True))


def _ids(club: Collection) -> list[int]:
    return list(club.papers.order_by("place", "id").values_list("pk", flat=True))


def _tombstone() -> int:
    Paper.objects.create(pmid=papers.GONE, title="Withdrawn", gone=True, seen_at=timezone.now())
    return papers.GONE


def _share(club: Collection, ada: User, *, write: bool) -> None:
    services.share(queries.access(ada, club.pk), "BEN@example.org ", can_write=write)


def test_an_empty_collection_offers_nothing_to_do_with_chosen_papers(
    owner: Client, ada: User, club: Collection
) -> None:
    bulk = "//form[@id='bulk']"
    assert parsed(owner.get(f"/collections/{club.pk}").content.decode()).xpath(bulk)
    assert parsed(owner.get(f"/collections/{club.pk}?q=fits-nothing").content.decode()).xpath(bulk), "typed away again"
    empty = services.make_collection(ada, "Empty")
    assert not parsed(owner.get(f"/collections/{empty.pk}").content.decode()).xpath(bulk)


def test_each_sees_what_is_theirs_to_see(
    owner: Client, colleague: Client, outsider: Client, client: Client, ada: User, ben: User, club: Collection
) -> None:
    saved = _ids(club)[0]
    here = f"/collections/{club.pk}"
    views = [here, f"{here}/papers/{saved}", f"{here}.ris", f"{here}?q=gonioscopy"]
    posts = [
        f"{here}/order",
        f"{here}/arrange",
        f"{here}/act",
        f"{here}/settings",
        f"{here}/papers/{saved}",
        f"{here}/leave",
    ]
    for path in views:
        assert owner.get(path).status_code == 200
        assert colleague.get(path).status_code == 404
        assert outsider.get(path).status_code == 404
        assert client.get(path)["Location"].startswith("/account/login/")
    for path in posts:
        assert outsider.post(path, {"do": "remove", "saved": str(saved)}).status_code == 404, path
    _share(club, ada, write=False)
    for path in views:
        assert colleague.get(path).status_code == 200
        assert outsider.get(path).status_code == 404
    assert colleague.get(f"{here}/settings").status_code == 404
    assert len(_ids(club)) == 10


def test_who_may_read_cannot_write_and_who_may_write_cannot_share(
    colleague: Client, ada: User, ben: User, club: Collection
) -> None:
    _share(club, ada, write=False)
    here, first = f"/collections/{club.pk}", _ids(club)[0]
    forms = [
        (f"{here}/act", {"do": "remove", "saved": str(first)}),
        (f"{here}/act", {"do": f"tag {first}", "tag": "x"}),
        (f"{here}/order", {"move": f"down {first}", "version": str(club.version)}),
        (f"{here}/papers/{first}", {"note": "mine", "note_version": "0", "tags": ""}),
    ]
    for path, form in forms:
        assert colleague.post(path, form).status_code == 404
    services.react(ben, PMIDS[3], 1)
    assert colleague.post(f"{here}/arrange", {"version": str(club.version)}).status_code == 404
    assert _order(club) == PMIDS
    assert colleague.post(f"{here}/act", {"do": f"read {first}"}).status_code == 303  # their own mark
    _share(club, ada, write=True)
    for path, form in reversed(forms):
        assert colleague.post(path, form).status_code == 303
    assert _order(club) == [1001, *PMIDS[2:]] or _order(club) == PMIDS[1:]
    assert colleague.post(f"{here}/settings", {"do": "link"}).status_code == 404
    assert colleague.post(f"{here}/leave").status_code == 303
    assert colleague.get(here).status_code == 404


def test_a_read_mark_is_each_readers_own(owner: Client, ada: User, ben: User, club: Collection) -> None:
    _share(club, ada, write=True)
    owner.post(f"/collections/{club.pk}/act", {"do": "read", "saved": [str(pk) for pk in _ids(club)[:2]]})
    assert queries.saved_count(club, ada, queries.Wanted(unread=True)) == 8
    assert queries.saved_count(club, ben, queries.Wanted(unread=True)) == 10


def test_the_order_is_kept_by_buttons_and_by_dragging(owner: Client, club: Collection) -> None:
    here, ids = f"/collections/{club.pk}/order", _ids(club)
    for move in (f"down {ids[0]}", f"up {ids[9]}", f"{ids[5]} before {ids[1]}", f"{ids[2]} after {ids[9]}"):
        club.refresh_from_db()
        assert owner.post(here, {"move": move, "version": str(club.version)}).status_code == 303
    assert _order(club) == [1005, 1001, 1000, 1003, 1004, 1006, 1007, 1009, 1002, 1008]
    club.refresh_from_db()
    assert owner.post(here, {"move": f"up {ids[5]}", "version": str(club.version)}).status_code == 303  # at the top
    assert owner.post(here, {"move": "sideways", "version": "1"}).status_code == 400


def test_the_likeliest_come_first_as_reactions_tell(owner: Client, ada: User, club: Collection) -> None:
    here = f"/collections/{club.pk}"
    services.keep(mirror.engine(), [papers.RICH])
    services.add(club, ada, [papers.RICH])
    SavedPaper.objects.filter(collection=club, paper=papers.RICH).update(place=-9_999)
    assert "Put the likeliest first" not in owner.get(here).content.decode(), "nothing tells"
    refused = owner.post(f"{here}/arrange", {"version": str(club.version)})
    assert refused.status_code == 400
    assert "Like or dislike some of these papers first" in refused.content.decode()
    services.react(ada, 1000, 1)
    services.react(ada, 1001, -1)
    page = parsed(owner.get(here).content.decode())
    (form,) = page.find_class("arrange")
    sent = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert owner.post(form.get("action"), sent).status_code == 303
    order = _order(club)
    assert sorted(order) == [papers.RICH, *PMIDS]
    assert order[-3:] == [papers.RICH, 1000, 1001], "of another subject, then the liked, then the disliked"
    late = owner.post(form.get("action"), sent)
    assert late.status_code == 409
    assert _order(club) == order


def test_what_the_mirror_no_longer_has_stays_below(owner: Client, ada: User, club: Collection) -> None:
    services.react(ada, 1003, 1)
    SavedPaper.objects.filter(collection=club, paper=1002).update(paper=_tombstone())
    club.refresh_from_db()
    assert owner.post(f"/collections/{club.pk}/arrange", {"version": str(club.version)}).status_code == 303
    assert _order(club)[-2:] == [1003, papers.GONE]


def test_a_collection_too_large_is_not_put_in_order(
    owner: Client, ada: User, club: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osler.desk.views.collection.MOST_ARRANGED", 9)
    services.react(ada, 1003, 1)
    refused = owner.post(f"/collections/{club.pk}/arrange", {"version": str(club.version)})
    assert refused.status_code == 400
    assert _order(club) == PMIDS


def test_there_is_always_room_between_two(ada: User, club: Collection) -> None:
    for _ in range(15):
        access = queries.access(ada, club.pk)
        ids = _ids(club)
        services.move(access, ids[9], before=ids[1], after=None, version=access.collection.version)
    assert _order(club)[0] == 1000
    assert sorted(_order(club)) == PMIDS


def test_two_windows_cannot_undo_each_other_unseen(owner: Client, club: Collection) -> None:
    ids, seen = _ids(club), str(club.version)
    assert owner.post(f"/collections/{club.pk}/order", {"move": f"down {ids[0]}", "version": seen}).status_code == 303
    late = owner.post(f"/collections/{club.pk}/order", {"move": f"up {ids[9]}", "version": seen})
    assert late.status_code == 409
    assert "changed meanwhile" in late.content.decode()
    shown = owner.post(
        f"/collections/{club.pk}/order",
        {"move": f"up {ids[9]}", "version": seen},
        headers={"HX-Request": "true", "HX-Target": "kept"},
    )
    assert shown.status_code == 200
    assert "changed meanwhile" in shown.content.decode()
    assert parsed(shown.content).xpath("//input[@name='version']/@value") == [str(int(seen) + 1)]
    assert parsed(shown.content).xpath("//form[@id='order']/input[@name='csrfmiddlewaretoken']")
    assert _order(club) == [1001, 1000, *PMIDS[2:]]


def test_neither_of_two_notes_is_lost(owner: Client, club: Collection) -> None:
    saved = _ids(club)[0]
    path = f"/collections/{club.pk}/papers/{saved}"
    assert owner.post(path, {"note": "first", "note_version": "0", "tags": ""}).status_code == 303
    late = owner.post(path, {"note": "second", "note_version": "0", "tags": ""})
    assert late.status_code == 409
    tree = parsed(late.content)
    assert tree.xpath("//textarea[@name='note']")[0].text == "second"
    assert "first" in tree.xpath("string(//section[@role='alert'])")
    (version,) = tree.xpath("//input[@name='note_version']/@value")
    assert owner.post(path, {"note": "first, second", "note_version": version, "tags": ""}).status_code == 303
    assert SavedPaper.objects.get(pk=saved).note == "first, second"


def test_markup_in_notes_tags_and_names_is_text(owner: Client, ada: User, club: Collection) -> None:
    saved = _ids(club)[0]
    note = f"{SCRIPT} **bold** [bad](javascript:alert(1)) ![x](https://elsewhere.example/x.png) <img src=x onerror=y>"
    owner.post(f"/collections/{club.pk}/papers/{saved}", {"note": note, "note_version": "0", "tags": f"{SCRIPT},b"})
    owner.post(f"/collections/{club.pk}/settings", {"do": "describe", "name": SCRIPT, "about": f"{SCRIPT} *x*"})
    services.add(club, ada, list(services.keep(mirror.engine(), [papers.HOSTILE])))
    token = services.make_link(queries.access(ada, club.pk))
    for path in (
        f"/collections/{club.pk}",
        f"/collections/{club.pk}/papers/{saved}",
        f"/shared/{token}",
        "/collections",
    ):
        tree = parsed(owner.get(path).content)
        assert not [s for s in tree.xpath("//script[not(@src)]") if s.get("type") != "application/ld+json"]
        assert not tree.xpath("//img | //*[@onerror] | //a[starts-with(@href, 'javascript')]")
    shown = parsed(owner.get(f"/collections/{club.pk}").content)
    assert shown.xpath("//div[@class='own-note']//strong")[0].text == "bold"
    assert shown.xpath("//ul[@class='tags']//a")[0].text == SCRIPT


def test_a_link_shows_the_papers_and_nothing_of_their_owner(
    client: Client, owner: Client, ada: User, club: Collection
) -> None:
    saved = _ids(club)[0]
    owner.post(f"/collections/{club.pk}/papers/{saved}", {"note": "secret", "note_version": "0", "tags": "lilac"})
    assert client.get("/shared/guessed").status_code == 404
    assert client.get("/shared/None").status_code == 404
    owner.post(f"/collections/{club.pk}/settings", {"do": "link"})
    token = Collection.objects.get(pk=club.pk).link_token
    assert token is not None
    assert len(token) >= 32
    page = client.get(f"/shared/{token}")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Gonioscopy study 0" in text
    for file in ("ris", "bib", "csl.json", "nbib", "csv", "pmids"):
        text += b"".join(client.get(f"/shared/{token}/papers.{file}").streaming_content).decode()  # type: ignore[attr-defined]
    assert not [word for word in ("secret", "lilac", "ada@example.org") if word in text]
    assert client.get(f"/shared/{token}?q=secret").content.decode().count("data-paper") == 0
    assert page["X-Robots-Tag"] == "noindex"
    owner.post(f"/collections/{club.pk}/settings", {"do": "unlink"})
    assert client.get(f"/shared/{token}").status_code == 404
    assert client.get(f"/shared/{token}/papers.ris").status_code == 404


def test_a_new_link_ends_the_old_one(client: Client, ada: User, club: Collection) -> None:
    first = services.make_link(queries.access(ada, club.pk))
    second = services.make_link(queries.access(ada, club.pk))
    assert (client.get(f"/shared/{first}").status_code, client.get(f"/shared/{second}").status_code) == (404, 200)


def test_an_unknown_colleague_is_said_and_lists_of_addresses_are_not_tried(
    owner: Client, ben: User, club: Collection
) -> None:
    path = f"/collections/{club.pk}/settings"
    answer = owner.post(path, {"do": "share", "email": "nobody@example.org"})
    assert answer.status_code == 400
    assert "nobody@example.org" in answer.content.decode()
    assert owner.post(path, {"do": "share", "email": "ada@example.org"}).status_code == 400
    for n in range(20):
        owner.post(path, {"do": "share", "email": f"n{n}@example.org"})
    stopped = owner.post(path, {"do": "share", "email": "ben@example.org"})
    assert "too many" in stopped.content.decode().lower()
    assert not club.shares.exists()


def test_searching_within_reads_titles_notes_and_tags(ada: User, club: Collection) -> None:
    access, ids = queries.access(ada, club.pk), _ids(club)
    services.write_note(access, ids[3], "Compare with zorbimab", version=0)
    services.set_tags(access, ids[4], ["Ward round", "eyes"])

    def found(**wanted: object) -> list[int]:
        return [row.pmid for row in queries.saved_page(club, ada, queries.Wanted(**wanted)).rows]  # type: ignore[arg-type]

    assert found(q="Gonioscopy Study 7") == [1007]
    assert found(q="ZORBIMAB") == [1003]
    services.write_note(access, ids[5], "Ödem?", version=0)
    assert found(q="Ödem") == [1005]
    assert found(q="ward") == [1004]
    assert found(tag="eyes") == [1004]
    assert found(q="beta 1994") == [1004]
    assert found(q="!!!") == []
    assert found(q="%") == []


def test_a_page_more_shows_each_paper_once(owner: Client, ada: User, club: Collection) -> None:
    more = list(range(1010, 1060))
    services.keep(mirror.engine(), more)
    services.add(club, ada, more)
    for by in ("", "newest"):
        seen: list[int] = []
        path = f"/collections/{club.pk}?by={by}"
        while path:
            tree = parsed(owner.get(path).content)
            seen += [int(pmid) for pmid in tree.xpath("//li[@data-paper]/@data-paper")]
            further = tree.xpath("//nav[@class='pages']/a[@rel='next']/@href")
            path = further[0] if further else ""
        assert len(seen) == 60
        assert len(set(seen)) == 60
    assert owner.get(f"/collections/{club.pk}?after=nonsense").status_code == 400


def test_queries_do_not_grow_with_papers(
    owner: Client, ada: User, ben: User, club: Collection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _share(club, ada, write=True)
    paths = [f"/collections/{club.pk}", f"/collections/{club.pk}?q=gonioscopy&by=newest", "/collections", "/reactions"]
    for path in paths:
        with django_assert_max_num_queries(12):
            owner.get(path)
    access = queries.access(ada, club.pk)
    for saved in _ids(club):
        services.set_tags(access, saved, ["a", "b", "c"])
        services.write_note(access, saved, "note", version=0)
    services.keep(mirror.engine(), range(1010, 1030))
    services.add(club, ada, range(1010, 1030))
    for pmid in range(1000, 1030):
        services.react(ada, pmid, 1)
    for path in paths:
        with django_assert_max_num_queries(12):
            owner.get(path)


def test_many_papers_at_once(owner: Client, ada: User, club: Collection) -> None:
    ids = [str(pk) for pk in _ids(club)]
    other = services.make_collection(ada, "Elsewhere")
    here = f"/collections/{club.pk}/act"
    owner.post(here, {"do": "tag", "tag": "x, y", "saved": ids[:3]})
    owner.post(here, {"do": "untag", "tag": "y", "saved": ids[:1]})
    assert dict(queries.tags(club)) == {"x": 3, "y": 2}
    owner.post(here, {"do": "copy", "to": str(other.pk), "saved": ids[:2]})
    owner.post(here, {"do": "move", "to": str(other.pk), "saved": ids[2:4]})
    assert sorted(_order(other)) == [1000, 1001, 1002, 1003]
    assert SavedPaper.objects.get(collection=other, paper=1002).tags.count() == 2
    owner.post(here, {"do": "remove", "saved": ids[4:6]})
    assert _order(club) == [1000, 1001, 1006, 1007, 1008, 1009]
    assert owner.post(here, {"do": "copy", "saved": ids[:1]}).status_code == 400
    assert owner.post(here, {"do": "burn", "saved": ids[:1]}).status_code == 400
    assert owner.post(here, {"do": "remove", "saved": ["1; drop table"]}).status_code == 400


def test_papers_of_others_are_not_reached_through_a_collection_of_ones_own(
    outsider: Client, eve: User, ada: User, club: Collection
) -> None:
    own = services.make_collection(eve, "Mine")
    saved = _ids(club)[0]
    here = f"/collections/{own.pk}"
    assert outsider.get(f"{here}/papers/{saved}").status_code == 404
    outsider.post(f"{here}/act", {"do": "remove", "saved": [str(saved)]})
    outsider.post(f"{here}/act", {"do": "copy", "to": str(own.pk), "saved": [str(saved)]})
    assert outsider.post(f"{here}/act", {"do": "move", "to": str(club.pk), "saved": [str(saved)]}).status_code == 404
    assert outsider.post(f"{here}/order", {"move": f"up {saved}", "version": "1"}).status_code == 404
    assert (_order(club), _order(own)) == (PMIDS, [])


def test_collections_are_named_once_and_the_default_stays(owner: Client, ada: User, club: Collection) -> None:
    assert owner.post("/collections", {"name": "Journal  club "}).status_code == 400
    assert owner.post("/collections", {"name": " "}).status_code == 400
    assert owner.post("/collections", {"name": "x" * 121}).status_code == 400
    default = services.default_collection(ada)
    assert owner.get("/saved")["Location"] == f"/collections/{default.pk}"
    assert owner.post(f"/collections/{default.pk}/settings", {"do": "delete"}).status_code == 400
    assert owner.post(f"/collections/{club.pk}/settings", {"do": "delete"}).status_code == 303
    assert not SavedPaper.objects.exists()
