"""Moving house: everything people made as one file, put back whole or not at all, between databases too."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tools import postgres

pytestmark = pytest.mark.slow

Run = Callable[..., "subprocess.CompletedProcess[str]"]
_FILL = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "osler.project.settings"
django.setup()
from django.db import transaction
from osler.people import services, forget
with transaction.atomic():
    boss = services.add("boss@example.org", "correct horse battery", role="administrator", name="Zoë \\u0001")
    for n in range(40):
        user = services.add(f"reader{n}@example.org", None)
        services.choose(user, history_on=n % 2 == 0, history_days=None if n % 3 else 30, personalised=True)
    services.invite("new@example.org", by=boss)
    services.write("terms", "# Ours\\n\\nwords", by=boss)
folder = forget.files(boss)
folder.mkdir(parents=True, exist_ok=True)
(folder / "figure.png").write_bytes(bytes(range(256)) * 40)
"""


def _osler(home: Path, *arguments: object, url: str = "") -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("osler")), *map(str, arguments)]
    env = os.environ | {"OSLER_HOME": str(home), "OSLER_DATABASE_URL": url}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def _fill(home: Path, url: str = "") -> None:
    assert _osler(home, "user", "list", url=url).returncode == 0
    env = os.environ | {"OSLER_HOME": str(home), "OSLER_DATABASE_URL": url}
    subprocess.run([sys.executable, "-c", _FILL], env=env, check=True)


def _said(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _rows(home: Path) -> dict[str, list[Any]]:
    # Closed before the file is copied: closing the copy's handle would take this process's locks from SQLite, and
    # another process would put away the log under whoever still writes.
    with closing(sqlite3.connect(home / "library.sqlite3")) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in names if not name.startswith(("sqlite_", "osler_cache", "django_migrations"))]
        return {name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in kept}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("full")
    _fill(home)
    return home


@pytest.fixture(scope="module")
def saved(full: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("backups") / "osler.backup"
    assert _said(_osler(full, "backup", path, "--json"))["rows"]["people_user"] == 41
    return path


def test_an_empty_instance_gets_every_row_file_and_the_key(full: Path, saved: Path, tmp_path: Path) -> None:
    done = _said(_osler(tmp_path, "restore", saved, "--json"))
    assert _rows(tmp_path) == _rows(full)
    assert done["rows"]["people_invitation"] == 1
    files = {path.relative_to(full / "files"): path.read_bytes() for path in (full / "files").rglob("*.png")}
    assert files
    assert {p.relative_to(tmp_path / "files"): p.read_bytes() for p in (tmp_path / "files").rglob("*.png")} == files
    assert (tmp_path / "secret-key").read_text() == (full / "secret-key").read_text()
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert _osler(tmp_path, "user", "add", "later@example.org", "--no-password").returncode == 0


def test_a_library_that_is_not_empty_is_replaced_only_when_told_so(saved: Path, lived_in: Path, tmp_path: Path) -> None:
    shutil.copytree(lived_in, tmp_path, dirs_exist_ok=True)
    before = _rows(tmp_path)
    refused = _osler(tmp_path, "restore", saved)
    assert refused.returncode == 2
    assert "not empty" in refused.stderr
    assert "people_user (1)" in refused.stderr
    assert _rows(tmp_path) == before
    assert _said(_osler(tmp_path, "restore", saved, "--replace", "--json"))["rows"]["people_user"] == 41
    assert len(_rows(tmp_path)["people_user"]) == 41


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one account."""
    home = tmp_path_factory.mktemp("lived-in")
    assert _osler(home, "user", "add", "mine@example.org", "--no-password").returncode == 0
    return home


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("rows/people_user.jsonl").header_offset
    data[place + 120] ^= 0xFF
    path.write_bytes(bytes(data))


def _rewrite(path: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(manifest, members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", json.dumps(manifest))


def _newer(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    manifest["migrations"].append("people.9999_from_the_future")
    manifest["version"] = "99.0"


def _lost(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    del members["rows/people_user.jsonl"]


def _outside(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    manifest["files"]["../../evil"] = "0"


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut": (_cut, "cut short"),
    "flipped": (_flip, "damaged"),
    "empty": (lambda path: path.write_bytes(b""), "no backup"),
    "text": (lambda path: path.write_text("not a backup"), "no backup"),
    "newer": (lambda path: _rewrite(path, _newer), "made by another Osler (99.0"),
    "lost": (lambda path: _rewrite(path, _lost), "no backup of Osler's"),
    "outside": (lambda path: _rewrite(path, _outside), "outside"),
    "absent": (lambda path: path.unlink(), "cannot be read"),
}
_TRY = """
import json, os, sys, django
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "osler.project.settings"
django.setup()
from osler.errors import BadInput
from osler.project import restore
said = {}
for name in sys.argv[1:]:
    try:
        restore.restore(Path(name), replace=True)
    except BadInput as error:
        said[Path(name).name] = str(error)
print(json.dumps(said))
"""


def test_a_file_that_cannot_be_used_changes_nothing(saved: Path, lived_in: Path, tmp_path: Path) -> None:
    before, key = _rows(lived_in), (lived_in / "secret-key").read_text()
    paths = [tmp_path / name for name in SPOILT]
    for path in paths:
        path.write_bytes(saved.read_bytes())
        SPOILT[path.name][0](path)
    command = [sys.executable, "-c", _TRY, *map(str, paths)]
    env = os.environ | {"OSLER_HOME": str(lived_in)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    said = json.loads(done.stdout)
    for name, (_, says) in SPOILT.items():
        assert says in said[name], f"{name}: {said[name]}"
    assert (_rows(lived_in), (lived_in / "secret-key").read_text()) == (before, key)
    refused = _osler(lived_in, "restore", paths[0], "--replace")
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)


_OLDER = """
import os, sys, django
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "osler.project.settings"
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from osler.project import backup, older, rows
for app, name in (("follows", "0001"), ("library", "0001"), ("eutils", "0001")):
    call_command("migrate", app, name, verbosity=0)
executor = MigrationExecutor(connection)
then = executor.loader.project_state(older._ends(executor, set(executor.loader.applied_migrations))).apps
User = then.get_model("people", "User")
ada = User.objects.get(email="reader1@example.org")
then.get_model("follows", "Mute").objects.create(user=ada, journal="Alpha J")
then.get_model("eutils", "ApiKey").objects.create(digest="d" * 64, label="A script")
now = timezone.now()
then.get_model("library", "Collection").objects.create(owner=ada, name="Saved", made_at=now, changed_at=now)
tables = rows.tables(then)
rows.tables = lambda: tables
backup.backup(Path(sys.argv[1]))
"""


def test_a_backup_of_an_older_version_is_brought_up_to_this_one(full: Path, lived_in: Path, tmp_path: Path) -> None:
    was, here = tmp_path / "was", tmp_path / "here"
    shutil.copytree(full, was)
    shutil.copytree(lived_in, here)
    path = tmp_path / "older.backup"
    subprocess.run([sys.executable, "-c", _OLDER, str(path)], env=os.environ | {"OSLER_HOME": str(was)}, check=True)
    with zipfile.ZipFile(path) as archive:
        told = json.loads(archive.read("manifest.json"))
    assert "follows_fewer" not in told["tables"]
    assert "journal" in told["tables"]["follows_mute"]["columns"]
    done = _said(_osler(here, "restore", path, "--replace", "--json"))
    assert done["rows"]["people_user"] == 41
    with closing(sqlite3.connect(here / "library.sqlite3")) as db:
        assert db.execute("SELECT what, value FROM follows_mute").fetchall() == [("journal", "Alpha J")]
        assert db.execute("SELECT label, user_id, used_at FROM eutils_apikey").fetchall() == [("A script", None, None)]
        assert db.execute("SELECT count(*) FROM library_feedkey").fetchall() == [(0,)]
        assert db.execute("SELECT count(*) FROM library_collection").fetchall() == [(1,)]
    assert (here / "secret-key").read_text() == (full / "secret-key").read_text()
    assert list((here / "files").rglob("*.png"))
    again = tmp_path / "again.backup"
    _said(_osler(here, "backup", again, "--json"))
    broken = tmp_path / "broken.backup"
    shutil.copy(path, broken)
    _rewrite(broken, _strange_column)
    before = _rows(here)
    refused = _osler(here, "restore", broken, "--replace")
    assert refused.returncode == 2
    assert "could not be brought up" in refused.stderr
    assert _rows(here) == before


def _strange_column(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    manifest["tables"]["follows_mute"]["columns"] = ["id", "user_id", "planet"]


def test_a_backup_never_overwrites_what_is_none(full: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    refused = _osler(full, "backup", tmp_path / "thesis.odt")
    assert (refused.returncode, "no backup" in refused.stderr) == (2, True)
    assert (tmp_path / "thesis.odt").read_text() == "years of work"
    assert _osler(full, "backup", tmp_path / "no" / "such" / "folder").returncode == 2


def test_people_write_meanwhile_and_the_backup_is_of_one_moment(full: Path, tmp_path: Path) -> None:
    """Each write adds an account and an invitation together: a backup that mixes moments has more of one."""
    stop, slowest = threading.Event(), [0.0]

    def write() -> None:
        db = sqlite3.connect(full / "library.sqlite3", timeout=10, isolation_level=None)
        n = 0
        while not stop.is_set():
            began = time.monotonic()
            db.execute("BEGIN IMMEDIATE")
            for table in ("people_user", "people_invitation"):
                names = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
                key = "email" if table == "people_user" else "token"
                got = ", ".join(f"'w{n}-' || abs(random())" if name == key else name for name in names)
                db.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {got} FROM {table} LIMIT 1")
            db.execute("COMMIT")
            slowest[0] = max(slowest[0], time.monotonic() - began)
            n += 1
        db.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups = [tmp_path / f"{n}.backup" for n in range(2)]
        counts = [_said(_osler(full, "backup", path, "--json"))["rows"] for path in backups]
    finally:
        stop.set()
        writer.join()
    assert {each["people_user"] - each["people_invitation"] for each in counts} == {40}
    assert counts[1]["people_user"] > counts[0]["people_user"]
    assert slowest[0] < 5, "somebody who wrote waited for the backup"


@pytest.fixture(scope="module")
def pg() -> Iterator[str]:
    if not postgres.usable():
        pytest.skip("PostgreSQL is not installed")
    with postgres.cluster() as url:
        yield url


def test_a_library_moves_to_postgresql_and_back(saved: Path, tmp_path: Path, pg: str) -> None:
    (tmp_path / "pg").mkdir()
    there = _said(_osler(tmp_path / "pg", "restore", saved, "--json", url=pg))
    path = tmp_path / "from-postgresql.backup"
    again = _said(_osler(tmp_path / "pg", "backup", path, "--json", url=pg))
    assert there["rows"] == again["rows"]
    added = _osler(tmp_path / "pg", "user", "add", "later@example.org", "--no-password", url=pg)
    assert added.returncode == 0, added.stderr
    back = _said(_osler(tmp_path / "home", "restore", path, "--json"))
    assert back["rows"] == there["rows"]
    with zipfile.ZipFile(saved) as one, zipfile.ZipFile(path) as other:
        for name in ("rows/people_user.jsonl", "rows/people_invitation.jsonl", "rows/people_notice.jsonl"):
            assert one.read(name) == other.read(name)
