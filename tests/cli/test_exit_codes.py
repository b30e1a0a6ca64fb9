"""The exit codes: one table, documented, and each seen to leave the door."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from tests.cli.door import Osler

from osler import cli, errors
from osler.cli import EXIT_CODES, exit_code

NAMED = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.OslerError)]


def test_the_documentation_has_the_same_table(root: Path) -> None:
    page = (root / "docs" / "CLI.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| .+? \| ([^|]*) \|$", page, re.MULTILINE)
    documented = {name: int(code) for code, names in rows for name in re.findall(r"`(\w+)`", names)}
    assert documented == {kind.__name__: code for kind, code in EXIT_CODES.items()}


def test_every_error_has_a_code_and_none_says_success() -> None:
    assert all(exit_code(kind.__new__(kind)) > 0 for kind in NAMED)
    assert set(EXIT_CODES) == set(NAMED)


@pytest.mark.parametrize("kind", NAMED, ids=lambda kind: kind.__name__)
def test_an_error_leaves_as_a_sentence_and_its_code(
    osler: Osler, monkeypatch: pytest.MonkeyPatch, kind: type[errors.OslerError]
) -> None:
    error = kind("it went wrong", position=3, hint="do this") if kind is errors.BadQuery else kind("it went wrong")

    @click.command()
    def broken() -> None:
        raise error

    monkeypatch.setattr(cli.osler, "get_command", lambda *_: broken)
    said = osler("status")
    assert (said.code, said.out) == (EXIT_CODES[kind], "")
    assert said.err.startswith("osler: it went wrong")
    assert ("do this" in said.err) == (kind is errors.BadQuery)


def test_a_full_disk_wherever_it_is_met_has_its_code(osler: Osler, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def full() -> None:
        with open("/dev/full", "wb", buffering=0) as device:
            device.write(b"x")

    monkeypatch.setattr(cli.osler, "get_command", lambda *_: full)
    assert osler("status").code == 8


def test_what_the_system_refuses_is_a_sentence(osler: Osler, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    @click.command()
    def refused() -> None:
        tmp_path.read_bytes()

    monkeypatch.setattr(cli.osler, "get_command", lambda *_: refused)
    said = osler("status")
    assert (said.code, said.err) == (1, f"osler: {tmp_path}: Is a directory\n")


def test_usage_errors_are_two_and_help_is_zero(osler: Osler) -> None:
    assert osler("no-such-command").code == 2
    assert osler("sync", "--no-such-option").code == 2
    assert osler("--help").code == 0


@pytest.mark.parametrize("name", sorted(set(cli.COMMANDS) - {"serve", "bench", "worker"}))
def test_every_command_that_prints_has_json(name: str) -> None:
    command = cli.osler.get_command(click.Context(cli.osler), name)
    assert command is not None
    inner = command.commands.values() if isinstance(command, click.Group) else [command]
    for each in inner:
        assert "--json" in {option for parameter in each.params for option in parameter.opts}, each.name


def test_a_setting_that_cannot_be_read_is_named(osler: Osler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSLER_QUERY_SECONDS", "soon")
    said = osler("status")
    assert (said.code, "OSLER_QUERY_SECONDS" in said.err) == (2, True)


WAITING = """
import threading, sys
from osler import cli, errors

def slow() -> None:
    threading.Thread(target=threading.Event().wait).start()  # a query that was given up, and runs on for ever
    print("what was found so far")
    raise SystemExit(cli.EXIT_CODES[errors.QueryTooSlow])

cli.main = slow
cli.program()
"""


def test_the_process_does_not_wait_for_a_query_that_was_given_up() -> None:
    done = subprocess.run([sys.executable, "-c", WAITING], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (9, "what was found so far\n")


def test_the_command_that_is_installed_is_the_program(root: Path) -> None:
    assert tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]["osler"] == (
        "osler.cli:program"
    )
