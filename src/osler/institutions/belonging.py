"""What readers have here, for "download everything"; deletion needs nothing, everything hangs on the account."""

from __future__ import annotations

import json
from collections.abc import Mapping

from osler.institutions.models import Membership, Outcome
from osler.people.models import User


def export(user: User) -> Mapping[str, bytes]:
    memberships = Membership.objects.filter(user=user).select_related("institution")
    outcomes = Outcome.objects.filter(user=user).select_related("institution")
    told = {
        "memberships": [
            {
                "institution": each.institution.name,
                "how": each.how,
                "left": each.left,
                "joined_at": each.joined_at.isoformat(),
            }
            for each in memberships
        ],
        "outcomes": [
            {
                "pmid": each.pmid,
                "way": each.resolver,
                "url": each.url,
                "met": each.met,
                "institution": each.institution.name if each.institution else None,
                "at": each.at.isoformat(),
            }
            for each in outcomes
        ],
    }
    return {"institutions.json": json.dumps(told, ensure_ascii=False, indent=2).encode()}
