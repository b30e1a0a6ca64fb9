"""All reads of clubs. What a club holds is for its members; ratings are for everybody, as means of several."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Avg, Count, Prefetch

from osler.club.models import Attendance, Choice, Club, Comment, Invitation, Meeting, Member, Rating, Role
from osler.errors import NotFound
from osler.people.models import User

# Osler's own bounds: a mean of fewer would tell what one person thinks; "high" on both scales of 1 to 7.
LEAST_RATERS = 3
HIGH = 5.0


@dataclass(frozen=True, slots=True)
class Rated:
    """Means of `raters` people, 1 to 7."""

    raters: int
    relevance: float
    newsworthiness: float

    @property
    def high(self) -> bool:
        return self.relevance >= HIGH and self.newsworthiness >= HIGH


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and its answers, oldest first."""

    comment: Comment
    replies: tuple[Thread, ...]


def clubs(user: User) -> list[Member]:
    """The reader's memberships, by the club's name."""
    return list(Member.objects.filter(user=user).select_related("club").order_by("club__name", "id"))


def member(user: User, key: str) -> Member:
    """The reader's membership. Raises NotFound: whoever is not in a club does not learn that it exists."""
    found = Member.objects.select_related("club").filter(user=user, club__key=key).first()
    if found is None:
        raise NotFound("there is no such club of yours")
    return found


def organises(member: Member) -> bool:
    return member.role == Role.ORGANISER


def members(club: Club) -> list[Member]:
    return list(club.members.select_related("user").order_by("-role", "joined_at", "id"))


def invitations(club: Club) -> list[Invitation]:
    return list(club.invitations.filter(used_at=None).order_by("-made_at"))


def invitation(token: str) -> Invitation:
    found = Invitation.objects.select_related("club").filter(token=token, used_at=None).first()
    if found is None:
        raise NotFound("this invitation was used or taken back")
    return found


def meetings(club: Club) -> list[Meeting]:
    """Newest first."""
    return list(club.meetings.order_by("-starts_at", "-id"))


def upcoming(user: User, now: datetime) -> list[Meeting]:
    """Of all the reader's clubs, the next first."""
    return list(
        Meeting.objects.filter(club__members__user=user, starts_at__gte=now, cancelled=False)
        .select_related("club")
        .order_by("starts_at", "id")[:10]
    )


def meeting(user: User, key: str) -> tuple[Meeting, Member]:
    """With the reader's membership. Raises NotFound."""
    found = Meeting.objects.select_related("club").filter(key=key, club__members__user=user).first()
    if found is None:
        raise NotFound("there is no such meeting of yours")
    return found, Member.objects.select_related("club").get(club=found.club, user=user)


def threads(meeting: Meeting) -> tuple[Thread, ...]:
    """All comments in one query, as they answer one another."""
    children: dict[int | None, list[Comment]] = {}
    for each in meeting.comments.select_related("author").order_by("at", "id"):
        children.setdefault(each.parent_id, []).append(each)

    def below(parent: int | None) -> tuple[Thread, ...]:
        return tuple(Thread(each, below(each.pk)) for each in children.get(parent, ()))

    return below(None)


def attendances(meeting: Meeting) -> set[int]:
    """Ids of the people who were there."""
    return set(Attendance.objects.filter(meeting=meeting).values_list("user_id", flat=True))


def own_rating(user: User, pmid: int) -> Rating | None:
    return Rating.objects.filter(user=user, pmid=pmid).first()


def ratings_for(pmids: Iterable[int], *, least: int = LEAST_RATERS) -> Mapping[int, Rated]:
    """What the hospital's readers think of papers, by PMID; those rated by too few are left out. One query."""
    rows = (
        Rating.objects.filter(pmid__in=list(pmids))
        .values("pmid")
        .annotate(raters=Count("id"), one=Avg("relevance"), two=Avg("newsworthiness"))
        .filter(raters__gte=least)
    )
    return {row["pmid"]: Rated(row["raters"], float(row["one"]), float(row["two"])) for row in rows}


def ratings_shown(user: User) -> bool:
    """Whether the reader asked to see colleagues' ratings."""
    return Choice.objects.filter(user=user, ratings_shown=True).exists()


def ratings_for_reader(user: User, pmids: Iterable[int]) -> Mapping[int, Rated]:
    """For feeds and lists: nothing unless the reader asked for it. One query, by hand: every feed asks it, and putting
    it together costs Django far more than asking does."""
    wanted = list(pmids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_rated_sql(len(wanted)), [*wanted, user.pk, LEAST_RATERS])
        return {pmid: Rated(raters, float(one), float(two)) for pmid, raters, one, two in cursor.fetchall()}


@functools.lru_cache(maxsize=256)
def _rated_sql(papers: int) -> str:
    rating, choice = (connection.ops.quote_name(model._meta.db_table) for model in (Rating, Choice))
    return (
        f"SELECT pmid, count(*), avg(relevance), avg(newsworthiness) FROM {rating}"
        f" WHERE pmid IN ({', '.join(['%s'] * papers)})"
        f" AND EXISTS (SELECT 1 FROM {choice} WHERE user_id = %s AND ratings_shown)"
        f" GROUP BY pmid HAVING count(*) >= %s"
    )


def calendar(token: str) -> tuple[Member, list[Meeting]]:
    """Whose feed an address is, and the meetings of that club. Raises NotFound."""
    found = (
        Member.objects.select_related("club")
        .filter(calendar=token)
        .prefetch_related(Prefetch("club__meetings", Meeting.objects.order_by("starts_at")))
        .first()
    )
    if found is None:
        raise NotFound("there is no calendar at this address")
    return found, list(found.club.meetings.all())
