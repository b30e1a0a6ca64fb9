"""What became of an import."""

from __future__ import annotations

import json
from collections.abc import Iterator

from osler.errors import NotFound
from osler.library.importing import Entry
from osler.library.models import Import
from osler.people.models import User


def imports(user: User, *, most: int = 20) -> list[Import]:
    """The latest ones, without what they hold."""
    rows = Import.objects.filter(user=user).defer("waiting", "missing", "problems")
    return list(rows.select_related("collection").order_by("-made_at")[:most])


def import_of(user: User, import_id: int) -> Import:
    """Raises NotFound."""
    found = Import.objects.select_related("collection").filter(user=user, pk=import_id).first()
    if found is None:
        raise NotFound("there is no such import")
    return found


def missing(row: Import) -> Iterator[Entry]:
    """What was not found, in the file's order."""
    return (Entry(**json.loads(line)) for line in row.missing.split("\n") if line)
