"""The closing summary of `make test` says what failed, and every check runs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tools.check import Outcome, Step, steps, summary
from tools.encoder import beyond

ROOT = Path(__file__).resolve().parents[1]


def test_every_check_of_the_contract_is_a_step() -> None:
    programs = [step.command[0] for step in steps([])]
    assert programs == ["ruff", "ruff", "lint-imports", "mypy", "pytest", "python", "python"]
    assert [step.command[0] for step in steps(["tests/cite"])] == ["ruff", "ruff", "lint-imports", "mypy", "pytest"]


def test_options_reach_pytest_only() -> None:
    *others, tests = steps(["tests/cite", "-k", "ris"])
    assert tests.command[-3:] == ("tests/cite", "-k", "ris")
    assert not any("tests/cite" in step.command for step in others)


def test_what_the_encoder_needs_beyond_the_others_is_listed_with_its_hashes() -> None:
    one = "one==1 \\\n    --hash=sha256:aa\n"
    two = "two==2 ; python_version < '4' \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    assert beyond(one + two, one) == two
    assert beyond(one + two, "on==1\n") == one + two
    assert beyond(one + two, one + two).strip() == ""


def test_the_summary_names_each_failure() -> None:
    passed, failed = Outcome(Step("style", ()), True, 1.0), Outcome(Step("types", ()), False, 12.34)
    assert summary([passed, failed]).splitlines()[-1] == "1 of 2 checks failed: types."
    assert "FAILED    12.3 s  types" in summary([passed, failed])
    assert summary([passed]).endswith("All checks passed.")


def test_ci_runs_make_test() -> None:
    assert "exec make test" in (ROOT / ".ci/run").read_text("utf-8")
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_a_missing_debian_package_is_named_where_it_cannot_be_installed(tmp_path: Path) -> None:
    (tmp_path / "dpkg-query").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "apt-get").write_text("#!/bin/sh\ntouch $(dirname $0)/called\n")
    for fake in tmp_path.iterdir():
        fake.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "tools/debian.sh"), "browser tests", "chromium"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "Missing for browser tests: chromium. Install with: sudo apt-get install chromium\n"
    assert not (tmp_path / "called").exists()
