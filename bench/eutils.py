"""E-utilities on a loaded mirror: EFetch streamed, ESearch's latency, many clients; the record file as floor."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import httpx

from osler import config, wiring
from osler.model.query import All

TERMS = (
    "asthma", "systemic sclerosis", "hypertension[tiab]", "breast cancer screening", "children AND vaccine",
    "2023[dp] AND cohort", "randomized controlled trial[pt]", "smith j[au]", "diabetes NOT pregnancy", "il-6",
)  # fmt: skip
_CLIENTS = 50


@click.command("eutils")
@click.option("--records", default=10_000, show_default=True, help="Records fetched as XML in one call.")
@click.option("--searches", default=300, show_default=True)
@click.option("--seconds", default=60, show_default=True, help="How long fifty clients ask at once.")
@click.option("--port", default=8099, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def command(records: int, searches: int, seconds: int, port: int, as_json: bool) -> None:
    """EFetch, ESearch and fifty clients against `osler serve` on the corpus of OSLER_HOME."""
    settings = config.read()
    engine = wiring.open_engine(settings)
    pmids = list(engine.pmids(All(), limit=records))
    figures: dict[str, Any] = {"corpus": engine.status().records, "floor": _floor(engine, pmids)}
    with _served(port) as (root, pid):
        figures["efetch"] = _efetch(root, pmids, pid)
        figures["esearch"] = _esearch(root, searches)
        figures["clients"] = _clients(root, seconds)
    figures["efetch"]["of_floor"] = round(figures["efetch"]["records_s"] / figures["floor"]["records_s"], 3)
    click.echo(json.dumps(figures) if as_json else json.dumps(figures, indent=1))


def _floor(engine: Any, pmids: list[int]) -> dict[str, float]:
    """The same records out of the record file, not sent anywhere."""
    begun = time.perf_counter()
    size = sum(
        len(each.xml) for at in range(0, len(pmids), 200) for each in engine.fetch(pmids[at : at + 200]).values()
    )
    return _rate(len(pmids), size, time.perf_counter() - begun)


def _rate(records: int, size: int, seconds: float) -> dict[str, float]:
    return {"records_s": round(records / seconds), "mb_s": round(size / seconds / 1e6, 1), "seconds": round(seconds, 3)}


@contextmanager
def _served(port: int) -> Iterator[tuple[str, int]]:
    osler = str(Path(sys.executable).with_name("osler"))
    command = [osler, "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        process.stdout.readline()
        yield f"http://127.0.0.1:{port}/entrez/eutils", process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _efetch(root: str, pmids: list[int], pid: int) -> dict[str, Any]:
    runs = []
    before = _resident(pid)
    for _ in range(3):
        begun, size, found = time.perf_counter(), 0, 0
        ids = ",".join(map(str, pmids))
        with httpx.stream("POST", f"{root}/efetch.fcgi", data={"db": "pubmed", "id": ids}, timeout=120) as answer:
            for chunk in answer.iter_bytes():
                size += len(chunk)
                found += chunk.count(b"</PubmedArticle>") + chunk.count(b"</PubmedBookArticle>")
        runs.append(_rate(len(pmids), size, time.perf_counter() - begun) | {"seen": found})
    runs.sort(key=lambda run: run["records_s"])
    return runs[1] | {"grew_mb": round((_resident(pid) - before) / 1e6, 1)}


def _resident(pid: int) -> int:
    """Bytes of memory of the server and its workers."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = sum(int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in [str(pid), *children])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _esearch(root: str, searches: int) -> dict[str, float]:
    times = []
    with httpx.Client(timeout=30) as client:
        for turn in range(searches):
            begun = time.perf_counter()
            client.get(
                f"{root}/esearch.fcgi", params={"db": "pubmed", "term": TERMS[turn % len(TERMS)]}
            ).raise_for_status()
            times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    return {"p50_ms": round(statistics.median(times), 2), "p99_ms": round(times[int(len(times) * 0.99)], 2)}


def _clients(root: str, seconds: int) -> dict[str, Any]:
    """Fifty at once, searching and fetching by turns; every answer is looked at."""
    answered, failed = [0] * _CLIENTS, [0] * _CLIENTS
    until = time.monotonic() + seconds

    def ask(number: int) -> None:
        with httpx.Client(timeout=60) as client:
            turn = number
            while time.monotonic() < until:
                turn += 1
                term = {"db": "pubmed", "term": TERMS[turn % len(TERMS)], "retmax": "5"}
                found = client.get(f"{root}/esearch.fcgi", params=term)
                ids = re.findall(r"<Id>(\d+)</Id>", found.text)
                good = found.status_code == 200 and "<ERROR>" not in found.text
                if good and ids:
                    fetched = client.get(f"{root}/efetch.fcgi", params={"db": "pubmed", "id": ",".join(ids)})
                    good = fetched.status_code == 200 and fetched.text.rstrip().endswith("</PubmedArticleSet>")
                answered[number] += 1
                failed[number] += not good

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"clients": _CLIENTS, "rounds": sum(answered), "errors": sum(failed), "seconds": seconds}
