"""A backup of an older version, brought up to this one: put back as it was, then migrated as an upgrade would.

In a process with a library of its own: migrations speak to the default database, and that must not be this one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from osler.errors import BadInput

Archive = tuple[zipfile.ZipFile, dict[str, Any]]


@contextmanager
def raised(path: Path, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Iterator[Archive]:
    """The archive and its manifest as this version would have written them; as they are, where it did.

    Raises BadInput where the older rows cannot be brought up.
    """
    from osler.project import backup, restore  # noqa: PLC0415  # they read this file's names in their turn

    if set(manifest["migrations"]) == set(backup.migrations()):
        yield archive, manifest
        return
    with tempfile.TemporaryDirectory(prefix="osler-older-") as folder:
        made, home = Path(folder) / "raised.backup", Path(folder) / "home"
        home.mkdir()
        environ = os.environ | {"OSLER_HOME": str(home), "OSLER_DATABASE_URL": "", "DATABASE_URL": ""}
        environ |= {"DJANGO_SETTINGS_MODULE": "osler.project.settings", "OSLER_SECRET_KEY": "none is made"}
        command = [sys.executable, "-P", "-m", "osler.project.older", str(path), str(made)]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        if done.returncode:
            why = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
            raise BadInput(f"{path} is of version {manifest['version']} and could not be brought up to this one: {why}")
        with restore.opened(made) as newer:
            yield newer, restore.looked_through(newer, made)


def raise_it(path: Path, made: Path) -> None:
    """From one file to another, by way of this process's own empty library."""
    from django.core.management import call_command  # noqa: PLC0415  # Django is set up only now
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from osler.project import backup, restore, rows  # noqa: PLC0415

    with zipfile.ZipFile(path) as archive:
        manifest = restore.manifest_of(archive)
        executor = MigrationExecutor(connection)
        ends = _ends(executor, {tuple(each.split(".", 1)) for each in manifest["migrations"]})
        executor.migrate(ends)
        restore.put_back(archive, manifest, rows.tables(executor.loader.project_state(ends).apps))
        restore.files_in_place(restore.stage(archive, manifest))
        if manifest["secret_key"]:
            restore.key_in_place(archive.read(backup.KEY))
    call_command("migrate", interactive=False, verbosity=0)
    backup.backup(made)


def _ends(executor: Any, applied: set[Any]) -> list[Any]:
    """Of each app the last migration that the backup had."""
    nodes = executor.loader.graph.node_map
    return sorted(
        each
        for each in applied & set(nodes)
        if not any(child.key in applied and child.key[0] == each[0] for child in nodes[each].children)
    )


if __name__ == "__main__":
    import django

    django.setup()
    raise_it(Path(sys.argv[1]), Path(sys.argv[2]))
