"""Requests as old and simple clients send them, made whole before Django reads them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


def completed(application: Application, *, host: str, most: int) -> Application:
    """A chunked body gets the length that Django asks for (one over `most` bytes is answered with 413); HTTP/1.0
    without a Host header is taken to mean `host`, as a server of one name does."""

    def answer(environ: Environ, start_response: Start) -> Iterable[bytes]:
        if not environ.get("HTTP_HOST") and environ.get("SERVER_PROTOCOL") != "HTTP/1.1":  # Granian says HTTP/1
            environ["HTTP_HOST"] = host
        if _chunked(environ):
            body = environ["wsgi.input"].read(most + 1)
            if len(body) > most:
                start_response("413 Content Too Large", [("Content-Type", "text/plain; charset=utf-8")])
                return [f"A body may have {most:,} bytes\n".encode()]
            environ["wsgi.input"] = io.BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
        return application(environ, start_response)

    return answer


def _chunked(environ: Environ) -> bool:
    return not environ.get("CONTENT_LENGTH") and "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
