"""What stands before a document's root, and what a file is that has none."""

from __future__ import annotations

import re

from osler.errors import SourceProblem
from osler.pubmed.xml import doctype
from osler.pubmed.xml.window import START, Window

_LARGEST_PROLOG = 1 << 16

NAMESPACE = re.compile(rb"""\s(xmlns(?::[^\s=]+)?)\s*=\s*("[^"]*"|'[^']*')""")
# Passages whose inside is no markup: an end tag within them ends nothing.
PASSAGES = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_UNPACK = "unpack it and load the files in it"
_FETCH = "fetch the records as PubMed XML"
_OTHERS = {
    b"PK\x03\x04": ("a zip archive", _UNPACK),
    b"BZh": ("a bzip2 file", _UNPACK),
    b"\xfd7zXZ\x00": ("an xz file", _UNPACK),
    b"\x28\xb5\x2f\xfd": ("a zstd file", _UNPACK),
    b"PMID-": ("MEDLINE text", _FETCH),
    b"TY  -": ("RIS", _FETCH),
    b"@": ("BibTeX", _FETCH),
    b"{": ("JSON", _FETCH),
    b"[": ("JSON", _FETCH),
}


def root(text: Window) -> tuple[bytes, bytes, bool]:
    """The root's name, the namespaces it declares as attributes, and whether it is empty. Stays before it."""
    if not text.any():
        raise SourceProblem("the file is empty", kind="empty")
    skip_misc(text)
    if text.starts(b"<!DOCTYPE"):
        _skip_doctype(text)
        skip_misc(text)
    if not text.any():
        raise SourceProblem("the file ends before its first element", kind="truncated")
    match = START.fullmatch(text.start_tag()) if text.starts(b"<") else None
    if match is None:
        raise SourceProblem(_what_it_is(text), kind="unrecognised")
    return match[1], b"".join(b" %s=%s" % pair for pair in NAMESPACE.findall(match[2])), bool(match[3])


def _what_it_is(text: Window) -> str:
    """Why this cannot be read, with what helps where the first bytes tell what it is."""
    for start, (what, advice) in _OTHERS.items():
        if text.starts(start):
            return f"this is {what}, not XML; {advice}"
    return "this is not XML"


def _skip_doctype(text: Window) -> None:
    while (size := doctype.length(text.buffer[text.at :])) is None:
        if text.held > _LARGEST_PROLOG:
            raise SourceProblem("its document type declaration has no end", kind="refused")
        if not text.more():
            raise SourceProblem("the file ends in its document type declaration", kind="truncated")
    text.at += size


def skip_misc(text: Window) -> None:
    """Past white space, comments and processing instructions."""
    text.skip_space()
    while opening := next((mark for mark in (b"<!--", b"<?") if text.starts(mark)), None):
        text.at += len(opening)
        text.skip_past(PASSAGES[opening])
        text.skip_space()


def shown(name: bytes) -> str:
    return name[:60].decode("utf-8", "replace")
