"""`osler bench pages`: pages under a steady load, one worker, beside the least the same server can do.

Requests leave at fixed times whether or not earlier ones were answered (so a stall is counted for everybody behind it),
over loopback, compressed as browsers ask for. `cpu_ms` is what the worker's processor spent on one request: it tells
the page's cost where other programs share the machine. Peer: `/robots.txt`, the server and Django without a page.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote_plus

import click

from bench._measures import latency
from osler import config, wiring
from osler.config import Config
from osler.engine.protocol import Engine
from osler.model.query import All
from osler.pubmed.xml import parse

CONNECTIONS = 32
_HEADERS = "Host: localhost\r\nAccept-Encoding: gzip\r\nConnection: keep-alive\r\n\r\n"
_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Load(NamedTuple):
    name: str
    rate: int  # requests a second
    paths: list[str]
    cookies: Sequence[str] = ("",)  # header lines, by turns: whose pages they are


@click.command("pages")
@click.option("--home", type=click.Path(path_type=Path, exists=True), help="OSLER_HOME to serve; by default your own.")
@click.option("--rate", default=200, show_default=True, help="Article pages a second.")
@click.option("--search-rate", default=40, show_default=True, help="Result pages a second.")
@click.option("--seconds", default=15, show_default=True, help="Length of each load.")
@click.option("--json", "as_json", is_flag=True)
def command(home: Path | None, rate: int, search_rate: int, seconds: int, as_json: bool) -> None:
    """Article and result pages at a steady rate, one worker: p50 and p99 in ms."""
    settings = Config(home=home.absolute()) if home else config.read()
    engine = wiring.open_engine(settings)
    pmids = _sample(engine, rate * seconds)
    loads = [
        Load("floor", rate, ["/robots.txt"]),
        Load("article", rate, [f"/article/{pmid}" for pmid in pmids]),
        Load("search", search_rate, [f"/search?q={quote_plus(q)}" for q in _queries(engine, pmids[:200])]),
    ]
    records = engine.status().records
    engine.close()
    with _served(settings) as (port, process):
        asyncio.run(_drive(port, Load("warm-up", 50, loads[1].paths[:100] + loads[2].paths[:20]), 3))
        rows = [_measure(port, process.pid, load, seconds) for load in loads]
    result = {"records": records, "seconds": seconds, "workers": 1, "pages": rows}
    click.echo(json.dumps(result) if as_json else _table(result))


def _sample(engine: Engine, number: int) -> list[int]:
    """Records drawn by chance, always the same ones."""
    held = engine.pmids(All())
    return random.Random(7).choices(held, k=number) if held else []


def _queries(engine: Engine, pmids: Sequence[int]) -> Iterator[str]:
    """Two long words of a title, as somebody looking for that paper types them."""
    for stored in engine.fetch(pmids).values():
        words = sorted({w for w in parse(stored.xml).title.plain.split() if w.isalpha()}, key=len)[-2:]
        if len(words) == 2:
            yield " ".join(sorted(words))


@contextmanager
def _served(settings: Config) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("osler")), "serve", "--workers", "1", "--port", str(port)]
    process = subprocess.Popen(
        command, env={**os.environ, "OSLER_HOME": str(settings.home)}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        if "Osler is at" not in process.stdout.readline():
            raise click.ClickException("the server did not start")
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def _measure(port: int, pid: int, load: Load, seconds: int) -> dict[str, Any]:
    before = _cpu_seconds(pid)
    times, failures, size = asyncio.run(_drive(port, load, seconds))
    spent = _cpu_seconds(pid) - before
    return {
        "page": load.name,
        "rate": load.rate,
        **latency(times),
        "cpu_ms": round(spent / len(times) * 1e3, 2) if spent else None,
        "kB": round(size / len(times) / 1e3, 1),
        "failures": failures,
    }


async def _drive(port: int, load: Load, seconds: int) -> tuple[list[float], int, int]:
    """(seconds from when each should have left to its last byte, answers that were not 200, bytes)."""
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    times: list[float] = []
    failures = size = 0

    async def ask(path: str, cookie: str, due: float) -> None:
        nonlocal failures, size
        await asyncio.sleep(due - time.perf_counter())
        reader, writer = await free.get()
        writer.write(f"GET {path} HTTP/1.1\r\n{cookie}{_HEADERS}".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length(head))
        times.append(time.perf_counter() - due)
        size += len(body)
        failures += not head.startswith(b"HTTP/1.1 200")
        free.put_nowait((reader, writer))

    begin = time.perf_counter() + 0.1
    paths, cookies = load.paths, load.cookies
    due = (
        (paths[n % len(paths)], cookies[n % len(cookies)], begin + n / load.rate) for n in range(load.rate * seconds)
    )
    await asyncio.gather(*(ask(*each) for each in due))
    while not free.empty():
        free.get_nowait()[1].close()
    return times, failures, size


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise ValueError("an answer without its length")


def _cpu_seconds(pid: int) -> float:
    """Processor time of the server and its workers; 0 where the system does not tell (no /proc)."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if stat.parent.name == str(pid) or fields[1] == str(pid):
                total += (int(fields[11]) + int(fields[12])) / _TICK
    return total


def _table(result: dict[str, Any]) -> str:
    lines = [f"{result['records']:,} records, one worker", "page      rate/s    p50 ms    p99 ms    cpu ms      kB"]
    for row in result["pages"]:
        spent = "-" if row["cpu_ms"] is None else f"{row['cpu_ms']:.2f}"
        lines.append(
            f"{row['page']:<9}{row['rate']:>7}{row['p50_ms']:>10.2f}{row['p99_ms']:>10.2f}{spent:>10}{row['kB']:>8.1f}"
            + (f"   {row['failures']} failed" if row["failures"] else "")
        )
    return "\n".join(lines)
