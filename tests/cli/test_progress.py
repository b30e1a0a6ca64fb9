"""How a load is shown: a bar on a terminal, plain lines elsewhere, sizes and times for people."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from osler.cli.common import size, span
from osler.cli.progress import Show
from osler.corpus.plan import Plan, Reason, Step
from osler.engine.protocol import FileEntry, Progress
from osler.pubmed.mirror import MirrorFile

STEPS = tuple(
    Step(MirrorFile(f"pubmed26n000{n}.xml.gz", "baseline", 2026, n, size=1_000_000 * n), Reason.NEW) for n in (1, 2)
)


def shown(*, terminal: bool, steps: tuple[Step, ...] = STEPS) -> str:
    screen = io.StringIO()
    with Show(Console(file=screen, force_terminal=terminal, width=120, highlight=False)) as show:
        show.planned(Plan(steps, 2026))
        for step in steps:
            show.fetched(10)
            show.applying(step)
            show.progress(Progress(1000, 0, 0, 5_000_000))
            show.applied(step, FileEntry(step.file.name, "", 1500, 2, 1, step.file.number, ""))
        show.note("[a] note with brackets")
    return screen.getvalue()


def test_elsewhere_each_file_is_a_line() -> None:
    lines = shown(terminal=False).splitlines()
    assert lines[0] == "2 files to apply, 3.0 MB: pubmed26n0001.xml.gz to pubmed26n0002.xml.gz"
    assert lines[1].startswith("[1/2] pubmed26n0001.xml.gz: 1,500 records, 2 deletions, 1 problems")
    assert lines[-1] == "note: [a] note with brackets"


def test_on_a_terminal_a_bar_counts_files() -> None:
    assert "2/2" in shown(terminal=True)


def test_nothing_to_do_is_said() -> None:
    assert "nothing new" in shown(terminal=False, steps=())


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 bytes"), (999, "999 bytes"), (4_708_683, "4.7 MB"), (25 * 10**9, "25.0 GB")]
)
def test_sizes(count: int, text: str) -> None:
    assert size(count) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0 s"), (89, "89 s"), (150, "2 min"), (7500, "2 h 5 min")])
def test_times(seconds: float, text: str) -> None:
    assert span(seconds) == text
