"""`osler worker`: what nobody waits for: notices, digests, forgetting what is old."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

import click

from osler.errors import OslerError

LOOK_SECONDS = 30.0
FIRST_SECONDS = 20.0  # beside the pages: they come up first
_DAY = 86_400.0
_log = logging.getLogger("osler.worker")


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due and stop.")
@click.option("--beside", type=int, hidden=True, help="Stop when this process is gone.")
def command(beside: int | None, *, once: bool) -> None:
    """Tell of retractions, send digests, forget what is old. Several may run: each piece of work is claimed by one.

    `osler serve` runs one beside the pages; run this alone where that is outgrown (`osler serve --no-worker`).
    """
    from osler.project import server  # noqa: PLC0415  # sets Django up

    server.migrate()
    from osler.follows.work import work  # noqa: PLC0415

    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    if beside:
        os.nice(10)  # pages first
        stop.wait(FIRST_SECONDS)
    tidied = -_DAY
    while not stop.is_set():
        tidy = time.monotonic() - tidied >= _DAY
        try:
            work(tidy=tidy)
        except OslerError as problem:  # no mirror yet, no mail: tried again
            _log.debug("worker: %s", problem)
        except Exception:
            _log.exception("worker: a round failed; the next is tried")
        if tidy:
            tidied = time.monotonic()
        if once or (beside and os.getppid() != beside):
            break
        stop.wait(LOOK_SECONDS)
