"""What a reader takes along from the library: everything as JSON, each collection as RIS too."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from osler.library import queries
from osler.library.export import FORMATS, Entry, tagged
from osler.library.models import Collection, Import, Notice, Opened, ReadMark, Share
from osler.library.queries.saved import SavedRow, saved_all
from osler.library.tombstone import article_of
from osler.people import belongings
from osler.people.belongings import Files
from osler.people.models import User


def register() -> None:
    belongings.register("library", export=export)  # every row goes with the account: nothing to forget by hand


def export(user: User) -> Files:
    """Citations as they were kept here: none of it needs the mirror."""
    files = {
        "reactions.json": _json(
            [{"pmid": pmid, "value": value, "at": at} for pmid, value, at in queries.reactions(user)]
        ),
        "read.json": _rows(ReadMark, user, "pmid", "made_at"),
        "recently-read.json": _rows(Opened, user, "pmid", "title", "at"),
        "notices.json": _rows(Notice, user, "pmid", "kind", "told_by", "source", "because", "made_at", "read_at"),
        "imports.json": _rows(Import, user, "file_name", "format", "made_at", "entries", "found", "added"),
        "shared-with-me.json": _rows(Share, user, "collection__name", "can_write", "made_at"),
    }
    for collection in Collection.objects.filter(owner=user).order_by("pk"):
        files |= _collection(collection, user)
    return {f"library/{name}": content for name, content in files.items()}


def _rows(kind: type[ReadMark | Opened | Notice | Import | Share], user: User, *columns: str) -> bytes:
    return _json(list(kind.objects.filter(user=user).order_by("id").values(*columns)))


def _collection(collection: Collection, user: User) -> Files:
    rows = [row for part in saved_all(collection, user) for row in part]
    papers = queries.papers(row.pmid for row in rows)
    name = re.sub(r"[^a-z0-9]+", "-", collection.name.lower()).strip("-")[:60]
    stem = f"saved/{collection.pk}-{name}".rstrip("-")
    entries = [Entry(tagged(article_of(papers[r.pmid]), r.tags), r.tags, r.note, r.read) for r in rows]
    told = {
        "name": collection.name,
        "about": collection.about,
        "made_at": collection.made_at,
        "has_link": collection.link_token is not None,
        "shared_with": [{"address": s.user.email, "can_write": s.can_write} for s in queries.shares(collection)],
        "papers": [_row(row) | {"citation": papers[row.pmid].citation} for row in rows],
    }
    return {f"{stem}.json": _json(told), f"{stem}.ris": "".join(FORMATS["ris"].write(entries)).encode()}


def _row(row: SavedRow) -> dict[str, Any]:
    return {"pmid": row.pmid, "note": row.note, "tags": row.tags, "read": row.read, "added_at": row.added_at}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
