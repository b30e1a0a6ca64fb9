"""The provider's log: written, read, and checked against its own chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from osler.learning.models import AuditEntry

_LOCK = 0x6F736C72  # PostgreSQL's advisory lock: lines are numbered one after the other


def write(actor: str, action: str, *, claim: str = "", detail: dict[str, Any] | None = None) -> AuditEntry:
    """One line, in the transaction of what it tells of. `actor` and what `detail` names are pseudonyms."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = AuditEntry.objects.order_by("-number").first()
        entry = AuditEntry(
            number=last.number + 1 if last else 1,
            at=datetime.now(UTC),
            actor=actor,
            action=action,
            claim=claim,
            detail=detail or {},
        )
        entry.digest = digest(last.digest if last else "", entry)
        entry.save()
    return entry


def digest(before: str, entry: AuditEntry) -> str:
    said = [entry.number, entry.at.isoformat(), entry.actor, entry.action, entry.claim, entry.detail]
    return hashlib.sha256(f"{before}\n{json.dumps(said, sort_keys=True)}".encode()).hexdigest()


def broken_at(entries: Iterable[AuditEntry]) -> int | None:
    """The number of the first line that is missing or not what was written; None where all is whole."""
    before = ""
    for number, entry in enumerate(entries, 1):
        if entry.number != number or entry.digest != digest(before, entry):
            return number
        before = entry.digest
    return None
