"""What a transcript or certificate says, as plain data: the same for the page, the PDF, CSV and JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from osler.learning import queries
from osler.learning.models import Claim, Provider, Revision
from osler.learning.rules import PRACTICE, totals
from osler.learning.scheme import shown
from osler.learning.schemes_in_force import providers, schemes, title
from osler.learning.state import State
from osler.people.models import User

Said = dict[str, Any]
SELF_CLAIMED = "Recorded and claimed by the learner. Osler keeps the record; it awards no credit."


def transcript(user: User, first: date, last: date, scheme: str = "") -> Said:
    """Counted claims of a period with their totals; every value is text, a number or a list of such."""
    claims = queries.counted(user, first, last, scheme)
    contents = _last_contents(claims)
    now = providers()
    return {
        "learner": name(user),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "made": datetime.now(UTC).date().isoformat(),
        "claims": [_claim(each, contents[each.pk], now) for each in claims],
        "totals": _totals(claims, now),
        "minutes": sum(each.minutes or 0 for each in claims),
        "statement": SELF_CLAIMED if any(each.state == State.RECORDED for each in claims) else "",
        "providers": _awarded_by(contents),
    }


def name(user: User) -> str:
    """As the learner wants it on paper."""
    return queries.learner(user).certificate_name or user.name or user.email


def _last_contents(claims: Sequence[Claim]) -> dict[int, Said]:
    """One query however many claims."""
    found: dict[int, Said] = {}
    rows = Revision.objects.filter(claim__in=[each.pk for each in claims]).order_by("number")
    for claim, content in rows.values_list("claim_id", "content"):
        found[claim] = content
    return found


def _claim(claim: Claim, content: Said, now: Mapping[str, Provider]) -> Said:
    return {
        "key": claim.key,
        "revision": claim.revision,
        "date": claim.happened_on.isoformat() if claim.happened_on else "",
        "scheme": claim.scheme,
        "scheme_title": title(claim.scheme, now),
        "state": claim.state,
        "question": content["question"],
        "sources": content["sources"],
        "learned": content["learned"],
        "practice": PRACTICE.get(content["practice"], ""),
        "minutes": content["minutes"],
        "credit": shown(claim.credit),
        "unit": unit(content["unit"], claim.credit),
        "provider": content["provider"]["name"] if content["provider"] else "",
    }


def _totals(claims: Sequence[Claim], now: Mapping[str, Provider]) -> list[Said]:
    units = {each.id: each.unit for each in schemes().values()}
    return [
        {"scheme": id, "title": title(id, now), "credit": shown(total), "unit": unit(units.get(id, "credit"), total)}
        for id, total in sorted(totals(queries.parts(claims)).items())
    ]


def unit(one: str, amount: Decimal) -> str:
    return one if amount == 1 else f"{one}s"


def _awarded_by(contents: Mapping[int, Said]) -> list[Said]:
    """The providers that stand behind claims of this record, each once."""
    found = {each["provider"]["name"]: each["provider"] for each in contents.values() if each["provider"]}
    return [found[each] for each in sorted(found)]
