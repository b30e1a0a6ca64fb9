"""All writes of clubs. Whoever calls has looked the membership up; what only organisers may do is checked here too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as Invalid
from django.core.validators import validate_email
from django.db import transaction

from osler.club import queries, quote
from osler.club.models import (
    Attendance,
    Choice,
    Club,
    Comment,
    Invitation,
    Meeting,
    Member,
    Rating,
    Role,
    new_key,
)
from osler.errors import BadInput
from osler.learning import services as learning
from osler.learning.models import Activity
from osler.people.models import User

LONGEST = 20_000  # characters of a text


def for_organisers(member: Member) -> None:
    if not queries.organises(member):
        raise PermissionDenied("only organisers of the club may do this")


def _text(text: str, name: str, *, needed: bool = False) -> str:
    text = text.strip()
    if needed and not text:
        raise BadInput(f"{name} is missing")
    if len(text) > LONGEST:
        raise BadInput(f"{name} is longer than {LONGEST:,} characters")
    return text


@transaction.atomic
def found(user: User, name: str, about: str = "") -> Club:
    """A new club, its founder the organiser."""
    made = Club.objects.create(name=_text(name, "the club's name", needed=True)[:120], about=_text(about, "the text"))
    Member.objects.create(club=made, user=user, role=Role.ORGANISER)
    return made


def describe(member: Member, name: str, about: str) -> None:
    for_organisers(member)
    member.club.name = _text(name, "the club's name", needed=True)[:120]
    member.club.about = _text(about, "the text")
    member.club.save()


def invite(member: Member, email: str = "") -> Invitation:
    for_organisers(member)
    email = email.strip().lower()
    if email:
        try:
            validate_email(email)
        except Invalid:
            raise BadInput(f"'{email}' is no e-mail address") from None
    return Invitation.objects.create(club=member.club, email=email)


def take_back(member: Member, id: int) -> None:
    for_organisers(member)
    member.club.invitations.filter(pk=id, used_at=None).delete()


@transaction.atomic
def join(user: User, token: str) -> Club:
    """Raises NotFound for a used link, BadInput where it was made for another address."""
    invitation = queries.invitation(token)
    if invitation.email and invitation.email != user.email.lower():
        raise BadInput("this invitation is for another e-mail address; ask the organiser for one of your own")
    # Of two who hold the link, one gets in.
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=datetime.now(UTC)):
        raise BadInput("this invitation was used")
    Member.objects.get_or_create(club=invitation.club, user=user)
    return invitation.club


@transaction.atomic
def set_role(member: Member, other: int, role: str) -> None:
    """`role` "" removes the person. A club keeps an organiser as long as it has members."""
    for_organisers(member)
    if role and role not in Role.values:
        raise BadInput(f"there is no role '{role}'")
    theirs = member.club.members.select_for_update().filter(pk=other).first()
    if theirs is None:
        raise BadInput("this person is not in the club")
    _keep_anfor_organisers(theirs, role)
    if role:
        theirs.role = role
        theirs.save()
    else:
        theirs.delete()


@transaction.atomic
def leave(member: Member) -> None:
    """The last member takes the club along."""
    if member.club.members.count() == 1:
        member.club.delete()
        return
    _keep_anfor_organisers(member, "")
    member.delete()


def _keep_anfor_organisers(member: Member, role: str) -> None:
    others = member.club.members.filter(role=Role.ORGANISER).exclude(pk=member.pk)
    if member.role == Role.ORGANISER and role != Role.ORGANISER and not others.exists():
        raise BadInput("a club needs an organiser: make somebody else one first")


def renew_calendar(member: Member) -> None:
    """A new address; the old one shows nothing any more."""
    member.calendar = new_key()
    member.save(update_fields=["calendar"])


def schedule(
    member: Member,
    *,
    starts_at: datetime,
    minutes: int,
    place: str,
    pmid: int,
    title: str,
    questions: str,
    meeting: Meeting | None = None,
) -> Meeting:
    """A meeting, new or changed."""
    for_organisers(member)
    if not 5 <= minutes <= 600:
        raise BadInput("a meeting takes from 5 to 600 minutes")
    made = meeting or Meeting(club=member.club)
    made.starts_at, made.minutes, made.place = starts_at, minutes, place.strip()[:200]
    made.pmid, made.title, made.questions = pmid, title, _text(questions, "the questions")
    made.sequence += 1 if meeting else 0
    made.save()
    return made


def cancel(member: Member, meeting: Meeting, cancelled: bool) -> None:
    for_organisers(member)
    meeting.cancelled = cancelled
    meeting.sequence += 1
    meeting.save()


def write_minutes(member: Member, meeting: Meeting, notes: str) -> None:
    for_organisers(member)
    meeting.notes = _text(notes, "the minutes")
    meeting.save()


def comment(
    user: User,
    meeting: Meeting,
    text: str,
    *,
    quoted: str = "",
    parent: int | None = None,
    abstract: Iterable[str] = (),
) -> Comment:
    """`abstract`: the texts a quote must be in, word for word."""
    text = _text(text, "the comment", needed=True)
    if quoted.strip() and not quote.is_in(quoted, abstract):
        raise BadInput("the quote is not in the abstract, word for word")
    if parent is not None and not meeting.comments.filter(pk=parent).exists():
        raise BadInput("the comment you answer is gone")
    return Comment.objects.create(
        meeting=meeting, author=user, parent_id=parent, text=text, quote=" ".join(quoted.split())
    )


def take_comment_back(user: User, meeting: Meeting, id: int) -> None:
    """One's own. With answers its place stays, empty."""
    mine = meeting.comments.filter(pk=id, author=user).first()
    if mine is None:
        raise BadInput("this comment is not yours")
    if mine.replies.exists():
        mine.text = mine.quote = ""
        mine.save()
    else:
        mine.delete()


def rate(user: User, pmid: int, relevance: int, newsworthiness: int) -> Rating:
    """Again is instead of before."""
    if not (1 <= relevance <= 7 and 1 <= newsworthiness <= 7):
        raise BadInput("ratings are from 1 to 7")
    made, _ = Rating.objects.update_or_create(
        user=user, pmid=pmid, defaults={"relevance": relevance, "newsworthiness": newsworthiness}
    )
    return made


@transaction.atomic
def attend(member: Member, meeting: Meeting, who: Iterable[int], *, now: datetime | None = None) -> None:
    """`who`: ids of the people who were there. Organisers say it of all members, others of themselves alone.

    Each attendance becomes a learning activity of that person. Taken back, its activity goes unless it is claimed.
    """
    if meeting.starts_at > (now or datetime.now(UTC)):
        raise BadInput("attendance is entered once the meeting has begun")
    if meeting.cancelled:
        raise BadInput("the meeting was cancelled")
    people = {each.user_id: each.user for each in queries.members(meeting.club)}
    may = set(people) if queries.organises(member) else {member.user_id}
    said, there = set(who) & may, queries.attendances(meeting)
    for id in said - there:
        Attendance.objects.create(meeting=meeting, user_id=id)
        learning.attended(
            people[id],
            origin(meeting),
            f"Journal club: {meeting.title}",
            meeting.starts_at,
            meeting.minutes,
            [(meeting.pmid, meeting.title)],
        )
    for id in (there & may) - said:
        Attendance.objects.filter(meeting=meeting, user_id=id).delete()
        Activity.objects.filter(user_id=id, origin=origin(meeting), claims=None).delete()


def origin(meeting: Meeting) -> str:
    """By which the meeting's activities are known."""
    return f"club:{meeting.key}"


def show_ratings(user: User, shown: bool) -> None:
    Choice.objects.update_or_create(user=user, defaults={"ratings_shown": shown})
