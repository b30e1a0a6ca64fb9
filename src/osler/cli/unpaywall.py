"""`osler unpaywall`: open copies by DOI from Unpaywall's data dump, so that no DOI has to leave this machine."""

from __future__ import annotations

from pathlib import Path

import click

from osler import config
from osler.cli.common import json_option, print_json
from osler.fulltext import snapshot

_SHOWN = 10


@click.group("unpaywall")
def command() -> None:
    """Unpaywall's data dump on this machine."""


@command.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def load(file: Path, as_json: bool) -> None:
    """Load a dump or an update of it (JSONL, gzip or plain); later files replace what earlier ones said."""
    loaded = snapshot.load(config.read().unpaywall_snapshot, file)
    if as_json:
        refused = [{"line": line, "why": why} for line, why in loaded.refused]
        print_json({"records": loaded.records, "open": loaded.open, "refusals": loaded.refusals, "refused": refused})
        return
    click.echo(f"{loaded.records:,} records, {loaded.open:,} with an open copy, {loaded.refusals:,} lines refused")
    for line, why in loaded.refused[:_SHOWN]:
        click.echo(f"  line {line}: {why}")


@command.command("status")
@json_option
def status(as_json: bool) -> None:
    """What was loaded, and when."""
    loads = [
        {"file": name, "loaded_at": at, "records": records, "open": opened}
        for name, at, records, opened in snapshot.statuses(config.read().unpaywall_snapshot)
    ]
    if as_json:
        print_json(loads)
        return
    for each in loads:
        click.echo(f"{each['file']}: {each['records']:,} records, {each['open']:,} open, {each['loaded_at']}")
    if not loads:
        click.echo("nothing was loaded")
