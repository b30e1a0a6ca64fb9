"""`osler backup`: the library as one file, while the server runs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from osler.cli.common import json_option, print_json, size
from osler.cli.library import open_library


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def command(file: Path, as_json: bool) -> None:
    """Write everything people made here into FILE. The server may go on; the mirror is not part of it."""
    open_library()
    from osler.project import backup  # noqa: PLC0415  # Django is set up only now

    saved = backup.backup(file)
    if as_json:
        print_json(asdict(saved))
        return
    click.echo(f"{saved.path}: {sum(saved.rows.values()):,} rows, {saved.files:,} files, {size(saved.bytes)}")
    click.echo("It holds everything people keep here" + (" and the secret key" if saved.secret_key else "") + ":")
    click.echo("only the administrator should be able to read it.")
