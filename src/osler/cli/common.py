"""What the commands share: opening the corpus, printing for people or for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from osler import config, wiring
from osler.config import Config
from osler.engine.protocol import Engine

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")


@contextmanager
def corpus(*, create: bool = False) -> Iterator[tuple[Config, Engine]]:
    """The settings in force and the corpus, closed again afterwards."""
    settings = config.read()
    engine = wiring.open_engine(settings, create=create)
    try:
        yield settings, engine
    finally:
        engine.close()


def print_json(value: Any) -> None:
    """One JSON value and a new line; non-ASCII letters as they are."""
    text = json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None)
    print_bytes(text.encode("utf-8", "surrogatepass") + b"\n")


def print_bytes(data: bytes) -> None:
    """Bytes as they are, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def size(count: int) -> str:
    """Bytes for people: "4.7 MB"."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{count} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def span(seconds: float) -> str:
    """A duration for people: "42 s", "3 min", "2 h 5 min"."""
    minutes, hours = round(seconds / 60), int(seconds // 3600)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 90 else f"{hours} h {round(seconds / 60) % 60} min"
