"""Starts `osler serve` as a person would."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Served(NamedTuple):
    url: str
    process: subprocess.Popen[str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Path, *options: str, **environ: str) -> Iterator[Served]:
    """A running server; it is told to stop afterwards."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("osler")), "serve", "--port", str(port), "--workers", "1", *options]
    process = subprocess.Popen(
        command,
        env={**os.environ, "OSLER_HOME": str(home), **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = ""
        while "Osler is at" not in line:
            line = process.stdout.readline()
            assert line, f"the server stopped with {process.wait()}"
        yield Served(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@contextmanager
def filled(home: Path, own: Path, fill: str) -> Iterator[Served]:
    """The same on the mirror of `home` with a library of its own in `own`, in which the Python text `fill` was run."""
    (own / "corpus").symlink_to(home / "corpus")
    environ = {**os.environ, "OSLER_HOME": str(own), "DJANGO_SETTINGS_MODULE": "osler.project.settings"}
    with served(own) as running:
        subprocess.run([sys.executable, "-c", fill], env=environ, check=True)
        yield running
