"""Cases under lock: Fernet (AES-128-CBC and HMAC-SHA256) with a key that lies apart from the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from osler import keyfile
from osler.errors import BadInput, NotFound


@dataclass(frozen=True, slots=True)
class Opened:
    """What a case holds: the fields of the form as they were typed."""

    title: str
    pack: str
    fields: Mapping[str, str]


def seal(case: Opened) -> bytes:
    """Raises BadInput where the key cannot be read or kept."""
    told = {"title": case.title, "pack": case.pack, "fields": dict(case.fields)}
    return _lock(settings.OSLER.cases_key).encrypt(json.dumps(told, ensure_ascii=False).encode())


def unseal(sealed: bytes) -> Opened:
    """Raises NotFound for a case whose key is gone (or that was tampered with): nobody can read it any more."""
    try:
        told = json.loads(_lock(settings.OSLER.cases_key).decrypt(bytes(sealed)))
    except InvalidToken as problem:
        raise NotFound("this case was sealed with another key and cannot be opened") from problem
    return Opened(told["title"], told["pack"], told["fields"])


@lru_cache(maxsize=8)
def _lock(path: Path) -> Fernet:
    key = keyfile.kept(path, make=lambda: Fernet.generate_key().decode())
    try:
        return Fernet(key)
    except ValueError as problem:
        raise BadInput(f"{path}: not a Fernet key (32 bytes, base64)") from problem
