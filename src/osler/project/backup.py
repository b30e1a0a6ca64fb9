"""The whole library as one file, while the server runs: rows of one moment, people's files, the key."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from osler import __version__
from osler.errors import BadInput
from osler.project import rows

FORMAT = 1
MANIFEST, KEY = "manifest.json", "secret-key"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds."""

    path: str
    rows: dict[str, int]  # table -> rows
    files: int
    bytes: int
    secret_key: bool  # whether the key that signs cookies and links is in it


def backup(path: Path) -> Saved:
    """Writes the backup beside `path`, then puts it in its place. Raises BadInput where that cannot be done."""
    if path.exists() and not zipfile.is_zipfile(path):
        raise BadInput(f"{path} is there and is no backup: choose another name")
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as file:
            manifest = _write(file)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        aside.unlink(missing_ok=True)
    counts = {name: table["rows"] for name, table in manifest["tables"].items()}
    return Saved(str(path), counts, len(manifest["files"]), path.stat().st_size, manifest["secret_key"])


def migrations() -> list[str]:
    """What was applied to this database, as "app.name"."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _write(file: IO[bytes]) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": __version__,
        "made_at": datetime.now(UTC).isoformat(),
        "tables": {},
        "files": {},
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        with one_moment():
            manifest["migrations"] = migrations()
            for name, model in rows.tables().items():
                count, digest = _table(archive, name, rows.written(model))
                columns = [field.attname for field in rows.fields(model)]
                manifest["tables"][name] = {"rows": count, "columns": columns, "sha256": digest}
        for path in _files(settings.OSLER.files):
            name = path.relative_to(settings.OSLER.files).as_posix()
            with contextlib.suppress(FileNotFoundError):  # deleted since it was listed
                manifest["files"][name] = _file(archive, f"files/{name}", path)
        key = settings.OSLER.home / KEY
        manifest["secret_key"] = key.is_file()
        if key.is_file():
            archive.writestr(KEY, key.read_bytes())
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that only reads and sees the library as it stands now. Nobody who writes waits for it."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        begin = ["BEGIN DEFERRED", "SELECT count(*) FROM django_migrations"]  # the first read fixes the moment
    else:
        begin = ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"]
    with connection.cursor() as cursor:
        for statement in begin:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def _table(archive: zipfile.ZipFile, name: str, lines: Iterator[bytes]) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    with archive.open(f"rows/{name}.jsonl", "w", force_zip64=True) as member:
        for line in lines:
            member.write(line)
            digest.update(line)
            count += 1
    return count, digest.hexdigest()


def _file(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as member:
        while piece := source.read(_PIECE):
            member.write(piece)
            digest.update(piece)
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
