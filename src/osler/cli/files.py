"""`osler files`: every file that was applied, with its sum and what it brought."""

from __future__ import annotations

import click

from osler.cli.common import corpus, json_option, print_json
from osler.cli.progress import in_words


@click.command("files")
@json_option
def command(as_json: bool) -> None:
    """Every file that was applied, in the order of application."""
    with corpus() as (_, engine):
        entries = sorted(engine.files(), key=lambda entry: entry.revision)
    if as_json:
        print_json([entry._asdict() for entry in entries])
        return
    for entry in entries:
        click.echo(f"{entry.revision:>6}  {entry.applied_at}  {entry.md5}  {in_words(entry)}")
