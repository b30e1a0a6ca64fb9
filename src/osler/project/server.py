"""The web server: what it needs prepared, and running it until it is told to stop."""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
from collections.abc import Callable

import django
from django.core.management import call_command
from django.db import DatabaseError
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from osler.errors import BadInput

# Requests at once in one worker: the engine works outside Python's lock, so a slow search leaves room for pages.
THREADS = 4
_START_SECONDS, _LOOK_SECONDS = 120, 0.05
_HEARD_SECONDS = 0.2  # after which a signal is followed at the latest
_KILL_AFTER = 10  # seconds a worker may take to finish what it is answering


def migrate() -> None:
    """The library's tables as this version has them. Raises BadInput where the database cannot be opened."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "osler.project.settings"  # whatever another project left there
    django.setup()
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as error:
        raise BadInput(f"the library cannot be opened: {error}; is OSLER_HOME writable?") from error


def prepare() -> None:
    """The library, and static files under names of their content, which the server and browsers may keep for good."""
    migrate()
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        raise BadInput(f"static files cannot be written: {error}; is OSLER_HOME writable?") from error


def serve(host: str, port: int, workers: int, *, ready: Callable[[], None]) -> None:
    """Returns after SIGTERM or SIGINT, answers under way finished. `ready` is called once a worker answers.

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
    server.main_loop_interrupt = _Told()
    server.on_startup(threading.Thread(target=_when_open, args=(host, port, ready), daemon=True).start)
    server.serve()


class _Told(threading.Event):
    """What the server's main loop waits for, and its signal handlers set.

    The plain one has a lock that the main thread holds for moments of its waiting: a handler that came in one of them
    (a worker had ended at the same time, as when a whole group of processes is told to stop) waited for itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told = False

    def set(self) -> None:
        self._told = True

    def clear(self) -> None:
        self._told = False

    def is_set(self) -> bool:
        return self._told

    def wait(self, timeout: float | None = None) -> bool:
        until = None if timeout is None else time.monotonic() + timeout
        while not self._told and (until is None or time.monotonic() < until):
            time.sleep(_HEARD_SECONDS)
        return self._told


def _when_open(host: str, port: int, ready: Callable[[], None]) -> None:
    """A worker listens only after it has loaded the application; the server has no hook for that."""
    for _ in range(round(_START_SECONDS / _LOOK_SECONDS)):
        try:
            socket.create_connection((_local(host), port), timeout=1).close()
        except OSError:
            time.sleep(_LOOK_SECONDS)
        else:
            ready()
            return


def _local(host: str) -> str:
    """Where to knock at a server that listens at every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


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
