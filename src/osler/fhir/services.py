"""The one thing this room writes: that a token was used."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from osler.fhir.models import SpentToken


def spend(issuer: str, token_id: str, expires: float) -> bool:
    """True the first time a token is used, by whichever process; False ever after. `expires` in seconds since 1970."""
    digest = hashlib.sha256(f"{issuer}\n{token_id}".encode()).hexdigest()
    SpentToken.objects.filter(expires_at__lt=datetime.now(UTC)).delete()
    try:
        with transaction.atomic():
            SpentToken.objects.create(digest=digest, expires_at=datetime.fromtimestamp(expires, UTC))
    except IntegrityError:
        return False
    return True
