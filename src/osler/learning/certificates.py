"""Certificates: a transcript frozen under a code, shown to whoever has the code as far as its holder allows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from osler.errors import BadInput
from osler.learning import queries
from osler.learning.models import Certificate
from osler.learning.transcript import transcript
from osler.people.models import User

SHOWS = {
    "name": "Your name",
    "totals": "Totals by scheme",
    "claims": "Each claim with its date and credit",
    "questions": "The question of each claim",
}


def issue(
    user: User, first: date, last: date, scheme: str = "", shows: Iterable[str] = ("name", "totals")
) -> Certificate:
    """Raises BadInput where there is nothing to certify."""
    content = transcript(user, first, last, scheme)
    if not content["claims"]:
        raise BadInput("nothing is counted in this period, so there is nothing to certify")
    return Certificate.objects.create(user=user, made_at=datetime.now(UTC), content=content, shows=["name", "totals"])


def choose(certificate: Certificate, shows: Iterable[str]) -> None:
    certificate.shows = _known(shows)
    certificate.save(update_fields=["shows"])


def revoke(certificate: Certificate) -> None:
    """For good: the code never works again."""
    if certificate.revoked_at is None:
        certificate.revoked_at = datetime.now(UTC)
        certificate.save(update_fields=["revoked_at"])


def _known(shows: Iterable[str]) -> list[str]:
    return [each for each in SHOWS if each in set(shows)]


def public(certificate: Certificate) -> dict[str, Any]:
    """What whoever has the code may see, and nothing else; of a revoked one only that it is revoked."""
    if certificate.revoked_at is not None:
        return {"revoked": certificate.revoked_at.date().isoformat()}
    content, shows = certificate.content, certificate.shows
    changed = set(queries.changed_since([(each["key"], each["revision"]) for each in content["claims"]]))
    said: dict[str, Any] = {
        "code": certificate.code,
        "made": content["made"],
        "from": content["from"],
        "to": content["to"],
        "statement": content["statement"],
        "providers": content["providers"],
        "changed": len(changed),
    }
    if "name" in shows:
        said["learner"] = content["learner"]
    if "totals" in shows:
        said["totals"] = content["totals"]
    if "claims" in shows:
        said["claims"] = [_line(each, "questions" in shows, each["key"] in changed) for each in content["claims"]]
    return said


def _line(claim: dict[str, Any], question: bool, changed: bool) -> dict[str, Any]:
    names = ["date", "scheme_title", "credit", "unit", *(["question"] if question else [])]
    return {name: claim[name] for name in names} | {"changed": changed}
