"""`osler holdings`: an institution's title lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from osler.cli.common import json_option, print_json
from osler.cli.library import open_library
from osler.errors import BadInput, NotFound

_SHOWN = 20


@click.group("holdings")
def command() -> None:
    """What institutions hold, as KBART title lists."""
    open_library()


@command.command("load")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--institution", "slug", required=True, help="Whose holdings they are.")
@json_option
def load(files: tuple[Path, ...], slug: str, as_json: bool) -> None:
    """Load KBART files; one of the same name is replaced. Every line refused is said, with why."""
    from osler.institutions import queries, services  # noqa: PLC0415

    institution = queries.institution(slug)
    told = [_told(services.load_holdings(institution, _bytes(file), file.name)) for file in files]
    if as_json:
        print_json(told)
        return
    for each in told:
        click.echo(f"{each['name']}: {each['lines']:,} lines taken, {len(each['refused']):,} refused")
        for kind in ("refused", "notes"):
            for problem in each[kind][:_SHOWN]:
                click.echo(f"  line {problem['line']}: {problem['why']}" if problem["line"] else f"  {problem['why']}")
            if len(each[kind]) > _SHOWN:
                click.echo(f"  … and {len(each[kind]) - _SHOWN:,} more {kind}; --json gives all")


@command.command("drop")
@click.argument("name")
@click.option("--institution", "slug", required=True, help="Whose file it is.")
@json_option
def drop(name: str, slug: str, as_json: bool) -> None:
    """Take a file out of force."""
    from osler.institutions import queries, services  # noqa: PLC0415

    file = queries.institution(slug).files.filter(name=name, in_force=True).first()
    if file is None:
        raise NotFound(f"{slug} has loaded no file called {name}")
    services.drop_holdings(file)
    print_json({"name": name, "dropped": True}) if as_json else click.echo(f"{name} is no longer in force")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise BadInput(f"{file}: {problem.strerror}") from problem


def _told(file: Any) -> dict[str, Any]:
    problems = list(file.problems.order_by("number", "id").values_list("number", "refused", "why", "text"))
    return {
        "name": file.name,
        "lines": file.lines_taken,
        "refused": [{"line": n, "why": why, "text": text} for n, refused, why, text in problems if refused],
        "notes": [{"line": n, "why": why} for n, refused, why, _ in problems if not refused],
    }
