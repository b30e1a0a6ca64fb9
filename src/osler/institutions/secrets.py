"""What institutions trust us with (LibKey's token), encrypted with a key that lies in OSLER_HOME beside the library."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from osler.errors import BadInput

NAME = "institution-key"


def sealed(text: str) -> bytes:
    """b"" for ""."""
    return _fernet().encrypt(text.encode()) if text else b""


def opened(kept: bytes | memoryview) -> str:
    """ "" for b"", and where another key sealed it (a library copied without its key): it has to be entered again."""
    try:
        return _fernet().decrypt(bytes(kept)).decode() if kept else ""
    except InvalidToken:
        return ""


def _fernet() -> Fernet:
    path: Path = settings.OSLER.home / NAME
    try:
        if not path.exists():
            _make(path)
        return Fernet(path.read_bytes().strip())
    except (OSError, ValueError) as problem:
        raise BadInput(f"the key in {path} cannot be read or made: {problem}") from problem


def _make(path: Path) -> None:
    """Linked into place, so that of two processes one key wins; readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(Fernet.generate_key())
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)
