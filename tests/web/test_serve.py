"""`osler serve` as an administrator meets it."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from tests.web import papers
from tests.web.server import Served, free_port, served


def test_it_serves_pages_and_files_named_by_their_content(server: Served) -> None:
    page = httpx.get(f"{server.url}/article/{papers.RICH}")
    assert page.status_code == 200
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    assert len(files) >= 8
    for file in files:
        assert re.search(r"\.[0-9a-f]{12}\.", file), f"{file} is not named by its content"
        answer = httpx.get(f"{server.url}{file}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_errors_do_not_show_the_inside(server: Served) -> None:
    answer = httpx.get(f"{server.url}/no/such/page")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    assert "urlpatterns" not in answer.text


def test_the_secret_key_is_kept_and_only_for_its_owner(server: Served, home: Path) -> None:
    key = home / "secret-key"
    assert len(key.read_text()) >= 50
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_it_stops_when_told_after_answering(home: Path) -> None:
    with served(home) as running:
        assert httpx.get(f"{running.url}/healthz").status_code == 200
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=60) == 0
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{running.url}/healthz")


def _refused(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("osler")), "serve", *options]
    return subprocess.run(
        command, env={**os.environ, "OSLER_HOME": str(home)}, capture_output=True, text=True, timeout=30, check=False
    )


def test_a_taken_port_is_told(server: Served, home: Path) -> None:
    done = _refused(home, "--port", server.url.rpartition(":")[2])
    assert done.returncode == 2
    assert "is taken: choose another with --port" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_that_is_not_ours_is_told(home: Path) -> None:
    done = _refused(home, "--host", "192.0.2.1", "--port", str(free_port()))
    assert done.returncode == 2
    assert "cannot be opened" in done.stderr


def test_two_that_start_together_keep_one_key(tmp_path: Path) -> None:
    code = "from pathlib import Path; from osler.keyfile import kept; print(kept(Path('secret-key')))"
    running = [
        subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    keys = {process.communicate(timeout=30)[0] for process in running}
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
