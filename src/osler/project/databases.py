"""The library's database: SQLite in OSLER_HOME, or PostgreSQL by its address."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from osler.config import Config
from osler.errors import BadInput

_SCHEMES = ("postgres", "postgresql")


def settings(config: Config) -> dict[str, Any]:
    """Django's settings of the database in force. Raises BadInput for an address that is none."""
    return _postgres(config.database_url) if config.database_url else _sqlite(config)


def _sqlite(config: Config) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": config.library,
        "CONN_MAX_AGE": None,  # a thread keeps its own: opening one cost more than the rest of an article page
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a write waits its turn instead of failing half way
            "timeout": 10,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    """`postgres://user:password@host:port/name?sslmode=require`; without a host the local socket.

    What stands behind the question mark goes to libpq, except `conn_max_age` (seconds a connection is kept).
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadInput(f"OSLER_DATABASE_URL: {error}") from error
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in _SCHEMES or not name:
        raise BadInput("OSLER_DATABASE_URL: give postgres://user:password@host:port/name")
    options = dict(parse_qsl(parts.query))
    age = options.pop("conn_max_age", "60")
    if not age.isdecimal():
        raise BadInput(f"OSLER_DATABASE_URL: conn_max_age={age!r}: give seconds")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": int(age),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
