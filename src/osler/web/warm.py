"""Done once before a worker answers, so that no reader waits for it."""

from __future__ import annotations

import gc
import logging

from django.template import engines

from osler.errors import OslerError
from osler.web import ahead, caching, mirror

log = logging.getLogger(__name__)


# Python's own but for the last, which is 10: walking through all that is remembered while pages are made (60,000
# terms, dates and headings) takes 25 ms, and every page behind it waits. It still happens, once in about 4,000 pages.
GARBAGE = (700, 10, 100)


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
    gc.set_threshold(*GARBAGE)
