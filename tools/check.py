"""Everything CI asks of a change, one step after the other; all of them, also where one fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
# mypy's Django plugin reads the settings; with a key given it makes none in the home of who runs this.
FOR_TYPES = {"OSLER_SECRET_KEY": "types only"}
# Run again on PostgreSQL: what reads and writes the library.
ROOMS = ("people", "library", "learning", "club", "institutions", "desk", "follows")


class Step(NamedTuple):
    name: str
    command: tuple[str, ...]


class Outcome(NamedTuple):
    step: Step
    passed: bool
    seconds: float


def steps(pytest_options: list[str]) -> tuple[Step, ...]:
    """What is run, in order: quick answers first."""
    workers = str(min(4, os.cpu_count() or 1))
    checks: tuple[Step, ...] = (
        Step("style (ruff check)", ("ruff", "check", ".")),
        Step("layout (ruff format)", ("ruff", "format", "--check", ".")),
        Step("imports go down only (import-linter)", ("lint-imports", "--no-logo")),
        Step("types (mypy --strict)", ("mypy",)),
    )
    tests = ("pytest", "-q", "-n", workers, "--dist", "loadfile")
    if pytest_options:  # only some tests were asked for
        return (*checks, Step("tests (pytest)", (*tests, *pytest_options)))
    rooms = [f"tests/{room}" for room in ROOMS if (ROOT / "tests" / room).is_dir()]
    again = ("python", "tools/postgres.py", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow and not browser")
    encoder = ("python", "tools/encoder.py", "pytest", "-q", "-p", "no:cacheprovider", "-m", "encoder", "tests/search")
    return (
        *checks,
        Step("tests (pytest)", (*tests, "-m", "not encoder")),
        Step("the Django apps on PostgreSQL (pytest)", (*again, *rooms)),
        Step("the sentence encoder (pytest)", encoder),
    )


def run(step: Step) -> Outcome:
    print(f"\n== {step.name}", flush=True)
    started = time.monotonic()
    program, *options = step.command
    environment = os.environ | (FOR_TYPES if program == "mypy" else {})
    done = subprocess.run([str(BIN / program), *options], cwd=ROOT, env=environment, check=False)
    return Outcome(step, done.returncode == 0, time.monotonic() - started)


def summary(outcomes: list[Outcome]) -> str:
    """The closing lines: each step with its verdict and seconds, then one sentence."""
    rows = [f"  {'passed' if o.passed else 'FAILED'}  {o.seconds:6.1f} s  {o.step.name}" for o in outcomes]
    failed = [o.step.name for o in outcomes if not o.passed]
    verdict = (
        f"{len(failed)} of {len(outcomes)} checks failed: {', '.join(failed)}." if failed else "All checks passed."
    )
    return "\n".join(["", *rows, "", verdict])


def notes() -> list[str]:
    """What is missing on this machine, so that some tests are skipped."""
    said = []
    if shutil.which("chromium") is None:
        said.append("chromium is missing: browser tests are skipped. Debian: apt-get install chromium")
    if shutil.which("esearch") is None:
        said.append("EDirect is missing: its tests are skipped. Debian: apt-get install ncbi-entrez-direct")
    if not Path("/usr/lib/postgresql").is_dir() and shutil.which("initdb") is None:
        said.append("PostgreSQL is missing: its tests are skipped. Debian: apt-get install postgresql")
    if shutil.which("pdftotext") is None:
        said.append("pdftotext is missing: a PDF's test is skipped. Debian: apt-get install poppler-utils")
    if not (ROOT.parent / "shared" / "data").is_dir():
        said.append("no folder `shared` beside the checkout: tests on real data are skipped")
    return said


def main() -> int:
    outcomes = [run(step) for step in steps(sys.argv[1:])]
    print(summary(outcomes))
    for note in notes():
        print(f"Note: {note}.")
    return 0 if all(o.passed for o in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
