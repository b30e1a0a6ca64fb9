"""One writer at a time: a lock the system drops with the process that held it, however it ends."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from osler.errors import EngineFailed, EngineLocked


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock at `path`. Raises EngineLocked naming process, host and since when; EngineFailed where the
    folder cannot be written."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise
        raise EngineFailed(f"{path.parent} cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 500, 0).decode(errors="replace").strip() or "another process"
            raise EngineLocked(f"{path.parent} is being written by {holder}; wait for it to end") from None
        os.ftruncate(file, 0)
        os.pwrite(file, _me().encode(), 0)
        yield
    finally:
        os.close(file)


def is_free(path: Path) -> bool:
    """True where nobody writes now."""
    try:
        with held(path):
            return True
    except EngineLocked:
        return False


def _me() -> str:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return f"process {os.getpid()} on {socket.gethostname()} since {since}\n"
