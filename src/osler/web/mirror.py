"""The opened engine: one a process, opened when first asked for, and again after it failed to open."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

from django.conf import settings

from osler import wiring

if TYPE_CHECKING:
    from osler.config import Config
    from osler.engine.protocol import Engine

_lock = threading.Lock()
_opened: dict[object, Engine] = {}


def engine() -> Engine:
    """The engine of the settings in force. Raises EngineFailed (or a kind of it) where it cannot be opened."""
    config = cast("Config", settings.OSLER)
    found = _opened.get(config)
    if found is None:
        with _lock:
            found = _opened.get(config)
            if found is None:
                found = _opened[config] = wiring.open_engine(config)
    return found
