"""What a person has here: handed out as JSON, and forgotten but for what the provider's log must keep."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from osler.learning.models import Activity, Certificate, Claim, Goal, Learner, LearnerId, Revision
from osler.people import belongings
from osler.people.models import User

FORGOTTEN = "forgotten"  # no state of a claim: only such a claim's revisions can be deleted (migrations/0002)


def register() -> None:
    belongings.register("learning", export=export, forget=forget)


def export(user: User) -> dict[str, bytes]:
    """`learning.json`: settings, activities with searches and sources, claims with every revision, certificates."""
    activities = Activity.objects.filter(user=user).prefetch_related("sources", "searches").order_by("id")
    told = {
        "settings": list(Learner.objects.filter(user=user).values("time_zone", "certificate_name", "pseudonym")),
        "ids": list(LearnerId.objects.filter(learner__user=user).values("kind", "value")),
        "goals": list(Goal.objects.filter(learner__user=user).values("year", "scheme", "amount")),
        "activities": [_activity(each) for each in activities],
        "claims": [_claim(each) for each in Claim.objects.filter(user=user).prefetch_related("revisions")],
        "certificates": list(
            Certificate.objects.filter(user=user).values("code", "made_at", "content", "shows", "revoked_at")
        ),
    }
    return {"learning.json": json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()}


def _activity(each: Activity) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "question": each.question,
        "started_at": each.started_at,
        "last_at": each.last_at,
        "stated_minutes": each.stated_minutes,
        "searches": [{"text": search.text, "at": search.at} for search in each.searches.all()],
        "sources": [
            {"pmid": s.pmid, "title": s.title, "opened_at": s.opened_at, "read_seconds": s.read_ms / 1000}
            for s in each.sources.all()
        ],
    }


def _claim(each: Claim) -> dict[str, Any]:
    names = ("key", "state", "scheme", "question", "sources", "learned", "practice", "practice_how", "bias", "bias_how")
    more = ("minutes", "evaluation", "credit", "happened_on", "submitted_at", "decided_at", "comment")
    return {name: getattr(each, name) for name in (*names, *more)} | {
        "revisions": list(each.revisions.order_by("number").values("number", "at", "reason", "content"))
    }


def forget(user: User) -> None:
    """Claims with their revisions; activities, certificates and the pseudonym's meaning go with the account's row.

    The provider's audit log keeps its lines: credit that was awarded stays provable, under a pseudonym that now means
    nobody.
    """
    mine = Claim.objects.filter(user=user)
    mine.update(state=FORGOTTEN)
    Revision.objects.filter(claim__user=user).delete()
    mine.delete()
