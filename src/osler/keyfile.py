"""A key made once and kept where only its owner reads it: the one that signs cookies, the one of saved cases."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from osler.errors import BadInput


def kept(path: Path, *, make: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
    """The key in `path`; puts what `make` gives there on first use. Raises BadInput where neither is possible."""
    try:
        return _read(path) or _make(path, make)
    except OSError as error:
        raise BadInput(f"the secret key cannot be kept in {path}: {error.strerror}; set OSLER_SECRET_KEY") from error


def _read(path: Path) -> str:
    return path.read_text("ascii").strip() if path.exists() else ""


def _make(path: Path, make: Callable[[], str]) -> str:
    """Written aside and linked into place, so that of two processes starting together one key wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(make())
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    return _read(path)
