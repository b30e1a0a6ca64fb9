"""A person's cases: handed out opened, and forgotten with the account."""

from __future__ import annotations

import json

from osler.people import belongings
from osler.people.models import User
from osler.ward import queries, services


def register() -> None:
    belongings.register("cases", export=export, forget=services.forget)


def export(user: User) -> dict[str, bytes]:
    """`cases.json`: every case as it was typed; null where its key is gone."""
    told = [
        {
            "id": kept.id,
            "saved_at": kept.saved_at.isoformat(),
            "title": kept.opened.title if kept.opened else None,
            "pack": kept.opened.pack if kept.opened else None,
            "facts": dict(kept.opened.fields) if kept.opened else None,
        }
        for kept in queries.cases(user)
    ]
    return {"cases.json": json.dumps(told, ensure_ascii=False, indent=1).encode()}
