"""Done once before a worker answers, so that no reader waits for it."""

from __future__ import annotations

import gc
import logging

from django.template import engines

from osler.errors import OslerError
from osler.web import ahead, caching, mirror

log = logging.getLogger(__name__)


def up() -> None:
    """Templates compiled, the mirror opened where there is one, and all that set aside from garbage collection:
    walking through a hundred thousand objects that stay would hold up a page for tens of milliseconds."""
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
    caching.build()
    try:
        mirror.engine().status()
        mirror.vocabulary()
        if mirror.ranker().lexicon is not None:
            mirror.relater()
    except OslerError as error:
        log.warning("the mirror is not open yet: %s", error)
    ahead.start()
    gc.collect()
    gc.freeze()
