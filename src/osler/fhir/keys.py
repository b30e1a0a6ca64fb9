"""The public keys of an issuer, from the JWK set it publishes (a URL) or gave us (a file)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt

FRESH = 600.0  # seconds a set is used before it is read again
AGAIN = 30.0  # seconds between two reads that an unknown key id, or a failure, may cause
STALE = 86_400.0  # seconds a set still serves while its issuer cannot be reached
LARGEST = 256 * 1024  # bytes of a set
_TIMEOUT = httpx.Timeout(5.0, connect=3.0)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class KeysUnavailable(Exception):
    """The issuer's keys cannot be had; the message says why and never repeats what was fetched."""


class KeySet:
    """Keys by id. One lock a set: of many requests at once one reads, the others wait for it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._lock = threading.Lock()
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._read_at = self._tried_at = float("-inf")

    def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key of that id; None where the issuer has none. Raises KeysUnavailable."""
        with self._lock:
            now = time.monotonic()
            wanted = now - self._read_at > FRESH or key_id not in self._keys
            if wanted and now - self._tried_at > AGAIN:
                self._refresh(now)
            if now - self._read_at > STALE:
                raise KeysUnavailable("the issuer's keys cannot be had just now")
            return self._keys.get(key_id)

    def _refresh(self, now: float) -> None:
        self._tried_at = now
        try:
            self._keys, self._read_at = read(_fetch(self.source)), now
        except KeysUnavailable:
            if now - self._read_at > STALE:
                raise


def read(data: bytes) -> dict[str, jwt.PyJWK]:
    """The usable keys of a JWK set by id: public, asymmetric, meant for signatures. Raises KeysUnavailable."""
    try:
        listed = json.loads(data)["keys"]
        entries = [entry for entry in listed if isinstance(entry, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise KeysUnavailable("the issuer's keys are no JWK set") from problem
    found = {}
    for entry in entries:
        key = _key(entry)
        if key is not None:
            found[str(entry["kid"])] = key
    return found


def _key(entry: Mapping[str, Any]) -> jwt.PyJWK | None:
    if entry.get("kty") not in ("RSA", "EC") or not entry.get("kid") or entry.get("use", "sig") != "sig":
        return None
    public = {name: value for name, value in entry.items() if name not in ("d", "p", "q", "dp", "dq", "qi")}
    try:
        return jwt.PyJWK.from_dict(public)
    except (jwt.PyJWTError, ValueError):
        return None


def _fetch(source: str) -> bytes:
    parts = urlsplit(source)
    if parts.scheme not in ("http", "https"):
        try:
            with Path(source.removeprefix("file://")).open("rb") as file:
                return file.read(LARGEST)
        except OSError as problem:
            raise KeysUnavailable(f"the issuer's key file cannot be read: {problem.strerror}") from problem
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise KeysUnavailable("the issuer's keys must come by https")
    try:
        with httpx.Client(timeout=_TIMEOUT) as client, client.stream("GET", source) as answer:
            answer.raise_for_status()
            data = b""
            for piece in answer.iter_bytes():
                data += piece
                if len(data) > LARGEST:
                    raise KeysUnavailable("the issuer's keys are too large")
            return data
    except httpx.HTTPError as problem:
        raise KeysUnavailable(f"the issuer's keys cannot be had: {type(problem).__name__}") from problem
