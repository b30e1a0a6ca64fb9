"""A small real HTTP server on loopback that answers, or fails to, as told."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Service:
    url: str
    act: Act
    asked: list[str] = field(default_factory=list)  # paths with queries
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def service(act: Act) -> Iterator[Service]:
    """`act` may be changed while it runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            told.headers.append(dict(self.headers))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                told.act(self)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *a: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    told = Service(f"http://127.0.0.1:{server.server_address[1]}", act)
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


def gives(body: Any, status: int = 200, kind: str = "application/json", **headers: str) -> Act:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return act


def hangs(seconds: float = 30.0) -> Act:
    def act(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)

    return act


def drips(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then: never silent long enough for a read to time out."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    for _ in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)
