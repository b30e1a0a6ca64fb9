"""Bringing papers along: a file is read at once, its entries are looked for in slices of a few seconds."""

from __future__ import annotations

import json
import time
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from osler.engine.protocol import Engine
from osler.errors import NotFound
from osler.library import importing
from osler.library.importing import Entry
from osler.library.models import Import
from osler.library.queries.collections import Access
from osler.library.services.papers import keep
from osler.library.services.saving import add
from osler.people.models import User

SECONDS = 3.0  # of one slice: a page waits for it
_AT_ONCE = 200  # entries between two looks at the clock


def begin_import(access: Access, data: bytes, file_name: str) -> Import:
    """Read the file; nothing is looked for yet. Raises BadInput for a file that cannot be used."""
    collection = access.writable()
    file = importing.read(data)
    return Import.objects.create(
        user=access.user,
        collection=collection,
        file_name=" ".join(file_name.replace("\0", "").split())[:200] or "pasted",
        format=file.format,
        made_at=timezone.now(),
        waiting="\n".join(_line(each) for each in file.entries),
        entries=len(file.entries),
        problems=[list(trouble) for trouble in file.troubles],
    )


def advance_import(engine: Engine, user: User, import_id: int, *, seconds: float = SECONDS) -> Import:
    """Look for entries until they or `seconds` are used up; what was found is in its collection, in the file's order.

    Called twice at once, one of the two does nothing. Raises NotFound where the import or its collection is gone.
    """
    until = time.monotonic() + seconds
    while True:
        row = Import.objects.select_related("collection").filter(pk=import_id, user=user).first()
        if row is None:
            raise NotFound("there is no such import")
        if not row.waiting or row.collection is None:
            return row
        lines = row.waiting.split("\n")
        _slice(engine, user, row, lines[:_AT_ONCE], lines[_AT_ONCE:])
        if time.monotonic() > until:
            return Import.objects.get(pk=row.pk)


def _slice(engine: Engine, user: User, row: Import, lines: list[str], rest: list[str]) -> None:
    entries = [Entry(**json.loads(line)) for line in lines]
    matches = importing.match(engine, entries)
    pmids = [each.pmid for each in matches if each is not None]
    keep(engine, pmids)
    found = dict(row.found)
    for each in matches:
        if each is not None:
            found[each.by] = found.get(each.by, 0) + 1
    lost = [line for line, each in zip(lines, matches, strict=True) if each is None]
    with transaction.atomic():
        claimed = Import.objects.filter(pk=row.pk, done=row.done).update(
            done=row.done + len(lines),
            waiting="\n".join(rest),
            found=found,
            missing="\n".join(filter(None, (row.missing, *lost))),
        )
        if claimed and row.collection is not None:
            added = add(row.collection, user, pmids, on_top=False)
            Import.objects.filter(pk=row.pk).update(added=row.added + added)


def _line(each: Entry) -> str:
    return json.dumps({name: value for name, value in asdict(each).items() if value}, ensure_ascii=False)
