"""`osler bench NAME`: the benchmarks of a source checkout, each a file of `bench/` with a `command`."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "bench"


def need(lock: str) -> None:
    """Install what `requirements/LOCK.lock` pins, where that was not done before: "dev", "peers".

    A benchmark calls it before it imports what only measuring needs. Says what it does on standard error, as the
    figures go to standard output. Raises ClickException where it fails, or another environment is in use.
    """
    if Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
        raise click.ClickException(
            f"install requirements/{lock}.lock into {sys.prefix}: it is not the checkout's own environment"
        )
    click.echo(f"Osler: making sure of the packages of requirements/{lock}.lock", err=True)
    done = subprocess.run(["sh", str(ROOT / "tools" / "setup.sh"), lock], stdout=sys.stderr, check=False)
    if done.returncode:
        raise click.ClickException(f"installing requirements/{lock}.lock failed (status {done.returncode}), see above")
    importlib.invalidate_caches()


class _Benches(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        if not FOLDER.is_dir():
            raise click.ClickException("benchmarks come with a source checkout; this is an installed package")
        return sorted(p.stem for p in FOLDER.glob("*.py") if not p.stem.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        root = str(FOLDER.parent)
        if root not in sys.path:
            sys.path.insert(0, root)
        command = _module(f"bench.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list, whatever is installed: nothing is imported for it."""
        rows = [(name, _about(FOLDER / f"{name}.py")) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _module(name: str) -> ModuleType:
    """Import a benchmark, with the packages it measures with. Raises ClickException."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if missing.split(".")[0] in ("bench", "osler"):
            raise
    click.echo(f"Osler: {missing}, which this benchmark measures with, is not installed yet", err=True)
    need("dev")
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise click.ClickException(f"{error.name} is in none of the packages of requirements/dev.lock") from error


def _about(path: Path) -> str:
    """What a file says of itself, on one line, its own name left out."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(said.split("\n\n")[0].partition("`: ")[2].split()) or " ".join(said.split())


@click.group("bench", cls=_Benches)
def command() -> None:
    """Measure: each benchmark prints its figures beside its peers."""
