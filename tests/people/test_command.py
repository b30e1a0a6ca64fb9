"""`osler user` as administrators and scripts call it, each time in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
PASSWORD = "correct horse battery"


@pytest.fixture
def osler(tmp_path: Path) -> Run:
    def run(*arguments: str, stdin: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("osler")), *arguments]
        env = os.environ | {"OSLER_HOME": str(tmp_path)} | environ
        return subprocess.run(command, input=stdin, env=env, capture_output=True, text=True, check=False)

    return run


@pytest.mark.slow
def test_accounts_are_made_listed_changed_and_deleted(osler: Run) -> None:
    made = osler("user", "add", "Ada@Example.org", "--admin", "--password-stdin", "--json", stdin=f"{PASSWORD}\n")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["role"] == "administrator"
    again = osler("user", "add", "ada@example.org", "--password-stdin", stdin=PASSWORD)
    assert (again.returncode, "already" in again.stderr) == (2, True)
    weak = osler("user", "add", "bea@example.org", "--password-stdin", stdin="password\n")
    assert weak.returncode == 2
    assert "too short" in weak.stderr
    assert osler("user", "add", "bea@example.org", "--no-password").returncode == 0
    assert osler("user", "add", "bea", "--no-password").returncode == 2
    last = osler("user", "role", "ada@example.org", "reader")
    assert (last.returncode, "only administrator" in last.stderr) == (2, True)
    assert osler("user", "role", "bea@example.org", "librarian").returncode == 0
    rows = json.loads(osler("user", "list", "--json").stdout)
    assert [(row["email"], row["role"]) for row in rows] == [
        ("ada@example.org", "administrator"),
        ("bea@example.org", "librarian"),
    ]
    refused = osler("user", "delete", "bea@example.org")
    assert (refused.returncode, "--yes" in refused.stderr) == (2, True)
    assert osler("user", "delete", "bea@example.org", "--yes", "--json").returncode == 0
    assert osler("user", "delete", "bea@example.org", "--yes").returncode == 3
    assert len(json.loads(osler("user", "list", "--json").stdout)) == 1


@pytest.mark.slow
def test_an_invitation_is_a_link(osler: Run) -> None:
    said = osler("user", "add", "cy@example.org", "--invite", "--json", OSLER_BASE_URL="https://osler.example.org")
    link = json.loads(said.stdout)["link"]
    assert link.startswith("https://osler.example.org/account/signup/?invitation=")
    assert json.loads(osler("user", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OSLER_SIGNUP", "everyone"),
        ("OSLER_EMAIL_URL", "pigeon://here"),
        ("OSLER_EMAIL_URL", "mail.example.org"),
        ("OSLER_DATABASE_URL", "mysql://root@localhost/osler"),
        ("DATABASE_URL", "postgres://localhost:port/osler"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(osler: Run, name: str, value: str) -> None:
    said = osler("user", "list", **{name: value})
    assert said.returncode == 2
    assert "OSLER_" in said.stderr
    assert "Traceback" not in said.stderr
