"""How often a client may ask: per API key, otherwise per address. In force only where the administrator sets it."""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import OperationalError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from osler.eutils import tally
from osler.eutils.models import ApiKey
from osler.eutils.parameters import Parameters

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Ration:
    limit: int  # requests a second
    used: int
    named: str  # what the client is known by, for the message

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def spent(self) -> bool:
        return self.used > self.limit


def take(request: HttpRequest, parameters: Parameters) -> Ration | None:
    """Count this request. None where no limit is set. A key that is not in force counts as none."""
    key = parameters.text("api_key")
    limit = settings.OSLER.eutils_per_second
    client = str(request.META.get("REMOTE_ADDR", ""))
    if key:
        mine = Q(user=None) | Q(user__is_active=True)
        row = ApiKey.objects.filter(mine, digest=digest(key), revoked_at=None).first()
        if row is not None:
            limit, client = row.per_second or limit, row.digest
            _used(row)
    if not limit:
        return None
    used = tally.count(settings.OSLER.home / "eutils-tally", client, int(time.time()))
    return Ration(limit, used, key or client)


def refusal(ration: Ration) -> HttpResponse:
    body = {"error": "API rate limit exceeded", "api-key": ration.named, "count": str(ration.used)}
    response = HttpResponse(json.dumps(body | {"limit": str(ration.limit)}), "application/json", status=429)
    response.headers["Retry-After"] = "1"
    stamp(response, ration)
    return response


def stamp(response: HttpResponseBase, ration: Ration) -> None:
    response.headers["X-RateLimit-Limit"] = str(ration.limit)
    response.headers["X-RateLimit-Remaining"] = str(ration.remaining)


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _used(row: ApiKey) -> None:
    """Written once an hour: a busy client must not make the library write at each request."""
    now = timezone.now()
    if row.used_at is None or now - row.used_at >= _HOUR:
        with suppress(OperationalError):  # a library busy just now is no reason to answer nothing
            ApiKey.objects.filter(pk=row.pk).update(used_at=now)


def revoke(label: str, email: str = "") -> int:
    """Returns how many keys of that label were in force: of that reader, else of those made by `osler apikey`."""
    rows = ApiKey.objects.filter(label=label, revoked_at=None)
    rows = rows.filter(user__email=email.strip().lower()) if email else rows.filter(user=None)
    return rows.update(revoked_at=timezone.now())
