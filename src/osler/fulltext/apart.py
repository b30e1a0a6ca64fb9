"""An address taken apart, so that a librarian sees what was made of a template: addresses inside addresses too."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit


class Part(NamedTuple):
    depth: int  # 0: the address itself, 1: one inside it, …
    name: str
    value: str


_DEEPEST = 4


def apart(url: str, depth: int = 0) -> list[Part]:
    """Scheme, host, path and every decoded pair of the query, in order."""
    if url.startswith("mailto:"):
        to, _, query = url.removeprefix("mailto:").partition("?")
        return [Part(depth, "to", unquote(to)), *(Part(depth, key, value) for key, value in parse_qsl(query))]
    parts = urlsplit(url)
    found = [Part(depth, "scheme", parts.scheme), Part(depth, "host", parts.netloc)]
    if parts.path not in ("", "/"):
        found.append(Part(depth, "path", unquote(parts.path)))
    raw = re.search(r"(?:^|&)(q?url)=(https?://.*)", parts.query)  # EZproxy: the rest is the address, whatever it holds
    if raw and depth < _DEEPEST:
        found.append(Part(depth, raw[1], raw[2]))
        return found + apart(raw[2], depth + 1)
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        found.append(Part(depth, key, value))
        if value.startswith(("http://", "https://")) and depth < _DEEPEST:
            found.extend(apart(value, depth + 1))
    return found
