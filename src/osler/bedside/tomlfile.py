"""TOML with the line each table and key stands on, so that a mistake can be shown where it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from osler.errors import BadInput

_HEADER = re.compile(r"^\s*\[(\[)?\s*([A-Za-z0-9_.\-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+)\s*=")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file. `lines` maps a path like ("result", 1, "interval") to its line, from 1."""

    name: str
    data: Mapping[str, Any]
    lines: Mapping[Path, int]

    def line(self, *path: str | int) -> int:
        """The line of a path, or of the nearest table around it; 1 where nothing is known."""
        while path:
            for place in (path, (*path, 0)):
                if place in self.lines:
                    return self.lines[place]
            path = path[:-1]
        return 1


def parse(text: str, *, name: str) -> Document:
    """The document; numbers with a point are exact decimals. Raises BadInput with TOML's own line."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        raise BadInput(f"{name}: not TOML: {problem}") from problem
    return Document(name, data, _lines(text))


def _lines(text: str) -> dict[Path, int]:
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    inside = ""  # the multi-line string or array a line lies in
    for number, line in enumerate(text.splitlines(), 1):
        if inside:
            inside = "" if inside in line else inside
            continue
        header = _HEADER.match(line)
        if header:
            table = _table(header, counts)
            found[table] = number
            continue
        key = _KEY.match(line)
        if key:
            found[(*table, key[1])] = number
            inside = _opened(line[key.end() :])
    return found


def _table(header: re.Match[str], counts: dict[Path, int]) -> Path:
    path: Path = ()
    names = header[2].split(".")
    for depth, name in enumerate(names):
        path = (*path, name)
        last = depth == len(names) - 1
        if last and header[1]:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _opened(value: str) -> str:
    value = value.strip()
    for quotes in ('"""', "'''"):
        if value.startswith(quotes):
            return "" if quotes in value[3:] else quotes
    if value.startswith("[") and value.count("[") > value.count("]"):
        return "]"
    return ""
