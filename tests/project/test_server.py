"""The server stops when it is told to, wherever its main thread stands at that moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

from granian import Granian
from granian.constants import Interfaces

from osler.project.server import _Told


def test_the_main_loop_waits_for_what_is_put_in_its_place() -> None:
    assert hasattr(Granian("osler.project.wsgi:application", interface=Interfaces.WSGI), "main_loop_interrupt")


def test_a_handler_may_tell_at_any_moment_of_the_waiting() -> None:
    """Signals in a row, so that some come while the waiting begins or ends."""
    told = _Told()
    heard = 0

    def handler(_: int, __: FrameType | None) -> None:
        nonlocal heard
        heard += 1
        told.set()

    before = signal.signal(signal.SIGUSR1, handler)
    try:
        for _ in range(5):
            threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGUSR1)).start()
            assert told.wait()
            told.clear()
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert heard == 5
    assert told.wait(0.01) is False


STOPPING = """
import signal
from osler.project.server import _Told

told = _Told()
signal.signal(signal.SIGALRM, lambda *_: told.set())
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0001)
for _ in range(20):
    told.wait()
    told.clear()
signal.setitimer(signal.ITIMER_REAL, 0)
"""


def test_a_storm_of_signals_ends_every_waiting() -> None:
    subprocess.run([sys.executable, "-c", STOPPING], timeout=60, check=True)
