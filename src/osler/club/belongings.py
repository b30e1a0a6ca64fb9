"""What a person has in clubs: handed out, and forgotten."""

from __future__ import annotations

import json

from django.core.serializers.json import DjangoJSONEncoder

from osler.club import services
from osler.club.models import Attendance, Choice, Comment, Member, Rating, Role
from osler.people import belongings
from osler.people.models import User


def register() -> None:
    belongings.register("journal-clubs", export=export, forget=forget)


def export(user: User) -> dict[str, bytes]:
    """`journal-clubs.json`: memberships, comments, ratings, attendance."""
    told = {
        "clubs": list(Member.objects.filter(user=user).values("club__name", "role", "joined_at")),
        "comments": list(
            Comment.objects.filter(author=user).values("meeting__title", "meeting__pmid", "text", "quote", "at")
        ),
        "ratings": list(Rating.objects.filter(user=user).values("pmid", "relevance", "newsworthiness", "at")),
        "attended": list(Attendance.objects.filter(user=user).values("meeting__title", "meeting__starts_at")),
        "ratings_shown": Choice.objects.filter(user=user, ratings_shown=True).exists(),
    }
    return {"journal-clubs.json": json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()}


def forget(user: User) -> None:
    """Comments go, an answered one leaves an empty place; a club without another organiser gets its oldest member as
    one, and a club without members goes."""
    for each in Comment.objects.filter(author=user).select_related("meeting"):
        services.take_comment_back(user, each.meeting, each.pk)
    for mine in Member.objects.filter(user=user).select_related("club"):
        others = mine.club.members.exclude(pk=mine.pk).order_by("joined_at", "id")
        if not others.exists():
            mine.club.delete()
        elif mine.role == Role.ORGANISER and not others.filter(role=Role.ORGANISER).exists():
            heir = others[0]
            heir.role = Role.ORGANISER
            heir.save()
