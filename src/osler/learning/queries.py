"""All reads of learning. Each takes the reader whose rows it may show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from osler.errors import NotFound
from osler.learning.models import Activity, AuditEntry, Certificate, Claim, Goal, Learner, LearnerId, Revision, Source
from osler.learning.rules import Part
from osler.learning.state import COUNTED, State
from osler.people.models import User

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows; `more`: there is another."""

    rows: Sequence[Activity]
    number: int
    more: bool


def learner(user: User) -> Learner:
    """The reader's settings; an unsaved row with the defaults where nothing was set."""
    return Learner.objects.filter(user=user).first() or Learner(user=user)


def learner_ids(user: User) -> dict[str, str]:
    return dict(LearnerId.objects.filter(learner__user=user).order_by("kind").values_list("kind", "value"))


def _worth_showing() -> Q:
    """A search that opened nothing is no learning yet."""
    return ~Q(kind=Activity.Kind.SEARCH) | Q(Exists(Source.objects.filter(activity=OuterRef("pk"))))


def activities(user: User, number: int = 1) -> Page:
    """Newest first, with `minutes_read`, `papers` and the claim in force (`claimed`, a list of none or one)."""
    start = (number - 1) * PER_PAGE
    found = list(
        _with_figures(Activity.objects.filter(_worth_showing(), user=user)).order_by("-last_at", "-id")[
            start : start + PER_PAGE + 1
        ]
    )
    return Page(found[:PER_PAGE], number, len(found) > PER_PAGE)


def _with_figures(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    live = Claim.objects.exclude(state=State.WITHDRAWN)
    return rows.annotate(read_ms=Sum("sources__read_ms"), papers=Count("sources")).prefetch_related(
        Prefetch("claims", live, to_attr="claimed")
    )


def activity(user: User, key: str) -> Activity:
    """With sources and searches. Raises NotFound for another's as for none."""
    found = (
        _with_figures(Activity.objects.filter(user=user, key=key)).prefetch_related(
            Prefetch("sources", Source.objects.order_by("opened_at", "id")),
            Prefetch("searches"),
        )
    ).first()
    if found is None:
        raise NotFound("there is no such activity of yours")
    return found


def minutes(activity: Activity) -> int:
    """As stated, or as measured: whole minutes begun, 0 where nothing was measured."""
    if activity.stated_minutes is not None:
        return activity.stated_minutes
    read_ms = sum(source.read_ms for source in activity.sources.all())
    return -(-read_ms // 60_000)


def claim(user: User, key: str) -> Claim:
    """With its activity. Raises NotFound for another's as for none."""
    found = Claim.objects.select_related("activity").filter(user=user, key=key).first()
    if found is None:
        raise NotFound("there is no such claim of yours")
    return found


def revisions(claim: Claim) -> list[Revision]:
    """Newest first."""
    return list(claim.revisions.order_by("-number"))


def unfinished(user: User) -> list[Claim]:
    """Drafts and returned claims, the returned first."""
    return list(
        Claim.objects.filter(user=user, state__in=[State.DRAFT, State.RETURNED])
        .select_related("activity")
        .order_by("-state", "-edited_at")[:PER_PAGE]
    )


def counted(user: User, first: date, last: date, scheme: str = "") -> list[Claim]:
    """Credit of a period, by date; of one scheme or all."""
    found = Claim.objects.filter(user=user, state__in=COUNTED, happened_on__range=(first, last))
    if scheme:
        found = found.filter(scheme=scheme)
    return list(found.select_related("activity").order_by("happened_on", "id"))


def waiting(user: User, first: date, last: date) -> list[Claim]:
    """Submitted and not decided: no credit yet."""
    return list(
        Claim.objects.filter(user=user, state=State.SUBMITTED, happened_on__range=(first, last)).order_by("happened_on")
    )


def parts(claims: Sequence[Claim]) -> list[Part]:
    return [Part(each.scheme, each.happened_on, each.credit, each.minutes or 0) for each in claims if each.happened_on]


def claimed_credit(user: User, scheme: str, first: date, last: date, *, but: int | None = None) -> Decimal:
    """What all other live claims of a scheme took in a range of days; waiting ones hold their place."""
    found = (
        Claim.objects.filter(
            user=user, scheme=scheme, state__in=[*COUNTED, State.SUBMITTED], happened_on__range=(first, last)
        )
        .exclude(pk=but or 0)
        .aggregate(sum=Sum("credit"))
    )
    return found["sum"] or Decimal(0)


def goals(user: User, year: int) -> dict[str, Decimal]:
    """Amount by scheme; "" is hours of all."""
    return dict(Goal.objects.filter(learner__user=user, year=year).values_list("scheme", "amount"))


def years(user: User) -> list[int]:
    """In which anything is counted or waits, newest first."""
    found = Claim.objects.filter(user=user, happened_on__isnull=False).exclude(state=State.WITHDRAWN)
    return sorted({day.year for day in found.dates("happened_on", "year")}, reverse=True)


def certificates(user: User) -> list[Certificate]:
    return list(Certificate.objects.filter(user=user).order_by("-made_at"))


def certificate(user: User, id: int) -> Certificate:
    found = Certificate.objects.filter(user=user, pk=id).first()
    if found is None:
        raise NotFound("there is no such certificate of yours")
    return found


def certificate_by_code(code: str) -> Certificate:
    """Anybody may ask who has the code. Raises NotFound."""
    found = Certificate.objects.filter(code=code).first()
    if found is None:
        raise NotFound("there is no certificate with this code")
    return found


def changed_since(content_claims: Sequence[tuple[str, int]]) -> list[str]:
    """Of (claim key, revision) as a certificate froze them: the keys that were corrected or withdrawn since."""
    now = dict(
        Claim.objects.filter(key__in=[key for key, _ in content_claims], state__in=COUNTED).values_list(
            "key", "revision"
        )
    )
    return [key for key, revision in content_claims if now.get(key) != revision]


def queue(number: int = 1) -> list[Claim]:
    """For administrators: what waits for a provider, the longest waiting first."""
    start = (number - 1) * PER_PAGE
    return list(
        Claim.objects.filter(state=State.SUBMITTED)
        .select_related("activity", "user", "user__learner")
        .order_by("submitted_at", "id")[start : start + PER_PAGE + 1]
    )


def queued(key: str) -> Claim:
    """For administrators: one claim a provider sees or saw. Self-claimed ones are nobody else's business."""
    found = (
        Claim.objects.select_related("activity", "user", "user__learner")
        .filter(key=key, state__in=[State.SUBMITTED, State.RETURNED, State.APPROVED])
        .first()
    )
    if found is None:
        raise NotFound("there is no such claim for a provider")
    return found


def approved(scheme: str, first: date, last: date) -> list[Claim]:
    """For the provider's report: by date, with learner and ids."""
    return list(
        Claim.objects.filter(state=State.APPROVED, scheme=scheme, happened_on__range=(first, last))
        .select_related("user", "user__learner", "activity")
        .prefetch_related("user__learner__ids")
        .order_by("happened_on", "id")
    )


def audit(number: int = 1) -> list[AuditEntry]:
    """Newest first."""
    start = (number - 1) * PER_PAGE
    return list(AuditEntry.objects.order_by("-number")[start : start + PER_PAGE + 1])


def sitting_now(user: User, since: datetime) -> Activity | None:
    """The newest activity of a sitting that goes on, with sources and without a claim; None where there is none."""
    return (
        Activity.objects.filter(_worth_showing(), user=user, kind=Activity.Kind.SEARCH, last_at__gte=since, claims=None)
        .prefetch_related("sources")
        .order_by("-last_at", "-id")
        .first()
    )
