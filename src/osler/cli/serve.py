"""`osler serve`: the pages, until it is told to stop."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click

from osler import config
from osler.config import Config
from osler.errors import BadInput

_MOST = 4  # workers by default: each holds its own caches
_LEAVE_SECONDS = 10  # for a mail under way


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer; by default one a core, up to 4.")
@click.option("--no-worker", is_flag=True, help="No worker beside the pages: `osler worker` runs elsewhere.")
def command(host: str, port: int, workers: int | None, *, no_worker: bool) -> None:
    """Serve the pages, a worker for digests and notices beside them. Stops on Ctrl-C or SIGTERM, after answering
    what was asked."""
    from osler.project import server  # noqa: PLC0415  # reads the settings, which other commands do not need

    settings = config.read()
    if settings.single_user and host not in ("127.0.0.1", "localhost", "::1"):
        raise BadInput(f"--host {host}: OSLER_SINGLE_USER asks for no sign-in and serves this machine only")
    server.prepare()
    for line in _said(settings, host):
        click.echo(line, err=True)
    url = settings.base_url or f"http://{_shown(host)}:{port}"
    count = workers or min(os.cpu_count() or 1, _MOST)
    with nullcontext() if no_worker else _worker():
        server.serve(host, port, count, ready=lambda: click.echo(f"Osler is at {url}"))


@contextmanager
def _worker() -> Iterator[None]:
    """`osler worker` in a process of its own, that ends with this one, however it ends."""
    started = [sys.executable, "-P", "-c", "from osler.cli import main; main()", "worker", "--beside", str(os.getpid())]
    worker = subprocess.Popen(started, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(_LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            worker.kill()


def _said(settings: Config, host: str) -> list[str]:
    """What the administrator should know before the first visitor finds out."""
    lines = []
    if not settings.corpus.exists():
        lines.append("Nothing is loaded yet: `osler sync` or `osler load` fills the mirror; pages appear as it does.")
    if settings.debug:
        lines.append("OSLER_DEBUG is on: errors show the program's inside. Never in production.")
    hosts = settings.allowed_hosts.split(",")
    if host not in ("127.0.0.1", "localhost", "::1") and set(hosts) <= {"localhost", "127.0.0.1", "[::1]"}:
        lines.append("Only requests for localhost are answered: set OSLER_ALLOWED_HOSTS to the names people will type.")
    return lines


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::", ""):
        return "localhost"
    return f"[{host}]" if ":" in host else host
