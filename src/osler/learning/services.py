"""All writes of learning, but those of a sitting (`sittings`). Each step of a claim is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from osler.errors import BadInput
from osler.learning import audit, queries
from osler.learning.models import Activity, Claim, Goal, Learner, LearnerId, Provider, Revision, Source
from osler.learning.rules import Award, Content, award, checked_zone, local_day, problems
from osler.learning.scheme import Scheme
from osler.learning.schemes_in_force import providers, scheme, schemes
from osler.learning.state import EDITABLE, State, Step, after
from osler.people.models import User

DRAFTED = ("scheme", "question", "sources", "learned", "practice", "practice_how", "bias", "bias_how", "minutes")


class Refused(BadInput):
    """A claim that cannot be submitted; `problems` says why, a sentence each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


class Stale(BadInput):
    """A draft was saved from an older copy of the form."""


def learner(user: User) -> Learner:
    """The reader's row, made on first need."""
    found, _ = Learner.objects.get_or_create(user=user)
    return found


@transaction.atomic
def set_learner(user: User, *, time_zone: str, certificate_name: str, ids: Mapping[str, str]) -> None:
    """`ids` are all there are from now on. Raises BadInput for a time zone that does not exist."""
    found = learner(user)
    found.time_zone = checked_zone(time_zone)
    found.certificate_name = certificate_name.strip()[:200]
    found.save()
    found.ids.all().delete()
    LearnerId.objects.bulk_create(
        LearnerId(learner=found, kind=kind.strip()[:40], value=value.strip()[:80])
        for kind, value in ids.items()
        if kind.strip() and value.strip()
    )


def set_goal(user: User, year: int, scheme_id: str, amount: Decimal | None) -> None:
    """None takes the goal away."""
    if scheme_id and scheme_id not in schemes():
        raise BadInput(f"there is no credit scheme '{scheme_id}' here")
    mine = learner(user)
    if amount is None:
        Goal.objects.filter(learner=mine, year=year, scheme=scheme_id).delete()
    elif 0 < amount < 10_000:
        Goal.objects.update_or_create(learner=mine, year=year, scheme=scheme_id, defaults={"amount": amount})
    else:
        raise BadInput("a goal is a number above 0")


@transaction.atomic
def start_by_hand(
    user: User, question: str, at: datetime, *, minutes: int | None = None, papers: Iterable[tuple[int, str]] = ()
) -> Activity:
    """An activity the reader enters. `papers` are (PMID, title)."""
    if not question.strip():
        raise BadInput("write the question you looked into")
    if at > datetime.now(UTC):
        raise BadInput("the activity lies in the future")
    return _made(user, Activity.Kind.HAND, question.strip(), at, minutes, papers, None)


def attended(
    user: User, origin: str, question: str, at: datetime, minutes: int, papers: Iterable[tuple[int, str]]
) -> Activity:
    """A meeting's attendance as an activity, once: asked again it is the one there is."""
    there = Activity.objects.filter(user=user, origin=origin).first()
    if there:
        return there
    try:
        with transaction.atomic():
            return _made(user, Activity.Kind.CLUB, question, at, minutes, papers, origin)
    except IntegrityError:
        return Activity.objects.get(user=user, origin=origin)


def _made(
    user: User,
    kind: str,
    question: str,
    at: datetime,
    minutes: int | None,
    papers: Iterable[tuple[int, str]],
    origin: str | None,
) -> Activity:
    made = Activity.objects.create(
        user=user,
        kind=kind,
        question=question,
        sitting_at=at,
        started_at=at,
        last_at=at,
        stated_minutes=minutes,
        origin=origin,
    )
    Source.objects.bulk_create(
        Source(activity=made, pmid=pmid, title=title, opened_at=at) for pmid, title in dict(papers).items()
    )
    return made


def forget_activity(user: User, key: str) -> None:
    """Raises BadInput while a claim stands on it."""
    found = queries.activity(user, key)
    if found.claims.exists():
        raise BadInput("a claim stands on this activity; withdraw and delete the claim first")
    found.delete()


def forget_history(user: User, before: datetime) -> int:
    """Recorded sittings that ended before a moment and were never claimed; how many."""
    return _forget(Activity.objects.filter(user=user, last_at__lt=before))


def forget_paper(user: User, pmid: int) -> None:
    """One paper, out of every recorded sitting that was never claimed."""
    Source.objects.filter(
        activity__user=user, activity__kind=Activity.Kind.SEARCH, activity__claims=None, pmid=pmid
    ).delete()


def prune_history() -> int:
    """Of everybody, recorded sittings older than their reader lets be kept; how many. Called daily."""
    now, count = datetime.now(UTC), 0
    days = User.objects.exclude(history_days=None).order_by().values_list("history_days", flat=True).distinct()
    for number in list(days):
        before = now - timedelta(days=number or 0)
        count += _forget(Activity.objects.filter(user__history_days=number, last_at__lt=before))
    return count


def _forget(activities: QuerySet[Activity]) -> int:
    """Those recorded by themselves and never claimed."""
    found = list(activities.filter(kind=Activity.Kind.SEARCH, claims=None).values_list("pk", flat=True))
    for start in range(0, len(found), 500):
        Activity.objects.filter(pk__in=found[start : start + 500]).delete()
    return len(found)


@transaction.atomic
def open_claim(user: User, key: str, scheme_id: str = "") -> Claim:
    """The claim on an activity: the one in force, or a draft filled from what is known."""
    activity = queries.activity(user, key)
    there = activity.claims.exclude(state=State.WITHDRAWN).first()
    if there:
        return there
    last = Claim.objects.filter(user=user).order_by("-id").first()
    chosen = scheme_id or (last.scheme if last and last.scheme in schemes() else _first_self_claimed())
    try:
        with transaction.atomic():
            return Claim.objects.create(
                user=user,
                activity=activity,
                scheme=scheme(chosen).id,
                question=activity.question,
                sources=[source.pmid for source in activity.sources.all()],
                minutes=queries.minutes(activity) or None,
            )
    except IntegrityError:  # another tab was quicker
        return activity.claims.exclude(state=State.WITHDRAWN).get()


def _first_self_claimed() -> str:
    return next((each.id for each in schemes().values() if not each.needs_provider), next(iter(schemes())))


@transaction.atomic
def save_draft(claim: Claim, content: Content, evaluation: list[list[str]], *, edits: int) -> Claim:
    """Raises Stale where the form is older than the draft, BadInput where the claim is not editable."""
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    _editable(held)
    if held.edits != edits:
        raise Stale("this draft was changed in another window; reload the page to see it")
    _fill(held, content)
    held.evaluation = evaluation
    held.edits += 1
    held.save()
    return held


def _editable(claim: Claim) -> None:
    if State(claim.state) not in EDITABLE:
        raise BadInput(f"this claim is {claim.state} and cannot be edited; a correction can be added to it")


def _fill(claim: Claim, content: Content) -> None:
    opened = set(claim.activity.sources.values_list("pmid", flat=True))
    for name in DRAFTED:
        setattr(claim, name, getattr(content, name))
    claim.sources = [pmid for pmid in content.sources if pmid in opened]


def content_of(claim: Claim) -> Content:
    return Content(**{name: getattr(claim, name) for name in DRAFTED} | {"sources": tuple(claim.sources)})


@transaction.atomic
def submit(claim: Claim, *, now: datetime | None = None) -> Claim:
    """Raises Refused with every reason, BadInput for a state that has no such step."""
    held = Claim.objects.select_for_update().select_related("activity").get(pk=claim.pk)
    rules = scheme(held.scheme)
    step = after(State(held.state), Step.SUBMIT, provider=rules.needs_provider)
    return _settle(held, rules, step, reason="", now=now or datetime.now(UTC))


@transaction.atomic
def correct(claim: Claim, content: Content, reason: str, *, now: datetime | None = None) -> Claim:
    """A further revision; what stood before stays. An approved claim waits for the provider again."""
    if not reason.strip():
        raise BadInput("say why the claim is corrected")
    held = Claim.objects.select_for_update().select_related("activity").get(pk=claim.pk)
    if content.scheme != held.scheme:
        raise BadInput("a correction keeps the scheme; withdraw the claim to claim under another")
    rules = scheme(held.scheme)
    step = after(State(held.state), Step.CORRECT, provider=rules.needs_provider)
    _fill(held, content)
    return _settle(held, rules, step, reason=reason.strip(), now=now or datetime.now(UTC))


def _settle(claim: Claim, rules: Scheme, state: State, *, reason: str, now: datetime) -> Claim:
    zone = learner(claim.user)
    # Claims of one reader are settled one after the other: two tabs cannot both take the last of a limit.
    zone = Learner.objects.select_for_update().get(pk=zone.pk)
    content = content_of(claim)
    happened = claim.happened_on or local_day(claim.activity.started_at, zone.time_zone)
    found = [*problems(content, rules, happened_on=happened, today=local_day(now, zone.time_zone))]
    provider = providers().get(rules.id) if rules.needs_provider else None
    found += _provider_problems(claim, rules, provider)
    if found:
        raise Refused(found)
    given = award(
        rules,
        content.minutes or 0,
        happened,
        lambda first, last: queries.claimed_credit(claim.user, rules.id, first, last, but=claim.pk),
    )
    claim.happened_on, claim.credit, claim.submitted_at = happened, given.credit, now
    claim.decided_at = now if state is State.RECORDED else None
    claim.state, claim.comment = state, ""
    claim.revision += 1
    claim.save()
    Revision.objects.create(
        claim=claim,
        number=claim.revision,
        at=now,
        reason=reason,
        content=snapshot(claim, rules, given, provider),
    )
    if rules.needs_provider:
        audit.write(zone.pseudonym, "corrected" if reason else "submitted", claim=claim.key, detail=_reported(claim))
    return claim


def _provider_problems(claim: Claim, rules: Scheme, provider: Provider | None) -> list[str]:
    if not rules.needs_provider:
        return []
    if provider is None:
        return ["No accredited provider is set up here, so this can only be claimed under a self-claimed scheme."]
    answered = dict(claim.evaluation)
    unanswered = [q for q in questions(provider) if q.startswith("*") and not answered.get(q, "").strip()]
    found = [f"Please answer: {q.lstrip('* ')}" for q in unanswered]
    had = queries.learner_ids(claim.user)
    wanted = [kind for kind in learner_ids_of(provider) if not had.get(kind)]
    return found + [f"The provider reports your {kind}: enter it in your learning settings." for kind in wanted]


def questions(provider: Provider) -> list[str]:
    return [line.strip() for line in provider.questions.splitlines() if line.strip()]


def learner_ids_of(provider: Provider) -> list[str]:
    """The kinds of ids its report needs: columns like "NPI = learner.id.NPI"."""
    fields = [line.partition("=")[2].strip() for line in provider.columns.splitlines()]
    return [field.removeprefix("learner.id.") for field in fields if field.startswith("learner.id.")]


def snapshot(claim: Claim, rules: Scheme, given: Award, provider: Provider | None) -> dict[str, Any]:
    """A revision's content: all that was said, and the rules it was said under."""
    titles = dict(claim.activity.sources.values_list("pmid", "title"))
    said: dict[str, Any] = {name: getattr(claim, name) for name in DRAFTED}
    return said | {
        "sources": [{"pmid": pmid, "title": titles.get(pmid, "")} for pmid in claim.sources],
        "evaluation": claim.evaluation,
        "measured_minutes": queries.minutes(claim.activity),
        "happened_on": claim.happened_on.isoformat() if claim.happened_on else "",
        "credit": str(given.credit),
        "credit_before_limits": str(given.before_limits),
        "limited_by": given.limited_by,
        "unit": rules.unit,
        "scheme_title": rules.title if provider or not rules.needs_provider else rules.title_without_provider,
        "scheme_source": f"{rules.source.publisher}: {rules.source.title} (read {rules.source.read})",
        "provider": _named(provider) if provider else None,
    }


def _named(provider: Provider) -> dict[str, str]:
    return {
        "name": provider.name,
        "accreditation_number": provider.accreditation_number,
        "statement": provider.statement,
    }


def _reported(claim: Claim, comment: str = "") -> dict[str, Any]:
    """What the log keeps for good: nothing the learner wrote, only the provider's own comment."""
    return {
        "learner": learner(claim.user).pseudonym,
        "scheme": claim.scheme,
        "credit": str(claim.credit),
        "date": claim.happened_on.isoformat() if claim.happened_on else "",
        "revision": claim.revision,
    } | ({"comment": comment} if comment else {})


@transaction.atomic
def withdraw(claim: Claim) -> Claim:
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    rules = schemes().get(held.scheme)
    needs_provider = rules is not None and rules.needs_provider
    was = State(held.state)
    held.state = after(was, Step.WITHDRAW, provider=needs_provider)
    held.save()
    if needs_provider and held.revision:
        audit.write(learner(held.user).pseudonym, "withdrawn", claim=held.key, detail=_reported(held))
    return held


@transaction.atomic
def approve(claim: Claim, by: User, *, now: datetime | None = None) -> Claim:
    """The provider's credit. Raises BadInput while no provider is in force: the claim waits."""
    held = _decided(claim, Step.APPROVE, by, now)
    held.save()
    audit.write(learner(by).pseudonym, "approved", claim=held.key, detail=_reported(held))
    return held


@transaction.atomic
def give_back(claim: Claim, by: User, comment: str, *, now: datetime | None = None) -> Claim:
    """Returned with a comment, to be edited and submitted again."""
    if not comment.strip():
        raise BadInput("say what the learner should change")
    held = _decided(claim, Step.RETURN, by, now)
    held.comment = comment.strip()
    held.save()
    audit.write(learner(by).pseudonym, "returned", claim=held.key, detail=_reported(held, comment.strip()))
    return held


def _decided(claim: Claim, step: Step, by: User, now: datetime | None) -> Claim:
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if held.revision != claim.revision:
        raise BadInput("the learner has changed this claim meanwhile; look at it again")
    state = after(State(held.state), step, provider=True)
    if held.scheme not in providers():
        raise BadInput("no accredited provider is set up for this scheme: the claim waits until there is one")
    if held.user_id == by.pk:
        raise BadInput("nobody decides on their own claim")
    held.state, held.decided_at = state, now or datetime.now(UTC)
    return held


@transaction.atomic
def set_provider(by: User, scheme_id: str, **fields: str) -> Provider:
    """Raises BadInput naming the field that is empty. Every change is a line of the log."""
    rules = scheme(scheme_id)
    if not rules.needs_provider:
        raise BadInput(f"'{rules.title}' needs no provider")
    for name in ("name", "accreditation_number", "statement", "columns"):
        if not fields.get(name, "").strip():
            raise BadInput(f"the provider's {name.replace('_', ' ')} is missing")
    values = {name: value.strip() for name, value in fields.items()} | {"removed_at": None}
    made, _ = Provider.objects.update_or_create(scheme=scheme_id, defaults=values)
    audit.write(
        learner(by).pseudonym, "provider set", detail={"scheme": scheme_id} | {k: v for k, v in values.items() if v}
    )
    return made


@transaction.atomic
def remove_provider(by: User, scheme_id: str) -> None:
    """Claims that wait go on waiting; nothing is lost."""
    if Provider.objects.filter(scheme=scheme_id, removed_at=None).update(removed_at=datetime.now(UTC)):
        audit.write(learner(by).pseudonym, "provider removed", detail={"scheme": scheme_id})


def exported(by: User, scheme_id: str, first: date, last: date, count: int) -> None:
    """The report left the house: a line of the log."""
    detail = {"scheme": scheme_id, "from": first.isoformat(), "to": last.isoformat(), "claims": count}
    audit.write(learner(by).pseudonym, "exported", detail=detail)
