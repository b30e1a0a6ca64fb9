"""Files of test collections, whoever wrote them: gzip or not, in any encoding; refused by file and line."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from osler.errors import BadInput, SourceProblem

_GZIP = b"\x1f\x8b"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UNDECODED = re.compile("[\udc80-\udcff]")  # how `surrogateescape` keeps a byte that is not UTF-8


def find(folder: Path, name: str) -> Path | None:
    """The file, or its gzip."""
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines that are not blank, with their number from 1. Raises BadInput, SourceProblem (a damaged gzip)."""
    number = 0
    try:
        with _open(path) as file:
            for number, line in enumerate(file, 1):
                if bad := _UNDECODED.search(line):
                    raise BadInput(f"{path}, line {number}: not UTF-8 (byte 0x{ord(bad[0]) - 0xDC00:02x})")
                if line.strip():
                    yield number, line
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise SourceProblem(f"damaged gzip after line {number}: {problem}", file=str(path)) from None
    except UnicodeError as problem:
        raise BadInput(f"{path}, after line {number}: {problem}") from None


def objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """JSON objects, one a line, each with where it stands. Raises as `lines`."""
    for number, line in lines(path):
        where = f"{path}, line {number}"
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise BadInput(f"{where}: not JSON: {problem}") from None
        if not isinstance(value, dict):
            raise BadInput(f"{where}: one JSON object a line is wanted, here is {line.strip()[:60]}")
        yield where, value


def text(path: Path) -> str:
    """A whole file, line ends as they are; what is not UTF-8 is taken for the Windows code page Excel writes."""
    try:
        with _open(path) as file:
            found = file.read()
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise SourceProblem(f"damaged gzip: {problem}", file=str(path)) from None
    except UnicodeError as problem:
        raise BadInput(f"{path}: {problem}") from None
    if _UNDECODED.search(found):
        found = found.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return found if "\n" in found else found.replace("\r", "\n")


@contextmanager
def _open(path: Path) -> Iterator[TextIO]:
    """By what the file begins with, not by what it is called."""
    with path.open("rb") as raw, gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == _GZIP else raw as source:
        encoding = "utf-16" if source.peek(2)[:2] in _UTF16 else "utf-8-sig"
        with io.TextIOWrapper(source, encoding, errors="surrogateescape", newline="") as file:
            yield file
