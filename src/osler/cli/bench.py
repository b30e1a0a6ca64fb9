"""`osler bench NAME`: the benchmarks of a source checkout, each a file of `bench/` with a `command`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

FOLDER = Path(__file__).resolve().parents[3] / "bench"


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
        command = importlib.import_module(f"bench.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command


@click.group("bench", cls=_Benches)
def command() -> None:
    """Measure: each benchmark prints its figures beside its peers."""
