"""A small real web server on loopback that lists folders as NLM's does, and misbehaves as it is told."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Misbehaviour = Callable[["_Handler", bytes], bool]  # True where it answered in the server's place


class NlmServer:
    """Files by path ("/pubmed/baseline/x"), a log of requests, and what goes wrong at which path."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.dates: dict[str, str] = {}
        self.requests: list[tuple[str, str]] = []  # path, Range header
        self.wrong: dict[str, list[Misbehaviour]] = defaultdict(list)  # one is used up by each request
        self.ranges = True
        self.address = ""

    def add(self, folder: str, name: str, data: bytes, *, md5: str | None = "", date: str = "") -> None:
        """A file with its sum beside it; `md5` None leaves the sum out, a text replaces it."""
        path = f"/pubmed/{folder}/{name}"
        self.files[path] = data
        self.dates[path] = date
        if md5 is not None:
            self.files[path + ".md5"] = f"MD5({name})= {md5 or hashlib.md5(data).hexdigest()}\n".encode()

    def asked(self, name: str) -> list[str]:
        """The Range header of each request for a file, in order; "" where there was none."""
        return [wanted for path, wanted in self.requests if path.endswith("/" + name)]

    def index(self, folder: str) -> str | None:
        """The page of a folder as Apache writes it at NLM; None where nothing lies in it."""
        inside = sorted({p[len(folder) :].split("/")[0] + ("/" if "/" in p[len(folder) :] else "") for p in self.files
                         if p.startswith(folder)})  # fmt: skip
        if not inside:
            return None
        rows = [f'<a href="{n}">{n}</a>   {self.dates.get(folder + n) or "2025-12-12 16:02"}   19M  ' for n in inside]
        head = '<a href="?C=N;O=D">Name</a> <a href="?C=M;O=A">Last modified</a><hr><a href="/">Parent Directory</a>'
        return "<html><body><pre>" + "\n".join([head, *rows]) + "</pre></body></html>"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    nlm: NlmServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that were killed hang up; that is not this server's trouble."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        nlm = self.server.nlm
        wanted = self.headers.get("Range", "")
        nlm.requests.append((self.path, wanted))
        data = nlm.files.get(self.path)
        if data is None and self.path.endswith("/") and (page := nlm.index(self.path)) is not None:
            data = page.encode()
        if nlm.wrong[self.path] and nlm.wrong[self.path].pop(0)(self, data or b""):
            return
        if data is None:
            self.reply(404, b"not here")
        elif wanted and nlm.ranges and not self.path.endswith("/"):
            self.part(data, int(wanted.removeprefix("bytes=").removesuffix("-")))
        else:
            self.reply(200, data)

    def part(self, data: bytes, start: int) -> None:
        if start >= len(data):
            self.reply(416, b"", {"Content-Range": f"bytes */{len(data)}"})
        else:
            self.reply(206, data[start:], {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"})

    def reply(self, status: int, body: bytes, headers: dict[str, str] | None = None, length: int | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def status(code: int, **headers: str) -> Misbehaviour:
    """Answers with a status and nothing else."""

    def answer(handler: _Handler, data: bytes) -> bool:
        handler.reply(code, b"", {name.replace("_", "-"): value for name, value in headers.items()})
        return True

    return answer


def cut_after(count: int) -> Misbehaviour:
    """Promises all that was asked for, sends `count` bytes of it and hangs up."""

    def answer(handler: _Handler, data: bytes) -> bool:
        wanted = handler.headers.get("Range", "")
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and handler.server.nlm.ranges else 0
        left = data[start:]
        headers = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
        handler.reply(206 if start else 200, left[:count], headers, length=len(left))
        handler.close_connection = True
        return True

    return answer


def trickle(pause: float) -> Misbehaviour:
    """Sends a byte, waits, sends the next…, until the client hangs up."""

    def answer(handler: _Handler, data: bytes) -> bool:
        handler.reply(200, b"", length=len(data))
        try:
            for at in range(len(data)):
                handler.wfile.write(data[at : at + 1])
                handler.wfile.flush()
                time.sleep(pause)
        except OSError:
            pass
        handler.close_connection = True
        return True

    return answer


def other(data: bytes, **headers: str) -> Misbehaviour:
    """Answers 200 with other bytes than the file's."""

    def answer(handler: _Handler, _: bytes) -> bool:
        handler.reply(200, data, {name.replace("_", "-"): value for name, value in headers.items()})
        return True

    return answer


@contextmanager
def running() -> Iterator[NlmServer]:
    nlm = NlmServer()
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.nlm = nlm
        nlm.address = f"http://127.0.0.1:{server.server_address[1]}/pubmed"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield nlm
        finally:
            server.shutdown()
            thread.join()
