"""The address a reader comes from."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def of(request: HttpRequest) -> str:
    """The connecting address, or what the last of OSLER_PROXIES trusted proxies saw. What stands further left in
    X-Forwarded-For was written by the reader, and is not believed."""
    proxies: int = settings.OSLER.proxies
    seen: list[str] = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(seen) >= proxies:
        return str(seen[-proxies])
    return "" if proxies else str(request.META.get("REMOTE_ADDR", ""))
