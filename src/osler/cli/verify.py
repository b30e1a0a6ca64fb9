"""`osler verify`: the index against the records, and with `--from` the records against NLM's files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console

from osler.cli.common import corpus, json_option, print_json
from osler.corpus.verify import FileCheck, Finding, index_against_records
from osler.engine.protocol import Engine
from osler.errors import EngineFailed
from osler.pubmed.mirror import Mirror, MirrorFile
from osler.pubmed.server import opened

_SHOWN = 1_000  # findings kept for the report; all are counted


@click.command("verify")
@click.option("--from", "source", metavar="URL|DIR", help="Also read the files again, from this mirror.")
@json_option
def command(source: str | None, as_json: bool) -> None:
    """Check the index against the records, and with --from the records against NLM's files."""
    console = Console(stderr=True, highlight=False)
    found: list[Finding] = []
    count = 0
    with corpus() as (settings, engine):
        records = engine.status().records
        for finding in _checks(engine, source, settings.downloads, console):
            count += 1
            if count <= _SHOWN:
                found.append(finding)
    if as_json:
        print_json({"ok": not count, "records": records, "count": count, "findings": [f._asdict() for f in found]})
    else:
        for finding in found:
            where = " ".join(filter(None, (finding.file, f"PMID {finding.pmid}" if finding.pmid else "")))
            click.echo(f"[{finding.kind}] {where}: {finding.reason}" if where else f"[{finding.kind}] {finding.reason}")
        if not count:
            click.echo(f"all is where it should be: {records:,} records")
    if count:
        raise EngineFailed(f"{count} things are not as they should be; `osler rebuild` makes the index anew")


def _checks(engine: Engine, source: str | None, downloads: Path, console: Console) -> Iterator[Finding]:
    console.print("the index against the records")
    yield from index_against_records(engine)
    if source is not None:
        with opened(source) as mirror:
            console.print(f"the records against the files at {mirror.address}")
            yield from _files(engine, mirror, downloads, console)


def _files(engine: Engine, mirror: Mirror, downloads: Path, console: Console) -> Iterator[Finding]:
    applied = {entry.name: entry for entry in engine.files()}
    check = FileCheck(engine)
    for file in reversed(mirror.listing().files):
        entry = applied.pop(file.name, None)
        if entry is None:
            yield Finding("not-applied", "is on the mirror, but was not applied", file=file.name)
            continue
        md5 = mirror.md5(file)
        if md5 not in (None, entry.md5):
            yield Finding("reissued", "is on the mirror with another sum than was applied", file=file.name)
            continue
        console.print(f"  {file.name}")
        yield from _one(check, mirror, file, md5, downloads)


def _one(check: FileCheck, mirror: Mirror, file: MirrorFile, md5: str | None, downloads: Path) -> Iterator[Finding]:
    path = mirror.fetch(file, md5, downloads)
    try:
        yield from check.check(path, file.name)
    finally:
        if not mirror.lends:
            path.unlink(missing_ok=True)
