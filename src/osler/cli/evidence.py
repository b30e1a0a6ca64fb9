"""`osler evidence check`: every mistake of an evidence file, with its line, before it may ship."""

from __future__ import annotations

import re
from pathlib import Path

import click

from osler.bedside import evidence_file, pack, tomlfile
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
        claims, criteria = [c.id for c in disease.claims], [c.id for c in disease.criteria]
        found = evidence_file.check(text, disease.vocabulary, name=file.name, claims=claims, criteria=criteria)
        return sorted([(m.line, m.reason) for m in found] + _misnamed(file, text, disease))
    except UnicodeDecodeError as problem:
        return [(1, f"not UTF-8 text: {problem}")]
    except BadInput as problem:
        line = re.search(r"at line (\d+)", str(problem))
        return [(int(line[1]) if line else 1, str(problem).removeprefix(f"{file.name}: "))]


def _misnamed(file: Path, text: str, disease: pack.Pack) -> list[tuple[int, str]]:
    """A record lies in a file of its own name, and no two records have one."""
    document = tomlfile.parse(text, name=file.name)
    id_ = document.data.get("id")
    if not isinstance(id_, str) or not id_ or id_ == file.stem:
        return []
    taken = "; the pack has a record of that id already" if id_ in disease.evidence else ""
    return [(document.line("id"), f"its id is {id_!r}: name the file {id_}.toml{taken}")]
