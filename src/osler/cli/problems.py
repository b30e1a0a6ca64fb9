"""`osler problems`: records and files that could not be used, and why."""

from __future__ import annotations

import click

from osler.cli.common import corpus, json_option, print_json

_ALL = 1_000_000


@click.command("problems")
@click.option("--kind", help="Only problems of this kind, e.g. truncated.")
@click.option("--file", "of_file", metavar="NAME", help="Only problems of this file.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many.")
@json_option
def command(*, kind: str | None, of_file: str | None, limit: int, as_json: bool) -> None:
    """Records and files that could not be used, newest first."""
    with corpus() as (_, engine):
        kept = engine.problems(limit=_ALL if kind or of_file else limit)
    chosen = [(file, p) for file, p in kept if kind in (None, p.kind) and of_file in (None, file)][:limit]
    if as_json:
        print_json([{"file": file} | problem._asdict() for file, problem in chosen])
        return
    for file, problem in chosen:
        record = f" record {problem.record}" if problem.record is not None else ""
        pmid = f" PMID {problem.pmid}" if problem.pmid is not None else ""
        click.echo(f"{file}:{record}{pmid} [{problem.kind}] {problem.reason}")
    if not chosen:
        click.echo("none")
