"""A throw-away PostgreSQL in a temporary folder, and a command run beside it with DATABASE_URL set.

python tools/postgres.py pytest -q tests/people
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BIN = Path(sys.executable).parent
# Nothing here outlives the run: speed matters, crashes do not.
_OPTIONS = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=40"


def programs() -> Path | None:
    """The folder of the newest PostgreSQL installed here; None without one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a fresh, empty server, gone afterwards. Raises FileNotFoundError where none is installed."""
    folder_of = programs()
    if folder_of is None:
        raise FileNotFoundError("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="osler-pg-"))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        _run(folder_of / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        _run(folder_of / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"-k {folder} {_OPTIONS}", "start")
        try:
            yield f"postgres://postgres@/postgres?host={folder}"
        finally:
            _run(folder_of / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object) -> None:
    """PostgreSQL refuses to run as root: then as its own user."""
    who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    # The server goes on after pg_ctl: it must not hold our pipes open.
    done = subprocess.run([*who, *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())


def usable() -> bool:
    """Whether a cluster can be started by who runs this."""
    if programs() is None:
        return False
    return os.geteuid() != 0 or any(entry.pw_name == "postgres" for entry in pwd.getpwall())


def main(command: list[str]) -> int:
    if not usable():
        print("PostgreSQL is missing: skipped. Debian: apt-get install postgresql")
        return 0
    with cluster() as url:
        program, *options = command
        return subprocess.run(
            [str(BIN / program), *options], env=os.environ | {"DATABASE_URL": url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
