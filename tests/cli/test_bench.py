"""`osler bench`: listed whatever is installed; what only measuring needs comes when it is needed."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from osler.cli import bench

MEASURING = '''"""`osler bench gauge`: how long a piece of string is, beside a ruler.

More about it.
"""

import click
import synthetic_gauge


@click.command("gauge")
def command() -> None:
    click.echo(synthetic_gauge.LENGTH)
'''


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose `setup.sh LOCK` installs one package, and notes that it was asked."""
    for folder in ("bench", "tools", ".venv", "packages"):
        (tmp_path / folder).mkdir()
    (tmp_path / "bench" / "__init__.py").touch()
    (tmp_path / "bench" / "gauge.py").write_text(MEASURING)
    (tmp_path / "bench" / "_helper.py").write_text("raise ImportError\n")
    (tmp_path / "tools" / "setup.sh").write_text(
        f'echo "$1" >>{tmp_path}/asked; echo installing; echo "LENGTH = 7" >{tmp_path}/packages/synthetic_gauge.py\n'
    )
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    monkeypatch.setattr(bench, "FOLDER", tmp_path / "bench")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "packages"), *sys.path])
    for name in [n for n in sys.modules if n == "bench" or n.startswith(("bench.", "synthetic_gauge"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    return tmp_path


def test_every_benchmark_is_listed_without_importing_any(checkout: Path) -> None:
    done = CliRunner().invoke(bench.command, ["--help"])
    assert done.exit_code == 0
    assert "gauge  how long a piece of string is, beside a ruler." in done.stdout
    assert "helper" not in done.stdout
    assert not (checkout / "asked").exists()


def test_every_benchmark_of_this_checkout_says_what_it_does() -> None:
    for path in bench.FOLDER.glob("[!_]*.py"):
        assert len(bench._about(path)) > 20
        assert "\ndef command(" in path.read_text()


def test_what_is_missing_is_installed_and_the_figures_stay_alone_on_standard_output(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bench.command.main(["gauge"], standalone_mode=False)
    out, err = capfd.readouterr()
    assert out == "7\n"
    assert "synthetic_gauge" in err
    assert (checkout / "asked").read_text() == "dev\n"


def test_peers_are_installed_when_a_benchmark_needs_them(checkout: Path) -> None:
    bench.need("peers")
    assert (checkout / "asked").read_text() == "peers\n"


def test_a_failed_installation_is_said(checkout: Path) -> None:
    (checkout / "tools" / "setup.sh").write_text("exit 3\n")
    with pytest.raises(click.ClickException, match=r"failed \(status 3\)"):
        bench.need("peers")


def test_another_environment_is_left_alone(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/somewhere/else")
    with pytest.raises(click.ClickException, match="not the checkout's own environment"):
        bench.need("dev")
    assert not (checkout / "asked").exists()
