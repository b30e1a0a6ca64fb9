"""How a load goes, on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from osler.cli.common import size, span
from osler.corpus.plan import Plan, Step
from osler.corpus.sync import Watch
from osler.engine.protocol import FileEntry
from osler.engine.protocol import Progress as Counts

_LINE_EVERY = 5.0  # seconds between plain lines inside one file


def bar(console: Console) -> Progress:
    """A bar with room for a sentence."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TextColumn("{task.fields[said]}"), console=console, transient=True)


class Show(Watch):
    """A person's view of a sync. Use in `with`."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False, soft_wrap=True)
        self._bar = bar(self._console) if self._console.is_terminal else None
        self._task = self._bar.add_task("files", total=None, said="") if self._bar else None
        self._total = self._done = self._records = self._bytes = 0
        self._weights: dict[str, int] = {}
        self._weight_done = 0
        self._began = self._said = time.monotonic()
        self._file = ""

    def __enter__(self) -> Show:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def say(self, text: str) -> None:
        self._console.print(text, markup=False)

    def note(self, text: str) -> None:
        self.say(f"note: {text}")

    def planned(self, made: Plan) -> None:
        files = [step.file for step in made.steps]
        self._total = len(files)
        known = all(file.size is not None for file in files)
        self._weights = {file.name: (file.size or 0) if known else 1 for file in files}
        self._began = time.monotonic()
        if not files:
            self.say("nothing new")
            return
        amount = f", {size(sum(self._weights.values()))}" if known else ""
        span_ = files[0].name if len(files) == 1 else f"{files[0].name} to {files[-1].name}"
        self.say(f"{len(files)} {'file' if len(files) == 1 else 'files'} to apply{amount}: {span_}")
        if self._bar and self._task is not None:
            self._bar.update(self._task, total=len(files))

    def fetched(self, count: int) -> None:
        self._bytes += count

    def applying(self, step: Step) -> None:
        self._file = step.file.name
        self._said = time.monotonic()
        self._show(f"{self._file}")

    def progress(self, progress: Counts) -> None:
        self._show(f"{self._file}: {progress.records:,} records")
        if not self._bar and time.monotonic() - self._said > _LINE_EVERY:
            self._said = time.monotonic()
            self.say(f"  {self._file}: {progress.records:,} records so far")

    def applied(self, step: Step, entry: FileEntry) -> None:
        self._done += 1
        self._records += entry.records
        self._weight_done += self._weights.get(entry.name, 0)
        if self._bar and self._task is not None:
            self._bar.update(self._task, completed=self._done)
            self._show(self._ahead().removeprefix("; "))
        else:
            self.say(f"[{self._done}/{self._total}] {in_words(entry)}{self._ahead()}")

    def _show(self, text: str) -> None:
        if self._bar and self._task is not None:
            self._bar.update(self._task, said=text)

    def _ahead(self) -> str:
        elapsed = time.monotonic() - self._began
        left = sum(self._weights.values()) - self._weight_done
        rate = f"; {self._records / elapsed:,.0f} records/s" if elapsed > 1 else ""
        if not left or not self._weight_done or elapsed < 1:
            return rate
        return f"{rate}, about {span(elapsed * left / self._weight_done)} left"


def in_words(entry: FileEntry) -> str:
    """One applied file: "pubmed26n0011.xml.gz: 7 records, 2 deletions"."""
    counts = [f"{entry.records:,} records"]
    counts += [f"{entry.deletions:,} deletions"] if entry.deletions else []
    counts += [f"{entry.problems:,} problems"] if entry.problems else []
    return f"{entry.name}: {', '.join(counts)}"
