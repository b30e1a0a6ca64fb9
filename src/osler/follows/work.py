"""One round of what the worker does. Everything is derived from rows: a round lost is made up by the next."""

from __future__ import annotations

from django.conf import settings
from django.db import close_old_connections

from osler import wiring
from osler.follows import services
from osler.follows.mirror import opened
from osler.follows.models import Digest
from osler.learning import services as learning
from osler.library import services as library


def work(*, tidy: bool = False) -> None:
    """Raises OslerError where the mirror cannot be opened."""
    close_old_connections()
    engine = wiring.open_engine(settings.OSLER)
    try:
        library.look_for_notices(engine)
        if services.can_mail():
            services.schedule()
            if Digest.objects.filter(state__in=("due", "sending")).exists():
                services.send_due(opened(settings.OSLER, engine))
    finally:
        engine.close()
    if tidy:
        library.prune_history()
        library.prune_papers()
        learning.prune_history()
    close_old_connections()
