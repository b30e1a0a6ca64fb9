"""`osler restore`: a backup put back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from osler.cli.common import json_option, print_json
from osler.cli.library import open_library


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also where this library is not empty: what is in it is lost.")
@json_option
def command(file: Path, replace: bool, as_json: bool) -> None:
    """Put the backup FILE into this library, all of it or nothing. Restart the server afterwards."""
    open_library()
    from osler.project import restore  # noqa: PLC0415  # Django is set up only now

    done = restore.restore(file, replace=replace)
    if as_json:
        print_json(asdict(done))
        return
    click.echo(f"{sum(done.rows.values()):,} rows and {done.files:,} files are back from {done.path}.")
    if done.secret_key:
        click.echo("The secret key is the backup's now: restart the server. OSLER_SECRET_KEY, where set, wins over it.")
