"""A file's bytes: unpacked where they are gzip, as UTF-8 whatever they were, in pieces of bounded size."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from osler.errors import SourceProblem
from osler.pubmed.xml.gunzip import MAGIC, PIECE, gunzip

_DECLARED = re.compile(rb"""^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECLARATION = re.compile(rb"^\s*<\?xml\s[^>]*\?>")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BY_FIRST_BYTES = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
# Python also calls idna, rot13 or unicode_escape encodings; a document is written in none of them.
_TRUSTED = re.compile(
    r"utf-?(8|16|32)|us-?ascii|iso-?8859|latin|windows-?\d|cp\d|koi8|mac|euc|shift.?jis|big5|gb", re.I
)


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    """The stream of a path, closed afterwards; a stream is handed through and left open."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield stream
    else:
        yield source


def unpacked(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes, gunzipped where the first two say so. Raises SourceProblem (truncated, corrupt, unreadable)."""
    try:
        head = b""
        while len(head) < len(MAGIC) and (more := stream.read(len(MAGIC) - len(head))):
            head += more
        if head == MAGIC:
            yield from gunzip(stream, head)
            return
        if head:
            yield head
        while piece := stream.read(PIECE):
            yield piece
    except OSError as error:
        raise SourceProblem(f"cannot be read: {error}", kind="unreadable") from error


def utf8(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same text as UTF-8 without byte order mark or XML declaration. Raises SourceProblem (encoding)."""
    source = iter(pieces)
    head = b""
    for piece in source:
        head += piece
        if len(head) >= 256:
            break
    encoding, head = _encoding(head)
    if encoding == "utf-8":
        yield _DECLARATION.sub(b"", head, count=1)
        yield from source
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        yield _DECLARATION.sub(b"", decoder.decode(head).encode(), count=1)
        for piece in source:
            yield decoder.decode(piece).encode()
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise SourceProblem(f"the text is not the {encoding} it says it is: {error}", kind="encoding") from error


def _encoding(head: bytes) -> tuple[str, bytes]:
    """The name of the encoding, and the head without its byte order mark."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, head[len(mark) :]
    for first, name in _BY_FIRST_BYTES:
        if head.startswith(first):
            return name, head
    declared = _DECLARED.match(head)
    if declared is None:
        return "utf-8", head
    name = declared.group(1).decode("ascii")
    try:
        known = codecs.lookup(name).name if _TRUSTED.match(name) else ""
    except LookupError:
        known = ""
    if not known:
        raise SourceProblem(f"unknown encoding {name!r}", kind="encoding")
    # An ASCII-readable head cannot be UTF-16; what calls itself so without a mark is UTF-8 in practice.
    return ("utf-8" if known in ("ascii", "utf-8") or known.startswith(("utf-16", "utf-32")) else known), head
