"""`osler status`: what the mirror holds, how fresh it is, what went wrong, and how much disk is left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from osler import config, wiring
from osler.cli.common import json_option, print_json, size
from osler.config import Config
from osler.corpus.journal import recall
from osler.corpus.plan import entries_by_year
from osler.engine.protocol import Engine, EngineStatus
from osler.errors import EngineFailed
from osler.pubmed.mirror import NLM

_BESIDE = (".", "making-", "vocabulary.", "lexicon.", "dense-")  # how names begin that may be there before records
_EXAMPLES = 3  # of each kind of problem
_LOOK_AT = 2_000  # newest problems among which examples are looked for


@click.command("status")
@json_option
def command(as_json: bool) -> None:
    """What the mirror holds, how fresh it is, what went wrong, and how much disk is left."""
    settings = config.read()
    engine = _opened(settings)
    try:
        shown = status(settings, engine)
    finally:
        if engine:
            engine.close()
    if as_json:
        print_json(shown)
    else:
        click.echo("\n".join(_lines(shown)))


def _opened(settings: Config) -> Engine | None:
    """The corpus; None where none was begun, which is no error. Raises EngineFailed where there is one that cannot be
    opened, or something else in its place."""
    try:
        return wiring.open_engine(settings)
    except EngineFailed:
        if settings.corpus.exists() and any(not each.name.startswith(_BESIDE) for each in settings.corpus.iterdir()):
            raise
        return None


def status(settings: Config, engine: Engine | None) -> dict[str, Any]:
    """The JSON of the state; zeros where nothing was loaded yet (`engine` None). Sizes in bytes."""
    now = engine.status() if engine else EngineStatus(0, 0, 0, {}, "", 0, 0)
    years = entries_by_year(engine.files()) if engine else {}
    last = recall(settings.home)
    return {
        "records": now.records,
        "files": now.files,
        "revision": now.revision,
        "problems": _problems(engine, now) if engine else {},
        "last_update": now.last_update,
        "last_sync": last._asdict() if last else None,
        "years": {str(year): {"files": len(n), "first": min(n), "last": max(n)} for year, n in sorted(years.items())},
        "index_bytes": now.index_bytes,
        "record_bytes": now.record_bytes,
        "disk_free_bytes": shutil.disk_usage(_existing(settings.home)).free,
        "home": str(settings.home),
        "mirror": settings.mirror or NLM,
    }


def _problems(engine: Engine, now: EngineStatus) -> dict[str, Any]:
    """kind -> how many, and a few of them with file, record and PMID."""
    recent = engine.problems(limit=_LOOK_AT) if now.problems else []
    examples: dict[str, list[dict[str, Any]]] = {kind: [] for kind in now.problems}
    for file, problem in recent:
        if len(examples.setdefault(problem.kind, [])) < _EXAMPLES:
            examples[problem.kind].append({"file": file} | problem._asdict())
    return {kind: {"count": count, "examples": examples[kind]} for kind, count in sorted(now.problems.items())}


def _existing(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())


def _lines(shown: dict[str, Any]) -> Iterator[str]:
    yield f"records      {shown['records']:,}"
    yield f"files        {shown['files']:,}"
    for year, numbers in shown["years"].items():
        yield f"  {year}       {numbers['files']} files, numbers {numbers['first']} to {numbers['last']}"
    yield f"revision     {shown['revision']}"
    yield f"last update  {shown['last_update'] or 'never'}"
    if last := shown["last_sync"]:
        yield f"last sync    {last['at']} from {last['source']}" + (f": {last['error']}" if last["error"] else "")
    yield f"index        {size(shown['index_bytes'])}"
    yield f"record file  {size(shown['record_bytes'])}"
    yield f"disk left    {size(shown['disk_free_bytes'])} at {shown['home']}"
    if not shown["problems"]:
        yield "problems     none"
    for kind, found in shown["problems"].items():
        yield f"problems     {found['count']:,} {kind}"
        for example in found["examples"]:
            pmid = f", PMID {example['pmid']}" if example["pmid"] else ""
            yield f"  {example['file']}{pmid}: {example['reason']}"
