"""A backup put back: looked through whole before anything is touched, then all of it or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from osler import __version__
from osler.errors import BadInput
from osler.project import backup, older, rows
from osler.project.backup import FORMAT, KEY, MANIFEST, Saved

_PIECE = 1 << 20
# Made by the software itself in every library, also an empty one.
_ALWAYS = {"django_content_type", "auth_permission", "django_migrations"}


def restore(path: Path, *, replace: bool = False) -> Saved:
    """Puts the backup in place of this library.

    A backup of an older version is brought up to this one first, aside. Raises BadInput for a file that is damaged, cut
    short, of a newer version or no backup, and, unless `replace`, where this library is not empty. Then nothing has
    changed.
    """
    with opened(path) as archive, older.raised(path, archive, looked_through(archive, path)) as (archive, manifest):
        held = {name: model._base_manager.count() for name, model in rows.tables().items() if name not in _ALWAYS}
        full = {name: count for name, count in held.items() if count}
        if full and not replace:
            most = ", ".join(f"{name} ({count})" for name, count in sorted(full.items())[:4])
            raise BadInput(f"this library is not empty: {most}; give --replace to lose what is in it")
        staged = stage(archive, manifest)
        try:
            put_back(archive, manifest, rows.tables())
            files_in_place(staged)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        if manifest["secret_key"]:
            key_in_place(archive.read(KEY))
    counts = {name: table["rows"] for name, table in manifest["tables"].items()}
    return Saved(str(path), counts, len(manifest["files"]), path.stat().st_size, manifest["secret_key"])


def opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}") from error
    except zipfile.BadZipFile as error:
        raise BadInput(f"{path} is no backup, or was cut short: {error}") from error


def looked_through(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """The manifest, once every member is there and is what was written."""
    try:
        manifest = manifest_of(archive)
        _fits(manifest)
        for name, table in manifest["tables"].items():
            _is(archive, f"rows/{name}.jsonl", table["sha256"], path)
        for name, digest in manifest["files"].items():
            place = PurePosixPath(name)
            if place.is_absolute() or ".." in place.parts:
                raise BadInput(f"{path}: {name} would lie outside of the library's files")
            _is(archive, f"files/{name}", digest, path)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadInput(f"{path} is no backup of Osler's: {error}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise BadInput(f"{path} is damaged: {error}") from error
    return manifest


def manifest_of(archive: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(archive.read(MANIFEST))
    return found


def _fits(manifest: dict[str, Any]) -> None:
    if manifest["format"] != FORMAT:
        raise BadInput(f"this backup has format {manifest['format']}; this Osler reads {FORMAT}")
    unknown = set(manifest["migrations"]) - set(backup.migrations())
    if unknown:
        raise BadInput(
            f"this backup was made by another Osler ({manifest['version']}; this is {__version__}) whose library is "
            f"newer ({', '.join(sorted(unknown)[:3])}): restore it with that version"
        )


def _is(archive: zipfile.ZipFile, name: str, sha256: str, path: Path) -> None:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        while piece := member.read(_PIECE):
            digest.update(piece)
    if digest.hexdigest() != sha256:
        raise BadInput(f"{path} is damaged: {name} is not what was written")


def put_back(archive: zipfile.ZipFile, manifest: dict[str, Any], models: dict[str, type[Model]]) -> None:
    """Raises BadInput where the rows are not of these tables, or do not fit together."""
    strange = set(manifest["tables"]) ^ set(models)
    if strange:
        raise BadInput(f"this backup has other tables than its version of Osler: {', '.join(sorted(strange)[:4])}")
    try:
        with transaction.atomic():
            rows.empty(models.values())
            for name, table in manifest["tables"].items():
                with archive.open(f"rows/{name}.jsonl") as lines:
                    count = rows.read(models[name], table["columns"], lines)
                if count != table["rows"]:
                    raise BadInput(f"table {name}: {count} rows of {table['rows']} could be read")
            connection.check_constraints()
            rows.count_on(models.values())
    except DatabaseError as error:
        raise BadInput(f"the rows do not fit together: {error}; nothing was changed") from error


def stage(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Path:
    """The files, beside where they will lie."""
    folder = settings.OSLER.files.with_name(f"files.{os.getpid()}.part")
    for name in manifest["files"]:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(f"files/{name}") as member, place.open("wb") as file:
            shutil.copyfileobj(member, file, _PIECE)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def files_in_place(staged: Path) -> None:
    files: Path = settings.OSLER.files
    old = files.with_name(f"files.{os.getpid()}.old")
    if files.exists():
        files.rename(old)
    staged.rename(files)
    shutil.rmtree(old, ignore_errors=True)


def key_in_place(key: bytes) -> None:
    place: Path = settings.OSLER.home / KEY
    aside = place.with_name(f"{KEY}.{os.getpid()}.part")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
    aside.replace(place)
