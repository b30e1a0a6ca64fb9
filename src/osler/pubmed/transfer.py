"""Getting bytes from a web server that may be slow, stop in the middle, or say "later".

What is worth another try gets a bounded number of them, with growing pauses; a file is taken up
again where it stopped. httpx is known to this file only.
"""

from __future__ import annotations

import errno
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from osler import __version__
from osler.errors import MirrorUnreachable, OutOfSpace, SourceProblem

_RANGE = re.compile(r"bytes (\d+)-\d+/")
_TEXT_MOST = 32 << 20  # bytes; NLM's two listings have under 1 MB
# 404 too: a file listed a moment ago is being replaced.
_WORTH_ANOTHER_TRY = frozenset({404, 408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for. Times in seconds."""

    tries: int = 5  # in a row without one more byte
    total_tries: int = 60  # a server that drops the line again and again ends here
    first_pause: float = 1.0  # doubles with each try in a row
    longest_pause: float = 60.0  # also bounds what a Retry-After may ask
    connect: float = 10.0
    read: float = 30.0  # without a single byte
    window: float = 60.0  # a transfer below `slowest` over this long is dropped and taken up again
    slowest: float = 1024.0  # bytes a second
    sleep: Callable[[float], None] = time.sleep

    def pause(self, failures: int, asked: float | None) -> float:
        """Before the next try, after so many failures in a row; `asked` is the server's Retry-After."""
        wish = asked if asked is not None else self.first_pause * 2 ** (failures - 1)
        return max(0.0, min(wish, self.longest_pause))


class _Failed(Exception):
    """One try that failed; `again` says whether another makes sense."""

    def __init__(self, reason: str, *, again: bool = True, wait: float | None = None, damaged: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.wait = wait
        self.damaged = damaged  # the server answered, but what came is not whole


class Transfer:
    """One connection's worth of patient GETs. `who` names the server in errors."""

    def __init__(self, who: str, patience: Patience) -> None:
        self._who = who
        self._patience = patience
        self._http = httpx.Client(
            headers={"User-Agent": f"osler/{__version__} (PubMed mirror)", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(patience.read, connect=patience.connect),
            follow_redirects=True,
            max_redirects=5,
        )

    def close(self) -> None:
        self._http.close()

    def text(self, url: str, what: str) -> str | None:
        """A small text, None where the server has none (404, 410). Raises MirrorUnreachable."""
        found: list[str] = []

        def once() -> None:
            body = bytearray()
            with self._answer(url, {}, also=(404, 410)) as answer:
                if answer.status_code != 200:
                    return
                for block in self._steady(answer):
                    body += block
                    if len(body) > _TEXT_MOST:
                        raise _Failed("the answer is far too long for what was asked", again=False)
            found.append(body.decode("utf-8", "replace"))

        self._persist(once, what)
        return found[0] if found else None

    def file(
        self, url: str, part: Path, name: str, damage: Callable[[Path], str], on_bytes: Callable[[int], None]
    ) -> None:
        """Fill `part` with a file, going on from what it holds. `damage` says what is wrong with it, "" if nothing.

        Raises SourceProblem where it stays damaged, MirrorUnreachable where the server does not
        give it, OutOfSpace. `on_bytes` is told how many more bytes are here.
        """
        told = 0

        def tell() -> None:
            nonlocal told
            size = part.stat().st_size if part.exists() else 0
            if size > told:
                on_bytes(size - told)
                told = size

        def once() -> None:
            self._more(url, part, tell)
            if reason := damage(part):
                part.unlink()
                raise _Failed(reason, damaged=True)

        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            self._persist(once, name, file=name, progress=lambda: told)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise OutOfSpace(f"{name}: the disk of {part.parent} is full; what was applied stays") from error
            raise SourceProblem(f"cannot be kept in {part.parent}: {error.strerror}", file=name) from error

    def _more(self, url: str, part: Path, tell: Callable[[], None]) -> None:
        """Fetch what is missing of a file, from where the last try stopped if the server can."""
        start = part.stat().st_size if part.exists() else 0
        headers = {"Range": f"bytes={start}-"} if start else {}
        with self._answer(url, headers, also=(206, 416)) as answer:
            if answer.status_code == 416:
                if answer.headers.get("Content-Range") == f"bytes */{start}":
                    return
                part.unlink()
                raise _Failed("the server's file is shorter than what came before")
            match = _RANGE.match(answer.headers.get("Content-Range", ""))
            resumed = answer.status_code == 206 and match is not None and int(match[1]) == start
            if answer.status_code == 206 and not resumed:
                part.unlink(missing_ok=True)
                raise _Failed("the server sent another part of the file than was asked for")
            with part.open("ab" if resumed else "wb") as out:
                for block in self._steady(answer):
                    out.write(block)
                    out.flush()
                    tell()

    def _steady(self, answer: httpx.Response) -> Iterator[bytes]:
        """The body's bytes as sent (never gunzipped on the way); _Failed where they come too slowly."""
        since, came = time.monotonic(), 0
        for block in answer.iter_raw():
            yield block
            came += len(block)
            elapsed = time.monotonic() - since
            if elapsed >= self._patience.window:
                if came / elapsed < self._patience.slowest:
                    raise _Failed(f"too slow: {came} bytes in {elapsed:.0f} s")
                since, came = time.monotonic(), 0

    @contextmanager
    def _answer(self, url: str, headers: dict[str, str], *, also: tuple[int, ...]) -> Iterator[httpx.Response]:
        try:
            with self._http.stream("GET", url, headers=headers) as answer:
                if url.startswith("https:") and answer.url.scheme != "https":
                    raise _Failed(f"redirected to an insecure address ({answer.url.host})", again=False)
                if answer.status_code != 200 and answer.status_code not in also:
                    raise _Failed(
                        f"the server answered {answer.status_code} {answer.reason_phrase}".rstrip(),
                        again=answer.status_code in _WORTH_ANOTHER_TRY,
                        wait=_retry_after(answer.headers.get("Retry-After", "")),
                    )
                yield answer
        except httpx.TooManyRedirects:
            raise _Failed("redirected without end", again=False) from None
        except httpx.UnsupportedProtocol as error:
            raise _Failed("redirected to an address that is not HTTP", again=False) from error
        except httpx.TimeoutException as error:
            raise _Failed(f"no answer in time ({type(error).__name__})") from error
        except httpx.RemoteProtocolError as error:
            raise _Failed(f"cut short: {error}", damaged=True) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _Failed(str(error) or type(error).__name__) from error

    def _persist(
        self, once: Callable[[], None], what: str, *, file: str = "", progress: Callable[[], int] = lambda: 0
    ) -> None:
        """Try until it works or patience ends. A try that brought more of a file starts the count anew."""
        failures, best = 0, progress()
        for tries in range(1, self._patience.total_tries + 1):
            try:
                return once()
            except _Failed as failed:
                failures = failures + 1 if progress() <= best else 1
                best = max(best, progress())
                if not failed.again or failures >= self._patience.tries or tries == self._patience.total_tries:
                    raise self._give_up(failed, what, file, tries) from failed
                self._patience.sleep(self._patience.pause(failures, failed.wait))

    def _give_up(self, failed: _Failed, what: str, file: str, tries: int) -> SourceProblem | MirrorUnreachable:
        after = f" (tried {tries} times)" if tries > 1 else ""
        if failed.damaged and file:
            return SourceProblem(f"{failed.reason}{after}, from {self._who}", file=file)
        return MirrorUnreachable(f"{self._who}: {what}: {failed.reason}{after}")


def _retry_after(text: str) -> float | None:
    """Seconds a server asks to wait, given as a number or as a date; None where it does not."""
    if text.strip().isdecimal():
        return float(text)
    try:
        return (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds() if text else None
    except (ValueError, TypeError):
        return None
