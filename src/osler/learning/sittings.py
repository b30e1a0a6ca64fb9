"""What is recorded of a sitting, for readers with history on: a search made, a paper opened, time spent on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Sum

from osler.learning import reading, services, topic
from osler.learning.models import Activity, Learner, Search, Source
from osler.people.models import User

Kind = Activity.Kind


@transaction.atomic
def searched(user: User, text: str, at: datetime) -> Activity:
    """The search joins the sitting's activity on the same question, or begins another."""
    sitting = _sitting(user, at)
    found = _on(text, sitting)
    if found is None:
        started = sitting[0].sitting_at if sitting else at
        found = Activity.objects.create(
            user=user, kind=Kind.SEARCH, question=text, sitting_at=started, started_at=at, last_at=at
        )
        if not sitting:
            _tidy(user, found)
    else:
        _touch(found, at)
    last = found.searches.order_by("-id").first()
    if last is None or last.text != text:
        Search.objects.create(activity=found, text=text, at=at)
    return found


@transaction.atomic
def opened(user: User, pmid: int, title: str, at: datetime, *, asked: str = "") -> Activity:
    """The paper joins the activity of the search that led there (`asked`, "" where none is known), else the sitting's
    newest. Without a sitting it begins one whose question is still open."""
    sitting = _sitting(user, at)
    held = set(Source.objects.filter(activity__in=sitting, pmid=pmid).values_list("activity", flat=True))
    found = (
        (_on(asked, sitting) if asked else None)
        or next((each for each in sitting if each.pk in held), None)  # opened again, it belongs where it was
        or (sitting[0] if sitting else None)
    )
    if found is None:
        found = Activity.objects.create(
            user=user, kind=Kind.SEARCH, question=asked, sitting_at=at, started_at=at, last_at=at
        )
        _tidy(user, found)
    else:
        _touch(found, at)
    if found.pk not in held:
        opening = Source(activity=found, pmid=pmid, title=title, opened_at=at)
        Source.objects.bulk_create([opening], ignore_conflicts=True)  # another tab may have been first
    return found


@transaction.atomic
def read(user: User, pmid: int, claimed: timedelta, at: datetime) -> Activity | None:
    """Counts a beat; None where the paper was not opened in this sitting (then nothing counts)."""
    Learner.objects.get_or_create(user=user)
    learner = Learner.objects.select_for_update().get(user=user)  # one beat of a reader after the other
    sitting = _sitting(user, at)
    source = Source.objects.filter(activity__in=sitting, pmid=pmid).order_by("-activity__last_at").first()
    if source is None:
        return None
    found = next(each for each in sitting if each.pk == source.activity_id)
    new = reading.counted(
        claimed,
        now=at,
        opened_at=source.opened_at,
        counted_until=learner.counted_until,
        topic_so_far=_read([found]),
        sitting_so_far=_read(sitting),
    )
    learner.counted_until = max(at, learner.counted_until or at)
    learner.save(update_fields=["counted_until"])
    if new:
        source.read_ms += new // timedelta(milliseconds=1)
        source.save(update_fields=["read_ms"])
        _touch(found, at)
    return found


def _sitting(user: User, at: datetime) -> list[Activity]:
    """The activities of the sitting that goes on at this moment, newest first; none where the last is too long ago.

    One query, by hand: every paper opened asks it, and to put it together costs Django four times what asking does.
    """
    rows = f"FROM {connection.ops.quote_name(Activity._meta.db_table)} WHERE user_id = %s AND kind = %s"
    newest = "ORDER BY last_at DESC, id DESC"
    sitting = f"SELECT sitting_at {rows} AND last_at >= %s {newest} LIMIT 1"
    mine = [user.pk, Kind.SEARCH.value]
    since = connection.ops.adapt_datetimefield_value(at - reading.SITTING_GAP)
    return list(Activity.objects.raw(f"SELECT * {rows} AND sitting_at = ({sitting}) {newest}", [*mine, *mine, since]))


def _on(text: str, sitting: list[Activity]) -> Activity | None:
    """The activity whose question this text goes on with; one without a question yet takes any."""
    return next((each for each in sitting if not each.question or topic.same(each.question, text)), None)


def _touch(activity: Activity, at: datetime) -> None:
    activity.last_at = max(activity.last_at, at)
    Activity.objects.filter(pk=activity.pk).update(last_at=activity.last_at)


def _read(activities: list[Activity]) -> timedelta:
    total = Source.objects.filter(activity__in=activities).aggregate(sum=Sum("read_ms"))["sum"]
    return timedelta(milliseconds=total or 0)


def _tidy(user: User, but: Activity) -> None:
    """Forgotten with a new sitting: former searches that opened nothing, which are nobody's learning, and what is older
    than the reader lets be kept."""
    Activity.objects.filter(user=user, kind=Kind.SEARCH, sources=None, claims=None).exclude(pk=but.pk).delete()
    if user.history_days is not None:
        services.forget_history(user, but.started_at - timedelta(days=user.history_days))
