"""One client for questions to other services: short, small, and never into the network Osler stands in.

An address is looked up once, every address it stands for is checked, and the connection goes to the very one that was
checked, for redirects too: a name that changes its mind between check and call gains nothing.
"""

from __future__ import annotations

import contextlib
import email.utils
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import httpcore
import httpx

from osler import __version__

LARGEST = 512 * 1024  # bytes of an answer; Unpaywall's longest are some 100 kB
_REDIRECTS = 3
_AT_ONCE = 2  # questions under way; a worker serves pages with four threads
_REST = 30.0  # seconds a service is left alone after it did not answer in time
_MOST_WAIT = 3600.0  # seconds: a service that asks for more is asked again after an hour


class Failed(Exception):
    """No answer to work with; the text is the end of a sentence: "Unpaywall …"."""


class TooMany(Failed):
    """The service asked not to be asked before `until` (seconds of time.monotonic)."""

    def __init__(self, message: str, until: float) -> None:
        super().__init__(message)
        self.until = until


class Busy(Failed):
    """As many questions are under way as may be: others who read pages need their turn."""


class Answer(NamedTuple):
    status: int
    content_type: str  # lower case, without parameters
    body: bytes


class Client:
    """Safe to share between threads. `private` lets it reach loopback and private addresses (tests)."""

    def __init__(self, seconds: float, *, private: bool = False) -> None:
        self._seconds = seconds
        transport = httpx.HTTPTransport(trust_env=False)
        # Each question has a connection of its own: its deadline is then that of the whole answer.
        transport._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_keepalive_connections=0,
            network_backend=_Guarded(seconds, private=private),
        )
        self._client = httpx.Client(
            transport=transport,
            timeout=seconds,
            follow_redirects=True,
            max_redirects=_REDIRECTS,
            trust_env=False,
            headers={"User-Agent": f"Osler/{__version__}", "Accept": "application/json", "Accept-Encoding": "gzip"},
        )
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._silent: dict[str, float] = {}  # host -> time.monotonic() before which it is not asked

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The whole answer, whatever its status but 429 and 503. Raises Failed for anything else that goes wrong, and
        for a service that is not asked now: it asked for silence, did not answer lately, or others are asking."""
        host = httpx.URL(url).netloc.decode("ascii", "replace")
        self._check_silence(host)
        if not self._turns.acquire(blocking=False):
            raise Busy("is being asked by others; look again in a moment")
        try:
            return self._get(host, url, headers)
        finally:
            self._turns.release()

    def _get(self, host: str, url: str, headers: Mapping[str, str] | None) -> Answer:
        try:
            with self._client.stream("GET", url, headers=dict(headers or {})) as response:
                if response.status_code in (429, 503):
                    self._hush(host, response.headers.get("Retry-After", ""))
                return Answer(response.status_code, _type(response), self._body(response))
        except Failed:
            raise
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, _Refused) as problem:
            if isinstance(problem, httpx.TimeoutException):
                self._leave(host, _REST)
            raise Failed(_told(problem, self._seconds)) from problem

    def close(self) -> None:
        self._client.close()

    def _body(self, response: httpx.Response) -> bytes:
        declared = response.headers.get("Content-Length", "")
        if declared.isdecimal() and int(declared) > LARGEST:
            raise Failed(f"sent {int(declared) // 1024:,} kB, more than the {LARGEST // 1024} kB taken")
        parts: list[bytes] = []
        size = 0
        for part in response.iter_raw():
            size += len(part)
            if size > LARGEST:
                raise Failed(_MORE)
            parts.append(part)
        return _unpacked(b"".join(parts), response.headers.get("Content-Encoding", "").strip().lower())

    def _check_silence(self, host: str) -> None:
        with self._lock:
            until = self._silent.get(host, 0.0)
        if until > time.monotonic():
            raise TooMany(
                f"is not asked for another {_wait(until)}: it asked for that, or did not answer lately", until
            )

    def _hush(self, host: str, retry_after: str) -> None:
        until = self._leave(host, min(seconds_to_wait(retry_after), _MOST_WAIT))
        raise TooMany(f"asks not to be asked for {_wait(until)}", until)

    def _leave(self, host: str, seconds: float) -> float:
        until = time.monotonic() + seconds
        with self._lock:
            self._silent[host] = until
        return until


_MORE = f"sent more than the {LARGEST // 1024} kB taken"


def _unpacked(data: bytes, encoding: str) -> bytes:
    """Never more than LARGEST comes out of it, whatever went in."""
    if encoding in ("", "identity"):
        return data
    if encoding not in ("gzip", "x-gzip"):
        raise Failed(f"sent an encoding nobody asked for ({encoding[:20]})")
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(data, LARGEST + 1)
    except zlib.error as problem:
        raise Failed("sent gzip that cannot be unpacked") from problem
    if len(unpacked) > LARGEST:
        raise Failed(_MORE)
    return unpacked


def seconds_to_wait(retry_after: str, now: datetime | None = None) -> float:
    """Retry-After as seconds: a number, or a date; a minute where it says neither."""
    text = retry_after.strip()
    if text.isdecimal():
        return float(text[:9])
    with contextlib.suppress(ValueError, TypeError):
        when = email.utils.parsedate_to_datetime(text)
        return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())
    return 60.0


def _wait(until: float) -> str:
    seconds = max(1, round(until - time.monotonic()))
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"


def _type(response: httpx.Response) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def _told(problem: Exception, seconds: float) -> str:
    chain: BaseException | None = problem
    while chain is not None:
        if isinstance(chain, _Refused):
            return str(chain)
        chain = chain.__cause__ or chain.__context__
    if isinstance(problem, httpx.TimeoutException):
        return f"did not answer within {seconds:g} s"
    if isinstance(problem, httpx.TooManyRedirects):
        return "sends from one address to the next without end"
    if isinstance(problem, httpx.ConnectError):
        return "could not be reached"
    return "did not answer as it should"


class _Refused(httpcore.ConnectError):
    """An address that is not asked."""


class _Guarded(httpcore.NetworkBackend):
    """Connects only to public addresses, and gives a whole connection its time and no more."""

    def __init__(self, seconds: float, *, private: bool) -> None:
        self._inner = httpcore.SyncBackend()
        self._seconds = seconds
        self._private = private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        deadline = time.monotonic() + self._seconds
        addresses = self._addresses(host, port)
        problem: Exception | None = None
        for address in addresses:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                stream = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                problem = failed
                continue
            return _Timed(stream, deadline)
        raise problem or httpcore.ConnectTimeout()

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as problem:
            raise httpcore.ConnectError(str(problem)) from problem
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        for address in addresses:
            if not self._private and not is_public(address):
                raise _Refused(f"has the address {address}, which is not on the public internet and is not asked")
        return addresses


def is_public(address: str) -> bool:
    """False for loopback, private, link-local, shared, multicast and reserved addresses, also inside IPv6."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class _Timed(httpcore.NetworkStream):
    """Reading and writing end at the connection's deadline, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._left(httpcore.ConnectTimeout)
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _left(self, error: type[Exception]) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise error()
        return left
