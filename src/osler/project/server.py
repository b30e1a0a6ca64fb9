"""The web server: what it needs prepared, and running it until it is told to stop."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable

import django
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from osler.errors import BadInput

# Requests at once in one worker: the engine works outside Python's lock, so a slow search leaves room for pages.
THREADS = 4
_KILL_AFTER = 10  # seconds a worker may take to finish what it is answering


def prepare() -> None:
    """Static files under names of their content, where the server and browsers may keep them for good."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osler.project.settings")
    django.setup()
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        raise BadInput(f"static files cannot be written: {error}; is OSLER_HOME writable?") from error


def serve(host: str, port: int, workers: int, *, ready: Callable[[], None]) -> None:
    """Returns after SIGTERM or SIGINT, answers under way finished. `ready` is called once the port is open.

    Raises BadInput where the port cannot be had.
    """
    _check(host, port)
    server = Granian(
        "osler.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,  # what people search and read is written nowhere
        respawn_failed_workers=True,
        workers_kill_timeout=_KILL_AFTER,
    )
    server.on_startup(ready)
    server.serve()


def _check(host: str, port: int) -> None:
    """The server itself would tell of a taken port with a traceback."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        reason = "is taken: choose another with --port" if taken else f"cannot be opened: {error.strerror or error}"
        raise BadInput(f"port {port} on {host} {reason}") from error
