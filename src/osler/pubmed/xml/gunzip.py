"""Gzip to bytes, a step at a time, so that of a damaged file everything before the damage is given."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from isal import isal_zlib

from osler.errors import SourceProblem

PIECE = 1 << 16  # bytes of output a step; larger gains nothing once the processor's cache is left
_INPUT = 1 << 16

MAGIC = b"\x1f\x8b"
_HEADER_CRC, _EXTRA, _NAME, _COMMENT = 2, 4, 8, 16  # flags, RFC 1952


def gunzip(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    """The contents of every member. `head` is what was already read of `stream`.

    Raises SourceProblem: truncated, corrupt. The checksum is compared after the last piece is given.
    """
    source = _Bytes(stream, head)
    while source.peek(1):
        _skip_header(source)
        yield from _member(source)
        source.skip_zeros()


def _member(source: _Bytes) -> Iterator[bytes]:
    inflate = isal_zlib.decompressobj(wbits=-15)
    checksum = size = 0
    data = first = source.take_any()
    while True:
        try:
            piece = inflate.decompress(data, PIECE)
        except isal_zlib.error as error:  # type: ignore[misc]
            if size == 0:
                yield from _salvaged(first)
            raise SourceProblem(f"the gzip data is damaged: {error}", kind="corrupt") from error
        checksum, size = isal_zlib.crc32(piece, checksum), size + len(piece)
        if piece:
            yield piece
        if inflate.eof:
            source.give_back(inflate.unused_data)
            break
        data = inflate.unconsumed_tail
        if not data and len(piece) < PIECE:
            data = source.take_any()
    if source.take(8) != checksum.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little"):
        raise SourceProblem("the gzip data is damaged: its checksum is another", kind="corrupt")


def _salvaged(data: bytes) -> Iterator[bytes]:
    """What comes before the damage, where that is in the first block: byte for byte, with a decoder that can."""
    inflate = zlib.decompressobj(wbits=-15)
    try:
        for at in range(len(data)):
            if piece := inflate.decompress(data[at : at + 1]):
                yield piece
    except zlib.error:
        return


def _skip_header(source: _Bytes) -> None:
    start = source.take(10)
    if not start.startswith(MAGIC) or start[2] != 8:
        raise SourceProblem("the gzip data is damaged: no gzip header where one should be", kind="corrupt")
    flags = start[3]
    if flags & _EXTRA:
        source.take(int.from_bytes(source.take(2), "little"))
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            while source.take(1) != b"\0":
                pass
    if flags & _HEADER_CRC:
        source.take(2)


class _Bytes:
    """A stream from which one may take an exact number of bytes, or give back."""

    def __init__(self, stream: BinaryIO, head: bytes) -> None:
        self._stream, self._held = stream, head

    def peek(self, count: int) -> bytes:
        """The next bytes, fewer only at the end."""
        while len(self._held) < count and (more := self._stream.read(_INPUT)):
            self._held += more
        return self._held[:count]

    def take(self, count: int) -> bytes:
        found = self.peek(count)
        if len(found) < count:
            raise SourceProblem("the gzip data ends before its end mark", kind="truncated")
        self._held = self._held[count:]
        return found

    def take_any(self) -> bytes:
        """What is at hand, else a block; never nothing."""
        self.peek(1)
        found, self._held = self._held, b""
        if not found:
            raise SourceProblem("the gzip data ends before its end mark", kind="truncated")
        return found

    def give_back(self, data: bytes) -> None:
        self._held = data + self._held

    def skip_zeros(self) -> None:
        """Some writers pad a file."""
        while self.peek(1) == b"\0":
            self._held = self._held.lstrip(b"\0")
