"""`osler sync`: bring the corpus to what NLM's server, or a folder laid out like it, holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click

from osler.cli.common import corpus, json_option, print_json, span
from osler.cli.names import take_up_names
from osler.cli.progress import Show
from osler.cli.ranking import take_up_words
from osler.corpus.plan import Wish
from osler.corpus.sync import Outcome, sync
from osler.engine.protocol import Engine
from osler.errors import OslerError, SourceProblem
from osler.pubmed.mirror import NLM
from osler.pubmed.server import opened, without_password


@click.command("sync")
@click.option("--from", "source", metavar="URL|DIR", help="The mirror. [default: OSLER_MIRROR, else NLM's server]")
@click.option("--baseline", is_flag=True, help="The yearly baseline too, and the change to a new year's.")
@click.option("--newest", type=click.IntRange(min=0), metavar="N", help="Of the update files only the newest N.")
@click.option("--since", metavar="DATE|FILE", help="Only update files from this date (2026-01-31) or file on.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N files now, the others next time.")
@click.option("--keep", is_flag=True, help="Leave downloaded files in OSLER_HOME/downloads.")
@json_option
def command(
    source: str | None,
    *,
    baseline: bool,
    newest: int | None,
    since: str | None,
    limit: int | None,
    keep: bool,
    as_json: bool,
) -> None:
    """Bring the corpus to what NLM's server, or a folder laid out like it, holds.

    May be stopped at any time and started again: nothing is applied twice. See docs/ADMINISTRATOR.md.
    """
    wish = Wish(baseline=baseline, newest=newest, since=None if since is None else read_since(since), limit=limit)
    with corpus(create=True) as (settings, engine):
        address = source or settings.mirror or NLM
        with reported(engine, address, as_json=as_json), Show() as show, opened(address) as mirror:
            show.say(f"mirror: {mirror.address}")
            outcome = sync(engine, mirror, settings.home, wish, show, keep=keep)
            take_up_names(settings, engine, show)
            take_up_words(settings, engine, show)
        report(engine, outcome, as_json=as_json)


def read_since(text: str) -> datetime | str:
    """A date as midnight UTC, anything else as a file's name."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return text


@contextmanager
def reported(engine: Engine, address: str, *, as_json: bool) -> Iterator[None]:
    """An error before anything could be begun is in the JSON too."""
    try:
        yield
    except OslerError as error:
        if as_json:
            print_json(summary(engine, Outcome(without_password(address), error=error)))
        raise


def report(engine: Engine, outcome: Outcome, *, as_json: bool) -> None:
    """Print what a sync did. Raises what stopped it, so that the exit code says so."""
    if as_json:
        print_json(summary(engine, outcome))
    else:
        status = engine.status()
        click.echo(
            f"{len(outcome.applied)} files applied in {span(outcome.seconds)}; "
            f"{status.records:,} records, revision {status.revision}"
        )
    if outcome.error is not None:
        raise outcome.error
    if outcome.damaged:
        raise SourceProblem("; ".join(outcome.damaged))


def summary(engine: Engine, outcome: Outcome) -> dict[str, Any]:
    """The JSON of a sync."""
    status = engine.status()
    return {
        "source": outcome.source,
        "year": outcome.year,
        "applied": [{"reason": each.reason.value} | each.entry._asdict() for each in outcome.applied],
        "later": outcome.later,
        "gaps": list(outcome.gaps),
        "damaged": outcome.damaged,
        "notes": outcome.notes,
        "waiting": outcome.waiting,
        "changed_over": outcome.changed_over,
        "seconds": outcome.seconds,
        "records": status.records,
        "files": status.files,
        "problems": dict(status.problems),
        "revision": status.revision,
        "error": str(outcome.error) if outcome.error else None,
    }
