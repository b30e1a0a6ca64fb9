"""`osler bench revisions`: update files into a large corpus, until what they bring is found; warm and cold.

The corpus is generated, in `--folder` where it is kept for the next time (`osler bench search` keeps the same). A
round puts 20,000 records again, spread over the whole corpus and different from what any round before brought: storing
what is there already writes nothing. Reading the records is not counted. Cold: the system has forgotten every page of
the corpus, as it has when a mirror larger than memory gets its daily update; warm: it has just seen them all. In turns;
medians, and the slowest: the first into a corpus whose pages are still full finds no room in them.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from bench import _generate
from osler.engine.embedded import EmbeddedEngine, open_engine
from osler.model.article import Record
from osler.model.query import Span
from osler.pubmed import xml

REVISED = 20_000


@click.command("revisions")
@click.option("--records", default=2_000_000, show_default=True, help="Of the corpus.")
@click.option("--rounds", default=3, show_default=True, help="Warm ones, and as many cold.")
@click.option("--folder", type=click.Path(path_type=Path), help="Keep the corpus here and go on with it next time.")
@click.option("--json", "as_json", is_flag=True)
def command(records: int, rounds: int, folder: Path | None, as_json: bool) -> None:
    """20,000 records put again into a corpus, seconds until they are found: cold and warm, medians."""
    place = folder or Path(tempfile.mkdtemp(prefix="osler-bench-"))
    made_of = _generate.profile()
    try:
        engine = _generate.corpus(place / "corpus")
        _generate.grow(engine, made_of, records, lambda done: click.echo(f"{done} records", err=True))
        engine.close()
        del engine
        answer = measure(place / "corpus", made_of, rounds)
    finally:
        if folder is None:
            shutil.rmtree(place)
    click.echo(json.dumps(answer, indent=None if as_json else 2))


def measure(corpus: Path, made_of: _generate.Profile, rounds: int) -> dict[str, Any]:
    """Of a generated corpus that nobody else has open."""
    warm, cold = [], []
    for _ in range(rounds):
        cold.append(_round(corpus, made_of, forgotten=True))
        warm.append(_round(corpus, made_of, forgotten=False))
    return {
        "warm": _median(warm),
        "cold": _median(cold),
        "rounds": rounds,
        "machine": {"cores": os.cpu_count(), "load": os.getloadavg()[0]},
    }


def _round(corpus: Path, made_of: _generate.Profile, *, forgotten: bool) -> dict[str, float]:
    engine = open_engine(corpus, parse=xml.parse)
    number, there = engine.revision, engine.status().records
    chosen = range(_generate.FIRST_PMID, _generate.FIRST_PMID + there, max(1, there // REVISED))[:REVISED]
    day = 20990101 + number // 28 % 12 * 100 + number % 28  # another than in the rounds before
    revised = [_mark(made_of, pmid, number, day) for pmid in chosen]
    if forgotten:
        engine.close()
        del engine
        _forget(corpus)
        engine = open_engine(corpus, parse=xml.parse)
    try:
        return _put(engine, revised, day)
    finally:
        engine.close()


def _put(engine: EmbeddedEngine, revised: list[Record], day: int) -> dict[str, float]:
    with engine.writer() as writer:
        prepared = writer.prepare(revised)
        began, spent = time.perf_counter(), time.process_time()
        writer.put_prepared(prepared, source="revised")
        writer.commit()
        found = engine.count(Span("revision_date", day, day))
        seconds, spent = time.perf_counter() - began, time.process_time() - spent
        merging = time.perf_counter()
    if found != len(revised):
        raise click.ClickException(f"{len(revised)} records were put again, {found} are found")
    return {
        "revised": found,
        "records": engine.status().records,
        "seconds": seconds,
        "processor_seconds": spent,
        "merged_seconds": time.perf_counter() - merging,
    }


def _forget(corpus: Path) -> None:
    """Let the system forget what it holds of a corpus that is not open here."""
    gc.collect()  # of an index that lies about its files are still mapped, and such pages stay
    for path in filter(Path.is_file, corpus.rglob("*")):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _mark(made_of: _generate.Profile, pmid: int, number: int, day: int) -> Record:
    fresh = next(_generate.records(made_of, 1, seed=_generate.SEED + 1 + number, first=pmid))
    start, end = fresh.index(b"<DateRevised>"), fresh.index(b"</DateRevised>")
    year, month, day = day // 10_000, day // 100 % 100, day % 100
    date = b"<DateRevised><Year>%d</Year><Month>%02d</Month><Day>%02d</Day>" % (year, month, day)
    marked = fresh[:start] + date + fresh[end:]
    return Record(xml.parse(marked), marked)


def _median(rounds: list[dict[str, float]]) -> dict[str, float]:
    found = {name: round(statistics.median(each[name] for each in rounds), 2) for name in rounds[0]}
    return found | {"slowest_seconds": round(max(each["seconds"] for each in rounds), 2)}
