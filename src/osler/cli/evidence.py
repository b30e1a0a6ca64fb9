"""`osler evidence check`: every mistake of an evidence file, with its line, before it may ship."""

from __future__ import annotations

from pathlib import Path

import click

from osler.bedside import evidence_file, pack
from osler.cli.common import json_option, print_json
from osler.errors import BadInput


@click.group("evidence")
def command() -> None:
    """Evidence as data: check a record before it joins a pack."""


@command.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--pack", "name", default="ssc", show_default=True, help="The disease whose facts the file speaks of.")
@json_option
def check(files: tuple[Path, ...], name: str, as_json: bool) -> None:
    """Explain every mistake; a file with one is refused (exit code 2)."""
    disease = pack.load(name)
    found = {file.name: _mistakes(file, disease) for file in files}
    if as_json:
        print_json(
            [
                {"file": file, "accepted": not lines, "mistakes": [{"line": n, "reason": why} for n, why in lines]}
                for file, lines in found.items()
            ]
        )
    else:
        for file, lines in found.items():
            for number, why in lines:
                click.echo(f"{file}:{number}: {why}")
            if not lines:
                click.echo(f"{file}: nothing wrong")
    if any(found.values()):
        raise click.exceptions.Exit(2)


def _mistakes(file: Path, disease: pack.Pack) -> list[tuple[int, str]]:
    try:
        text = file.read_text("utf-8")
        claims = [c.id for c in disease.claims]
        mistakes = evidence_file.check(text, disease.vocabulary, name=file.name, claims=claims)
    except (BadInput, UnicodeDecodeError) as problem:
        return [(1, str(problem))]
    return [(m.line, m.reason) for m in mistakes]
