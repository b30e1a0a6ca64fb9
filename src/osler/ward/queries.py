"""All that the ward reads. A case of somebody else is not found, as one that never was."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from osler.errors import NotFound
from osler.people.models import User
from osler.ward.models import Case
from osler.ward.seal import Opened, unseal


class Kept(NamedTuple):
    """`opened` is None for a case whose key is gone: it can only be deleted."""

    id: int
    saved_at: datetime
    opened: Opened | None


def cases(owner: User) -> list[Kept]:
    """Newest first."""
    return [_kept(case) for case in Case.objects.filter(owner=owner).order_by("-saved_at", "-pk")]


def case(owner: User, id_: int) -> Kept:
    """Raises NotFound where there is none, or its key is gone."""
    found = Case.objects.filter(owner=owner, pk=id_).first()
    if found is None:
        raise NotFound("there is no such case")
    return Kept(found.pk, found.saved_at, unseal(found.sealed))


def _kept(row: Case) -> Kept:
    try:
        return Kept(row.pk, row.saved_at, unseal(row.sealed))
    except NotFound:
        return Kept(row.pk, row.saved_at, None)
