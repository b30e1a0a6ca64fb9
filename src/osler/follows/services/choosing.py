"""Following, muting, and how the feed is wished."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from osler.errors import BadInput
from osler.follows.models import LONGEST, Choices, Fewer, Follow, Kind, Mute, Often, Quiet
from osler.follows.queries import folded
from osler.follows.specialties import specialties, studies
from osler.people.models import User

MOST = 200  # follows of one reader
MOST_FEWER = 100
_LONGEST_LABEL = 300


def choices_of(user: User) -> Choices:
    """The reader's row, made where there is none."""
    found, _ = Choices.objects.get_or_create(user=user, defaults={"changed_at": timezone.now()})
    return found


def follow(user: User, kind: str, value: str, label: str = "") -> Follow:
    """Following twice is following once. Raises BadInput for what cannot be followed, or too much of it."""
    value = " ".join(value.split())
    if kind not in Kind.values or not value or len(value) > LONGEST:
        raise BadInput("this cannot be followed")
    if kind == Kind.SPECIALTY:
        if value not in specialties():
            raise BadInput(f"there is no specialty '{value}'")
        label = specialties()[value].name
    if Follow.objects.filter(user=user).count() >= MOST:
        raise BadInput(f"you follow {MOST} things already; unfollow one first")
    found, _ = Follow.objects.get_or_create(
        user=user,
        kind=kind,
        value=value,
        defaults={"label": (label.strip() or value)[:_LONGEST_LABEL], "made_at": timezone.now()},
    )
    _changed(user)
    return found


def unfollow(user: User, pk: int) -> None:
    """Only one's own; what is not there any more is as it should be."""
    Follow.objects.filter(user=user, pk=pk).delete()
    _changed(user)


def unfollow_value(user: User, kind: str, value: str) -> None:
    """Likewise, by what is followed: however it was written."""
    rows = Follow.objects.filter(user=user, kind=kind).values_list("pk", "value")
    Follow.objects.filter(pk__in=[pk for pk, held in rows if folded(held) == folded(value)]).delete()
    _changed(user)


def mute(user: User, value: str, what: str = Mute.What.JOURNAL) -> None:
    """A journal or a kind of paper. Raises BadInput for what cannot be muted."""
    value = " ".join(value.split())[:300]
    if not value or what not in Mute.What.values:
        raise BadInput("which journal, or which kind of paper?")
    if what == Mute.What.TYPE and value.casefold() == "journal article":
        raise BadInput("nearly every paper is a journal article: your feed would be empty")
    Mute.objects.get_or_create(user=user, what=what, value=value)
    _changed(user)


def fewer(user: User, pmid: int, title: str) -> None:
    """Of papers like this one; said twice it is said once. The oldest of too many is forgotten."""
    Fewer.objects.get_or_create(user=user, pmid=pmid, defaults={"title": title, "made_at": timezone.now()})
    old = Fewer.objects.filter(user=user).order_by("-made_at", "-pk").values_list("pk", flat=True)[MOST_FEWER:]
    Fewer.objects.filter(pk__in=list(old)).delete()
    _changed(user)


def as_before(user: User, pmid: int) -> None:
    """Takes `fewer` back."""
    Fewer.objects.filter(user=user, pmid=pmid).delete()
    _changed(user)


def unmute(user: User, pk: int) -> None:
    Mute.objects.filter(user=user, pk=pk).delete()
    _changed(user)


def unmute_value(user: User, value: str, what: str) -> None:
    Mute.objects.filter(user=user, what=what, value=value).delete()
    _changed(user)


def answer(user: User, chosen: Iterable[str], study_types: Iterable[str], often: str) -> None:
    """The three questions of the first run."""
    for each in chosen:
        follow(user, Kind.SPECIALTY, each)
    choose(user, study_types=list(study_types), often=often, answered=True)


def choose(user: User, **wishes: Any) -> Choices:
    """Any of study_types, quiet, explore, often, quiet_days, answered. Raises BadInput for what there is not."""
    allowed: dict[str, set[Any]] = {
        "study_types": set(studies()),
        "quiet": set(Quiet.values),
        "quiet_days": set(range(7)),
    }
    for name, values in allowed.items():
        if name in wishes and not set(wishes[name]) <= values:
            raise BadInput(f"{name.replace('_', ' ')}: there are only {', '.join(map(str, sorted(values, key=str)))}")
    if wishes.get("often", Often.NEVER) not in Often.values:
        raise BadInput("a digest comes daily, weekly or never")
    if not 0 <= int(wishes.get("explore", 0)) <= 50:
        raise BadInput("from 0 to 50 per cent can come from outside")
    row = choices_of(user)
    for name, value in wishes.items():
        setattr(row, name, sorted(value, key=str) if isinstance(value, list) else value)
    row.changed_at = timezone.now()
    row.save(update_fields=[*wishes, "changed_at"])
    return row


def make_token(user: User, follow_pk: int | None = None) -> str:
    """The secret part of a private feed's address; None: of the own feed. A new one ends the old."""
    token = secrets.token_urlsafe(32)
    if follow_pk is None:
        choices_of(user)
        Choices.objects.filter(user=user).update(token=token)
    elif not Follow.objects.filter(user=user, pk=follow_pk).update(token=token):
        raise BadInput("you do not follow this any more")
    return token


def revoke_token(user: User, follow_pk: int | None = None) -> None:
    if follow_pk is None:
        Choices.objects.filter(user=user).update(token=None)
    else:
        Follow.objects.filter(user=user, pk=follow_pk).update(token=None)


def _changed(user: User) -> None:
    choices_of(user)
    Choices.objects.filter(user=user).update(changed_at=timezone.now())
