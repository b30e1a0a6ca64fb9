"""`osler rebuild`: the index anew from the records as kept, while search goes on with the old one."""

from __future__ import annotations

import time

import click
from rich.console import Console

from osler.cli.common import corpus, json_option, print_json, span
from osler.cli.progress import bar

_LINE_EVERY = 5.0  # seconds


@click.command("rebuild")
@json_option
def command(as_json: bool) -> None:
    """Make the index anew from the records as kept; search goes on with the old one meanwhile."""
    console = Console(stderr=True, highlight=False)
    began = said = time.monotonic()
    with corpus() as (_, engine), bar(console) as shown:
        task = shown.add_task("records", total=engine.status().records, said="")

        def progress(count: int) -> None:
            nonlocal said
            shown.update(task, completed=count)
            if not console.is_terminal and time.monotonic() - said > _LINE_EVERY:
                said = time.monotonic()
                console.print(f"{count:,} records so far")

        count = engine.rebuild(progress)
    seconds = time.monotonic() - began
    if as_json:
        print_json({"records": count, "seconds": round(seconds, 3)})
    else:
        click.echo(f"{count:,} records indexed in {span(seconds)}")
