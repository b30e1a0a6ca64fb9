"""`osler load`: any files of PubMed records, whatever they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from osler.cli.common import corpus, json_option, print_json
from osler.cli.names import take_up_names
from osler.cli.progress import Show, in_words
from osler.cli.ranking import take_up_words
from osler.corpus.damage import damage, said
from osler.corpus.load import Loader
from osler.corpus.plan import Plan, Reason, Step
from osler.engine.protocol import Engine
from osler.errors import BadInput, OslerError, SourceProblem
from osler.pubmed.mirror import MirrorFile


@click.command("load")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
def command(files: tuple[Path, ...], as_json: bool) -> None:
    """Load files of PubMed records: gzip or plain XML, articles, books, deletions, older sets.

    A file that was loaded before is left alone unless it has changed.
    """
    report = _Report()
    with corpus(create=True) as (settings, engine):
        with Show() as show:
            report.run(engine, files, show)
            take_up_names(settings, engine, show)
            take_up_words(settings, engine, show)
        if as_json:
            status = engine.status()
            print_json(report.shown() | {"records": status.records, "revision": status.revision})
        else:
            click.echo("\n".join(report.lines))
    report.give_up()


class _Report:
    def __init__(self) -> None:
        self.loaded: list[dict[str, Any]] = []
        self.damaged: list[str] = []
        self.lines: list[str] = []
        self.error: OslerError | None = None

    def run(self, engine: Engine, files: tuple[Path, ...], show: Show) -> None:
        """Every file in the order given, until one cannot be opened; what was loaded stays."""
        steps = [Step(MirrorFile(path.name, "", 0, 0, _size(path)), Reason.NEW) for path in files]
        show.planned(Plan(tuple(steps), 0))
        try:
            with Loader(engine, show.note) as loader:
                for number, (path, step) in enumerate(zip(files, steps, strict=True), 1):
                    self._one(engine, loader, path, step, show, files[number : number + 1])
        except OslerError as error:
            self.error = error

    def _one(self, engine: Engine, loader: Loader, path: Path, step: Step, show: Show, then: tuple[Path, ...]) -> None:
        if path.is_dir():
            raise BadInput(f"{path}: a folder; `osler sync --from {path}` takes a folder of NLM's files")
        before = engine.revision
        show.applying(step)
        entry = loader.load(path, on_progress=show.progress, then=lambda: next(iter(then), None))
        new = entry.revision > before
        show.applied(step, entry)
        self.loaded.append(entry._asdict() | {"unchanged": not new})
        self.lines.append(in_words(entry) + ("" if new else " (loaded before, unchanged)"))
        if problem := damage(engine, entry):
            self.damaged.append(said(entry, problem))

    def shown(self) -> dict[str, Any]:
        error = str(self.error) if self.error else None
        return {"loaded": self.loaded, "damaged": self.damaged, "error": error}

    def give_up(self) -> None:
        if self.error is not None:
            raise self.error
        if self.damaged:
            raise SourceProblem("; ".join(self.damaged))


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
