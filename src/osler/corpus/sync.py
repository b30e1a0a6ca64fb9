"""From a mirror's files to the engine: list, decide, fetch, apply; and the yearly change of baseline.

Restarting is free: what was applied stands in the engine's own rows, what was half fetched is taken up
where it stopped, and a new year's generation is gone on with. One sync at a time for a home.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import NamedTuple

from osler.corpus.carry import carry_over
from osler.corpus.damage import damage, said
from osler.corpus.journal import remember
from osler.corpus.load import Loader, Next
from osler.corpus.plan import Plan, Reason, Step, Wish, changed_since, changes_year, plan, still_arriving, to_compare
from osler.engine.lock import held
from osler.engine.protocol import Engine, FileEntry, Progress
from osler.errors import OslerError, SourceProblem
from osler.pubmed.mirror import Listing, Mirror

_ASKED_AT_ONCE = 4  # checksum files
_FETCHED_AHEAD = 2  # files on disk beside the one being applied
_NOTICED_SECONDS = 5.0  # readers look about once a second


class Watch:
    """Told how a sync goes, from more than one thread. This one does not look."""

    def planned(self, made: Plan) -> None: ...

    def note(self, text: str) -> None: ...

    def fetched(self, count: int) -> None:
        """So many more bytes were fetched."""

    def applying(self, step: Step) -> None: ...

    def progress(self, progress: Progress) -> None: ...

    def applied(self, step: Step, entry: FileEntry) -> None: ...


class Applied(NamedTuple):
    reason: Reason
    entry: FileEntry


@dataclass
class Outcome:
    """What a sync did. `error` is what stopped it, None where it reached its end; what was applied stays."""

    source: str
    year: int = 0
    applied: list[Applied] = field(default_factory=list)
    later: int = 0  # files left for next time
    gaps: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)  # files that could not be read to their end, and why
    waiting: str = ""  # why a new year's baseline is not in use yet
    changed_over: bool = False  # a new year's baseline took the old one's place
    seconds: float = 0.0
    error: OslerError | None = None


class _Stopped(Exception):
    """Told to a download that nobody waits for."""


def sync(
    engine: Engine, mirror: Mirror, home: Path, wish: Wish, watch: Watch | None = None, *, keep: bool = False
) -> Outcome:
    """Bring the corpus to what the mirror holds, as far as wished.

    Raises EngineLocked where another sync is at work, MirrorUnreachable or BadInput where nothing could be
    begun. What stops it later is the outcome's `error`. `keep` leaves downloaded files in `home`/downloads.
    """
    began = time.monotonic()
    home.mkdir(parents=True, exist_ok=True)
    run = _Run(mirror, home / "downloads", wish, watch or Watch(), keep)
    with held(home / "sync.lock"):
        remember(home, mirror.address, baseline=wish.baseline, error="stopped before its end")
        listing = mirror.listing()
        if listing.ignored:
            run.note(f"{len(listing.ignored)} files named otherwise were left alone: {', '.join(listing.ignored[:3])}")
        if changes_year(listing, engine.files(), wish):
            run.change_over(engine, listing)
        else:
            run.bring_up(engine, listing)
        remember(home, mirror.address, baseline=wish.baseline, error=str(run.outcome.error or ""))
    run.outcome.seconds = round(time.monotonic() - began, 3)
    return run.outcome


class _Run:
    def __init__(self, mirror: Mirror, downloads: Path, wish: Wish, watch: Watch, keep: bool) -> None:
        self.mirror = mirror
        self.downloads = downloads
        self.wish = wish
        self.watch = watch
        self.keep = keep
        self.outcome = Outcome(mirror.address)

    def note(self, text: str) -> None:
        if text not in self.outcome.notes:
            self.outcome.notes.append(text)
            self.watch.note(text)

    def change_over(self, engine: Engine, listing: Listing) -> None:
        """Fill a new generation while the old one answers, and put it in its place once it is whole."""
        old = engine.files()
        year = max(f.year for f in listing.files if f.folder != "updatefiles")
        new = engine.replacement(f"{year % 100:02}")
        try:
            self.note(f"the baseline of {year} replaces the files loaded before; search goes on with those meanwhile")
            made = self.bring_up(new.engine, listing)
            if self.outcome.error is not None:
                return
            arriving = not self.mirror.lends and still_arriving(listing, year, old, datetime.now(UTC))
            self.outcome.waiting = _why_wait(made, arriving)
            if self.outcome.waiting:
                self.note(f"the old baseline stays in use: {self.outcome.waiting}")
                return
            for text in carry_over(engine, new.engine):
                self.note(text)
            files = new.engine.files()
            new.promote()
            _noticed(engine, files)
            self.outcome.changed_over = True
        finally:
            new.engine.close()

    def bring_up(self, engine: Engine, listing: Listing) -> Plan:
        """Apply to an engine what it lacks."""
        entries = engine.files()
        made = plan(listing, entries, self.wish, self._reissued(listing, entries))
        self.outcome.year, self.outcome.later, self.outcome.gaps = made.year, made.later, made.gaps
        for text in made.notes:
            self.note(text)
        if made.gaps:
            self.note(f"not on the mirror: {', '.join(made.gaps)}; applied when they come, in NLM's order all the same")
        self.watch.planned(made)
        try:
            self._apply(engine, made)
        except OslerError as error:
            self.outcome.error = error
        else:
            self._tidy()
        return made

    def _reissued(self, listing: Listing, entries: Sequence[FileEntry]) -> set[str]:
        """Names of applied files whose published sum is another now."""
        known = {entry.name: entry for entry in entries}
        asked = to_compare(listing, entries)

        def differs(file_at: int) -> bool:
            file = asked[file_at]
            entry = known[file.name]
            try:
                md5 = self.mirror.md5(file)
            except SourceProblem as problem:
                self.note(str(problem))
                return False
            if md5 is None:  # then `load` compares the file itself, where its date is later
                return file.modified is not None and changed_since(file, entry)
            return md5 != entry.md5

        with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
            answers = list(pool.map(differs, range(len(asked))))
        return {file.name for file, again in zip(asked, answers, strict=True) if again}

    def _apply(self, engine: Engine, made: Plan) -> None:
        if not made.steps:
            return
        before = {(entry.name, entry.md5) for entry in engine.files()}
        with Loader(engine, self.note) as loader:
            for step, path, md5, then in self._in_order(made.steps):
                self.watch.applying(step)
                entry = loader.load(path, name=step.file.name, md5=md5, on_progress=self.watch.progress, then=then)
                if (entry.name, entry.md5) not in before:
                    self._tell(step, entry, md5)
                    self._damage(engine, entry)
                if not (self.mirror.lends or self.keep):
                    path.unlink(missing_ok=True)

    def _damage(self, engine: Engine, entry: FileEntry) -> None:
        if problem := damage(engine, entry):
            self.outcome.damaged.append(said(entry, problem))
            self.note(said(entry, problem))

    def _tell(self, step: Step, entry: FileEntry, md5: str | None) -> None:
        self.outcome.applied.append(Applied(step.reason, entry))
        self.watch.applied(step, entry)
        if step.reason is Reason.REISSUED:
            self.note(f"{entry.name}: NLM published it again with another sum; applied again")
        if md5 is None:
            self.note(f"{entry.name}: no .md5 beside it, so its bytes could not be compared with NLM's")

    def _in_order(self, steps: Sequence[Step]) -> Iterator[tuple[Step, Path, str | None, Next]]:
        """Each file whole on this machine, and what tells the next one; while one is applied, the next are fetched."""
        stop = Event()

        def on_bytes(count: int) -> None:
            if stop.is_set():
                raise _Stopped
            self.watch.fetched(count)

        def get(step: Step) -> tuple[Path, str | None]:
            md5 = self.mirror.md5(step.file)
            return self.mirror.fetch(step.file, md5, self.downloads, on_bytes), md5

        def then() -> Path | None:
            fetched = ahead[0][1] if ahead else None
            return fetched.result()[0] if fetched and fetched.done() and not fetched.exception() else None

        rest = iter(steps)
        ahead: deque[tuple[Step, Future[tuple[Path, str | None]]]] = deque()
        with ThreadPoolExecutor(1) as pool:
            try:
                while True:
                    while len(ahead) <= _FETCHED_AHEAD and (step := next(rest, None)):
                        ahead.append((step, pool.submit(get, step)))
                    if not ahead:
                        return
                    step, future = ahead.popleft()
                    yield step, *future.result(), then
            finally:
                stop.set()
                pool.shutdown(wait=False, cancel_futures=True)

    def _tidy(self) -> None:
        """After everything was applied no begun download is worth keeping."""
        if not self.outcome.later and self.downloads.is_dir():
            for part in self.downloads.glob("pubmed*.part"):
                part.unlink(missing_ok=True)


def _noticed(engine: Engine, files: Sequence[FileEntry]) -> None:
    """Let the engine at hand, a reader like any other, come upon what was promoted before it is asked again."""
    deadline = time.monotonic() + _NOTICED_SECONDS
    while engine.files() != files and time.monotonic() < deadline:
        time.sleep(0.05)


def _why_wait(made: Plan, arriving: bool) -> str:
    if made.later:
        return f"{made.later} files of the new one are left for next time"
    if not made.whole:
        return f"the new one has gaps ({', '.join(made.gaps)})"
    return "the new one may still be arriving on the server; try again tomorrow" if arriving else ""
