"""The network is off in tests, also for what a test starts; loopback works."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys

import httpx
import pytest
from sitecustomize import is_loopback

OUTSIDE = "192.0.2.1"  # TEST-NET-1, RFC 5737: nobody's


def test_a_connection_outside_is_refused() -> None:
    with socket.socket() as s, pytest.raises(ConnectionRefusedError, match="blocked in tests"):
        s.connect((OUTSIDE, 80))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(ConnectionRefusedError, match="blocked in tests"):
        socket.getaddrinfo("example.org", 443)


def test_clients_built_on_sockets_are_refused_too() -> None:
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://{OUTSIDE}/", trust_env=False)
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(asyncio.open_connection(OUTSIDE, 80))


def test_a_subprocess_is_refused_too() -> None:
    code = f"import socket; socket.create_connection(({OUTSIDE!r}, 80), 5)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "blocked in tests" in done.stderr


def test_loopback_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2], 5):
        pass


@pytest.mark.parametrize(
    ("host", "free"),
    [
        *[
            ("127.0.0.1", True),
            ("127.8.9.1", True),
            ("::1", True),
            (b"localhost", True),
            ("0.0.0.0", True),
            (None, True),
        ],
        *[("10.0.0.1", False), ("fe80::1%eth0", False), ("localhost.example.org", False), ("1.1.1.1", False)],
    ],
)
def test_what_counts_as_loopback(host: object, free: bool) -> None:
    assert is_loopback(host) is free
