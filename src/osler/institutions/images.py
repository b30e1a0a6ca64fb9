"""Logos: what a file is by its content, not by its name. Pictures that can hold scripts (SVG) are not taken."""

from __future__ import annotations

import struct

from osler.errors import BadInput

LARGEST = 200_000  # bytes
_WIDEST = 4000  # pixels


def kind(data: bytes) -> str:
    """The media type. Raises BadInput for anything but a PNG, JPEG or WebP of sensible size."""
    if len(data) > LARGEST:
        raise BadInput(f"the logo is larger than {LARGEST // 1000} kB")
    for type_, size in (("image/png", _png), ("image/jpeg", _jpeg), ("image/webp", _webp)):
        found = size(data)
        if found:
            if not all(0 < each <= _WIDEST for each in found):
                raise BadInput(f"the logo is {found[0]} × {found[1]} pixels; up to {_WIDEST} are taken")
            return type_
    raise BadInput("the logo is no PNG, JPEG or WebP picture")


def _png(data: bytes) -> tuple[int, int] | None:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or len(data) < 33 or b"IEND" not in data[-16:]:
        return None
    return struct.unpack(">II", data[16:24])


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """From the first frame header; segments before it are stepped over."""
    place = 2
    if data[:2] != b"\xff\xd8":
        return None
    while place + 9 < len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + max(length, 2)
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if data[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
