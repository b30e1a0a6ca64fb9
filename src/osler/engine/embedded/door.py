"""The one door where errors of Tantivy, SQLite, zstandard and the disk become ours."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import zstandard

from osler.errors import EngineFailed, OslerError, OutOfSpace

_FULL = ("No space left on device", "database or disk is full", "File too large", "disk quota")


@contextmanager
def foreign_errors(doing: str) -> Iterator[None]:
    """Raise EngineFailed (OutOfSpace where the disk is full) with what was being done and why it failed."""
    try:
        yield
    except OslerError:
        raise
    except (sqlite3.Error, OSError, ValueError, zstandard.ZstdError) as error:
        raise _ours(doing, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a panic inside Tantivy arrives
            raise
        raise _ours(doing, error) from error


def _ours(doing: str, error: BaseException) -> EngineFailed:
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if full or any(sign in str(error) for sign in _FULL):
        return OutOfSpace(f"the disk is full: {doing} stopped; what was committed before is kept ({error})")
    return EngineFailed(f"{doing} failed: {error}")
