"""Every example runs and prints what stands beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SCRIPTS = sorted([*EXAMPLES.glob("*.py"), *EXAMPLES.glob("*.sh")])


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_prints_what_stands_beside_it(script: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", str(script)] if script.suffix == ".py" else ["sh", "-eu", str(script)]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"OSLER_HOME": str(tmp_path / "home"), "PATH": path}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == script.with_suffix(".txt").read_text("utf-8")


def test_every_example_is_in_the_list() -> None:
    listed = (EXAMPLES / "README.md").read_text("utf-8")
    assert SCRIPTS
    assert all(f"[{script.name}]({script.name})" in listed for script in SCRIPTS)
