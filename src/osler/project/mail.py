"""How mail leaves: one address (OSLER_EMAIL_URL) to Django's settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from osler.config import Config
from osler.errors import BadInput

_BACKENDS = "django.core.mail.backends"
_SECONDS = 20  # a server that does not answer holds up a page or a digest this long


def settings(config: Config) -> dict[str, Any]:
    """Django's EMAIL_… settings. Without an address no mail is sent; raises BadInput for one that cannot be read."""
    return {"DEFAULT_FROM_EMAIL": _sender(config), "SERVER_EMAIL": _sender(config), "EMAIL_TIMEOUT": _SECONDS} | _door(
        config.email_url
    )


def _sender(config: Config) -> str:
    host = urlsplit(config.base_url).hostname or "localhost"
    return config.email_from or f"Osler <osler@{host}>"


def _door(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadInput(f"OSLER_EMAIL_URL: {error}") from error
    if parts.scheme == "":
        if url:
            raise BadInput("OSLER_EMAIL_URL: give smtp://user:password@host:port")
        return {"EMAIL_BACKEND": f"{_BACKENDS}.dummy.EmailBackend"}
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": f"{_BACKENDS}.console.EmailBackend"}
    if parts.scheme == "file" and parts.path:
        return {"EMAIL_BACKEND": f"{_BACKENDS}.filebased.EmailBackend", "EMAIL_FILE_PATH": unquote(parts.path)}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadInput("OSLER_EMAIL_URL: give smtp://user:password@host:port, smtps://…, file:///folder or console:")
    # A password never travels in the clear unless asked for: tls=0 for a relay on this machine.
    tls = dict(parse_qsl(parts.query)).get("tls", "1" if parts.username else "0") == "1"
    return {
        "EMAIL_BACKEND": f"{_BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or {"smtps": 465, "smtp": 587 if tls else 25}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": tls and parts.scheme == "smtp",
    }
