"""One round of what the worker does. Everything is derived from rows: a round lost is made up by the next."""

from __future__ import annotations

from django.conf import settings
from django.db import close_old_connections

from osler.engine.protocol import Engine
from osler.follows import services
from osler.follows.mirror import Mirror, opened
from osler.follows.models import Digest
from osler.library import services as library

_open: dict[int, Mirror] = {}


def work(*, tidy: bool = False, engine: Engine | None = None) -> None:
    """Raises OslerError where the mirror cannot be opened."""
    close_old_connections()
    mirror = _mirror(engine)
    library.look_for_notices(mirror.engine)
    if services.can_mail():
        services.schedule()
        if Digest.objects.filter(state__in=("due", "sending")).exists():
            services.send_due(mirror)
    if tidy:
        library.prune_history()
        library.prune_papers()
    close_old_connections()


def _mirror(engine: Engine | None) -> Mirror:
    """Opened once a process."""
    found = _open.get(0)
    if engine is not None or found is None:
        found = _open[0] = opened(settings.OSLER, engine)
    return found
