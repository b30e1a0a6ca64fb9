"""Notices come of themselves: where no worker looked, the first of a reader's own pages after a load does."""

from __future__ import annotations

from contextlib import suppress

from django.db import OperationalError

from osler.config import Config
from osler.library import services
from osler.web import mirror

_looked: dict[Config, int] = {}  # the revision this process knows to have been looked at


def look() -> None:
    """Costs nothing where this process has looked at this revision. A library busy just now is looked at next time."""
    engine, config = mirror.engine(), mirror.config()
    revision = engine.revision
    if _looked.get(config) == revision:
        return
    with suppress(OperationalError):
        services.look_for_notices(engine)
        _looked[config] = revision
