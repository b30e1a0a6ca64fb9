"""Journal clubs: who may see and do what, quotes checked, ratings shown once one has rated, attendance as learning."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from osler.club import belongings, queries, quote, services
from osler.club.models import Attendance, Club, Comment, Invitation, Meeting, Member, Rating, Role
from osler.errors import BadInput, NotFound
from osler.learning import queries as learning
from osler.learning import services as claims
from osler.learning.models import Activity
from osler.people.models import User
from tests.credit.conftest import draft, filled
from tests.web import papers

PAST = datetime(2026, 11, 20, 12, tzinfo=UTC)
SAID = "Zorbimab was no better than placebo."


@pytest.fixture
def club(reader: User) -> Club:
    return services.found(reader, "Rheumatology club")


def meeting(club: Club, at: datetime = PAST, *, pmid: int = papers.RICH) -> Meeting:
    organiser = club.members.filter(role=Role.ORGANISER)[0]
    return services.schedule(
        organiser, starts_at=at, minutes=60, place="Room 2", pmid=pmid, title="Zorbimab", questions="Is it *true*?"
    )


def joined(club: Club, user: User) -> Member:
    organiser = club.members.filter(role=Role.ORGANISER)[0]
    services.join(user, services.invite(organiser).token)
    return queries.member(user, club.key)


def test_only_members_see_anything_of_a_club(
    client: Client, as_reader: Client, as_colleague: Client, as_administrator: Client, club: Club
) -> None:
    there = meeting(club)
    for path in (
        reverse("club", args=[club.key]),
        reverse("meeting", args=[there.key]),
        reverse("meeting-new", args=[club.key]),
        reverse("meeting-change", args=[club.key, there.key]),
    ):
        assert as_reader.get(path).status_code == 200, path
        assert as_colleague.get(path).status_code == 404, path
        assert as_colleague.post(path, {"do": "leave"}).status_code == 404, path
        assert as_administrator.get(path).status_code == 404, path
        assert client.get(path).status_code == 302, path
    assert club.name not in as_colleague.get(reverse("clubs")).content.decode()


def test_an_invitation_lets_one_in(
    client: Client, as_reader: Client, as_colleague: Client, as_administrator: Client, club: Club
) -> None:
    as_reader.post(reverse("club", args=[club.key]), {"do": "invite", "email": ""})
    invitation = Invitation.objects.get()
    where = reverse("club-join", args=[invitation.token])
    assert client.get(where).status_code == 302
    assert club.name in as_colleague.get(where).content.decode()
    assert as_colleague.post(where).status_code == 302
    assert as_colleague.get(reverse("club", args=[club.key])).status_code == 200
    assert as_administrator.post(where).status_code == 404, "used"
    assert as_reader.post(reverse("club", args=[club.key]), {"do": "invite", "email": "no"}).status_code == 422


def test_an_invitation_for_an_address_is_for_that_account(reader: User, colleague: User, club: Club) -> None:
    invitation = services.invite(queries.member(reader, club.key), "Somebody@example.org")
    with pytest.raises(BadInput, match="another e-mail"):
        services.join(colleague, invitation.token)


def test_what_organisers_do_members_may_not(as_colleague: Client, reader: User, colleague: User, club: Club) -> None:
    member, there = joined(club, colleague), meeting(club)
    for act in (
        lambda: services.invite(member),
        lambda: services.describe(member, "Mine", ""),
        lambda: services.set_role(member, member.pk, Role.ORGANISER),
        lambda: services.write_minutes(member, there, "x"),
        lambda: services.cancel(member, there, True),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert as_colleague.get(reverse("meeting-new", args=[club.key])).status_code == 403
    assert as_colleague.post(reverse("club", args=[club.key]), {"do": "invite"}).status_code == 403


def test_a_club_keeps_an_organiser(reader: User, colleague: User, club: Club) -> None:
    mine = queries.member(reader, club.key)
    other = joined(club, colleague)
    with pytest.raises(BadInput, match="needs an organiser"):
        services.leave(mine)
    services.set_role(mine, other.pk, Role.ORGANISER)
    services.leave(mine)
    services.leave(queries.member(colleague, club.key))
    assert not Club.objects.exists()


def test_from_schedule_to_minutes_without_scripts(as_reader: Client, club: Club) -> None:
    form = {"starts_at": "2026-11-20T12:00", "minutes": "45", "place": "Room 2", "questions": "Is it *true*?"}
    new = reverse("meeting-new", args=[club.key])
    assert as_reader.post(new, form | {"pmid": str(papers.GONE)}).status_code == 422
    assert as_reader.post(new, form | {"pmid": "101 102"}).status_code == 422
    where = as_reader.post(new, form | {"pmid": str(papers.RICH)})["Location"]
    assert "<em>true</em>" in as_reader.get(where).content.decode()
    wrong = as_reader.post(where, {"do": "comment", "text": "I doubt it.", "quote": "It was far better."})
    assert wrong.status_code == 422
    assert "I doubt it." in wrong.content.decode(), "what was typed is kept"
    as_reader.post(where, {"do": "comment", "text": "I *doubt* it.", "quote": SAID})
    first = Comment.objects.get()
    as_reader.post(where, {"do": "comment", "text": "Why?", "id": first.pk})
    as_reader.post(where, {"do": "minutes", "notes": "## Agreed\n\n<script>alert(1)</script>"})
    page = as_reader.get(where).content.decode()
    assert f"<blockquote>{SAID}</blockquote>" in page
    assert "<script>alert" not in page
    as_reader.post(where, {"do": "take-back", "id": first.pk})
    first.refresh_from_db()
    assert (first.text, first.quote) == ("", "")
    assert "A comment was taken back" in as_reader.get(where).content.decode()
    assert as_reader.post(where, {"do": "dance"}).status_code == 422


def test_anothers_comment_is_not_taken_back(reader: User, colleague: User, club: Club) -> None:
    there = meeting(club)
    joined(club, colleague)
    said = services.comment(reader, there, "Mine.")
    with pytest.raises(BadInput, match="not yours"):
        services.take_comment_back(colleague, there, said.pk)
    other = meeting(club)
    with pytest.raises(BadInput, match="is gone"):
        services.comment(colleague, other, "Answer.", parent=said.pk)


def test_ratings_show_once_one_has_rated(as_reader: Client, as_colleague: Client, colleague: User, club: Club) -> None:
    where = reverse("meeting", args=[meeting(club).key])
    joined(club, colleague)
    as_reader.post(where, {"do": "rate", "relevance": "7", "newsworthiness": "4"})
    assert "All ratings here" not in as_colleague.get(where).content.decode()
    assert as_colleague.post(where, {"do": "rate", "relevance": "8", "newsworthiness": "4"}).status_code == 422
    assert as_colleague.post(where, {"do": "rate", "relevance": "3"}).status_code == 422
    as_colleague.post(where, {"do": "rate", "relevance": "3", "newsworthiness": "4"})
    page = as_colleague.get(where).content.decode()
    assert "relevance <strong>5.0</strong>" in page
    as_colleague.post(where, {"do": "rate", "relevance": "5", "newsworthiness": "4"})
    assert Rating.objects.count() == 2


def test_feeds_get_means_of_several_and_only_who_asked(reader: User, as_reader: Client) -> None:
    for n, (one, two) in enumerate(((7, 6), (6, 5), (5, 5))):
        user = User.objects.create(email=f"rater{n}@example.org")
        services.rate(user, 101, one, two)
        if n < 2:
            services.rate(user, 102, 7, 7)
    found = queries.ratings_for([101, 102, 103])
    assert set(found) == {101}, "two raters are too few to hide behind"
    assert found[101].raters == 3
    assert found[101].relevance == pytest.approx(6)
    assert found[101].high
    assert queries.ratings_for_reader(reader, [101]) == {}
    as_reader.post(reverse("clubs"), {"do": "ratings", "shown": "1"})
    assert set(queries.ratings_for_reader(reader, [101])) == {101}
    page = as_reader.get(reverse("learning-line") + "?pmid=101").content.decode()
    assert "relevance 6.0" in page


def test_attendance_becomes_an_activity_once_and_goes_unless_claimed(reader: User, colleague: User, club: Club) -> None:
    organiser, member, there = queries.member(reader, club.key), joined(club, colleague), meeting(club)
    services.attend(organiser, there, [reader.pk, colleague.pk, 10**6])
    services.attend(organiser, there, [reader.pk, colleague.pk])
    assert Attendance.objects.count() == 2
    mine = Activity.objects.get(user=colleague)
    assert (mine.kind, mine.stated_minutes, mine.sources.get().pmid) == ("club", 60, papers.RICH)
    services.attend(member, there, [])
    assert queries.attendances(there) == {reader.pk}, "a member speaks for themselves alone"
    assert not Activity.objects.filter(user=colleague).exists()
    own = Activity.objects.get(user=reader)
    draft(reader, filled(), on=own)
    services.attend(organiser, there, [])
    assert Activity.objects.filter(user=reader).exists()
    services.attend(organiser, there, [reader.pk])
    assert Activity.objects.filter(user=reader).count() == 1
    assert learning.activities(reader).rows[0].claimed  # type: ignore[attr-defined]
    with pytest.raises(BadInput):
        claims.forget_activity(reader, own.key)


def test_nobody_attends_before_it_begins_or_when_it_is_cancelled(reader: User, club: Club) -> None:
    organiser = queries.member(reader, club.key)
    later = meeting(club, datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(BadInput, match="begun"):
        services.attend(organiser, later, [reader.pk])
    there = meeting(club)
    services.cancel(organiser, there, True)
    with pytest.raises(BadInput, match="cancelled"):
        services.attend(organiser, there, [reader.pk])


def test_the_calendar_feed_is_read_by_a_calendar(client: Client, as_reader: Client, reader: User, club: Club) -> None:
    there = meeting(club)
    organiser = queries.member(reader, club.key)
    services.cancel(organiser, meeting(club, PAST + timedelta(days=7)), True)
    where = reverse("club-calendar", args=[organiser.calendar])
    answer = client.get(where)
    assert answer["Content-Type"].startswith("text/calendar")
    read: Any = Calendar.from_ical(answer.content)
    first, second = read.walk("VEVENT")
    assert first["SUMMARY"] == "Rheumatology club: Zorbimab"
    assert first["DTSTART"].dt == PAST
    assert first["DTEND"].dt == PAST + timedelta(hours=1)
    assert first["UID"] == f"{there.key}@testserver"
    assert (first["STATUS"], second["STATUS"], second["SEQUENCE"]) == ("CONFIRMED", "CANCELLED", 1)
    as_reader.post(reverse("club", args=[club.key]), {"do": "calendar"})
    assert client.get(where).status_code == 404
    assert client.get(reverse("club-calendar", args=["guess"])).status_code == 404


def test_a_paper_nlm_deleted_keeps_its_meeting(as_reader: Client, club: Club) -> None:
    page = as_reader.get(reverse("meeting", args=[meeting(club, pmid=papers.GONE).key])).content.decode()
    assert "Zorbimab" in page
    assert "no longer in NLM’s database here" in page


def test_queries_do_not_grow_with_comments_members_or_meetings(as_reader: Client, reader: User, club: Club) -> None:
    there = meeting(club)

    def asked() -> list[int]:
        counts = []
        for path in (reverse("club", args=[club.key]), reverse("meeting", args=[there.key]), reverse("clubs")):
            with CaptureQueriesContext(connection) as captured:
                assert as_reader.get(path).status_code == 200
            counts.append(len(captured))
        return counts

    parent = services.comment(reader, there, "First.").pk
    few = asked()
    for n in range(30):
        user = User.objects.create(email=f"member{n}@example.org")
        Member.objects.create(club=club, user=user)
        parent = services.comment(user, there, "More.", parent=parent if n % 3 else None).pk
        meeting(club, PAST + timedelta(days=n))
    assert asked() == few


def test_what_i_said_goes_with_me_and_the_club_stays(reader: User, colleague: User, club: Club) -> None:
    joined(club, colleague)
    there = meeting(club)
    said = services.comment(reader, there, "My opinion.")
    services.comment(colleague, there, "An answer.", parent=said.pk)
    services.comment(reader, there, "Another.")
    (file,) = belongings.export(reader).values()
    assert len(json.loads(file)["comments"]) == 2
    belongings.forget(reader)
    reader.delete()
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["", "An answer."]
    assert queries.organises(queries.member(colleague, club.key))
    with pytest.raises(NotFound):
        queries.invitation("none")


def test_sentences_of_an_abstract() -> None:
    texts = ["One came first. Two\n of them (n = 3) came later.", "A third p < 0.05 came last."]
    assert quote.sentences(texts) == [
        "One came first.",
        "Two of them (n = 3) came later.",
        "A third p < 0.05 came last.",
    ]
    assert quote.is_in("Two of  them", texts)
    assert not quote.is_in("later. A third", texts), "two sections are no sentence"
    assert not quote.is_in("", texts)
