"""The one door where errors of Tantivy, SQLite, zstandard and the disk become ours."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import zstandard

from osler.errors import EngineFailed, OslerError, OutOfSpace

_FULL = ("No space left on device", "database or disk is full", "File too large", "disk quota")


# What SQLite and Tantivy say of a write that failed, without saying why.
_UNSAID = ("disk I/O error", "An index writer was killed")
_NEARLY_FULL = 32 << 20  # bytes free: less than a commit needs


@contextmanager
def foreign_errors(doing: str, place: Path | None = None) -> Iterator[None]:
    """Raise EngineFailed (OutOfSpace where the disk is full) with what was being done and why it failed.

    `place` is looked at where a failed write does not say why.
    """
    try:
        yield
    except OslerError:
        raise
    except (sqlite3.Error, OSError, ValueError, zstandard.ZstdError) as error:
        raise _ours(doing, error, place) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a panic inside Tantivy arrives
            raise
        raise _ours(doing, error, place) from error


def _ours(doing: str, error: BaseException, place: Path | None) -> EngineFailed:
    if _is_full(error, place):
        return OutOfSpace(f"the disk is full: {doing} stopped; what was committed before is kept ({error})")
    return EngineFailed(f"{doing} failed: {error}")


def _is_full(error: BaseException, place: Path | None) -> bool:
    text = str(error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    if any(sign in text for sign in _FULL):
        return True
    if place is None or not any(sign in text for sign in _UNSAID):
        return False
    return shutil.disk_usage(place).free < _NEARLY_FULL or _refuses(place)


def _refuses(place: Path) -> bool:
    """Whether a write fails there now: a quota or a limit on the size of files is met before the disk is full."""
    probe = place / "probe"
    try:
        with probe.open("wb") as file:
            file.write(bytes(1 << 20))
    except OSError:
        return True
    finally:
        probe.unlink(missing_ok=True)
    return False
