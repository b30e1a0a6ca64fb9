"""The project as files: locked, licensed, nothing overgrown."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def _locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.lock").read_text("utf-8")
    return {canonicalize_name(package): version for package, version in _PIN.findall(text)}


GROUPS: dict[str, list[str]] = PYPROJECT["dependency-groups"]
ASKED = {
    "run": GROUPS["build"],
    "dev": GROUPS["build"] + GROUPS["dev"],
    "dense": GROUPS["build"] + PYPROJECT["project"]["optional-dependencies"]["dense"],
}


@pytest.mark.parametrize("lock", ASKED)
def test_locks_hold_what_pyproject_asks_for(lock: str) -> None:
    pins = _locked(lock)
    for asked in map(Requirement, PYPROJECT["project"]["dependencies"] + ASKED[lock]):
        pinned = pins.get(canonicalize_name(asked.name))
        assert pinned is not None, f"{asked.name} is not locked: run `make lock`"
        assert asked.specifier.contains(pinned, prereleases=True), f"{asked} is locked at {pinned}: run `make lock`"


def test_the_locks_agree() -> None:
    run = _locked("run").items()
    assert run <= _locked("dev").items()
    assert run <= _locked("dense").items()


@pytest.mark.parametrize("lock", ASKED)
def test_every_pin_has_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8").strip())
    assert all("--hash=sha256:" in entry for entry in entries if _PIN.match(entry))


def test_the_licence_is_apache_2_in_full() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert PYPROJECT["project"]["license"] == "Apache-2.0"


def _tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_source_file_is_overgrown() -> None:
    source = [p for p in _tracked() if p.suffix in (".py", ".js", ".html", ".css") and "vendor" not in p.parts]
    long = {p.relative_to(ROOT): n for p in source if (n := p.read_text("utf-8").count("\n")) > 600}
    assert not long
