"""Osler does not start on a scheme file it cannot use."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

from tests.web.server import free_port


def test_a_scheme_file_that_leaves_something_out_stops_the_start_with_file_and_line(tmp_path: Path) -> None:
    text = resources.files("osler.learning").joinpath("schemes/hospital.toml").read_text("utf-8")
    (tmp_path / "schemes").mkdir()
    file = tmp_path / "schemes" / "ours.toml"
    file.write_text("".join(line for line in text.splitlines(True) if not line.startswith("amount")))
    line = next(n for n, each in enumerate(file.read_text().splitlines(), 1) if each == "[award]")
    done = subprocess.run(
        [str(Path(sys.executable).with_name("osler")), "serve", "--port", str(free_port())],
        env={**os.environ, "OSLER_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode != 0
    assert f"{file}:{line}: award.amount is missing" in done.stderr
    assert "Traceback" not in done.stderr
