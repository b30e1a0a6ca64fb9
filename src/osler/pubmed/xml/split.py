"""A file's bytes -> the bytes of each record, without building a tree: one bad record is then only one bad record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from osler.errors import SourceProblem
from osler.pubmed.xml import doctype

LARGEST_RECORD = 32 << 20  # bytes; the longest of PubMed's, with 15,000 collaborators, take under a quarter
_LARGEST_PROLOG = 1 << 16
_LARGEST_TAG = 1 << 16

SETS = frozenset({b"PubmedArticleSet", b"PubmedBookArticleSet", b"BookDocumentSet", b"MedlineCitationSet"})
DELETIONS = frozenset({b"DeleteCitation", b"DeleteDocument"})
RECORDS = frozenset(
    {b"PubmedArticle", b"PubMedArticle", b"PubmedBookArticle", b"BookDocument", b"MedlineCitation", b"NCBIArticle"}
)

_NAME = re.compile(rb"""<([^\s<>/"'=!?]+)""")
_START = re.compile(rb"""<([^\s<>/"'=!?]+)((?:\s+[^\s<>/"'=]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*+)\s*(/?)>""")
_NAMESPACE = re.compile(rb"""\s(xmlns(?::[^\s=]+)?)\s*=\s*("[^"]*"|'[^']*')""")
_SPACE = re.compile(rb"[ \t\r\n]*")
# Passages whose inside is no markup: an end tag within them ends nothing.
_PASSAGES = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_PASSAGE = rb"<!--|<!\[CDATA\[|<\?"


class Element(NamedTuple):
    """One record or deletion list, as bytes that can stand alone."""

    tag: bytes
    xml: bytes


class Oversized(NamedTuple):
    """A record too long to be held; `head` is how it starts."""

    head: bytes


class Stray(NamedTuple):
    """Something directly under the root that no DTD of NLM's has there; skipped."""

    what: str


Piece = Element | Oversized | Stray


def split(chunks: Iterable[bytes]) -> Iterator[Piece]:
    """The children of a document's root, in order, holding no more than one of them.

    Raises SourceProblem where the document cannot be read further, after all that came before.
    """
    text = _Text(chunks)
    root, namespaces, empty = _root(text)
    if root in RECORDS:
        yield _element(text, root, b"")
    elif root not in SETS:
        raise SourceProblem(f"no file of PubMed records: its root is <{_show(root)}>", kind="unrecognised")
    else:
        text.at += len(text.start_tag())
        while not empty and (piece := _next(text, root, namespaces)) is not None:
            yield piece
            if not namespaces and isinstance(piece, Element):
                yield from _alike(text, piece.tag)
    _skip_misc(text)
    if text.any():
        raise SourceProblem(f"there is more after the end of <{_show(root)}>", kind="trailing")


class _Text:
    """A window on the document: `buffer[at:]` is what was fetched and not yet used."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self.buffer = b""
        self.at = 0

    def more(self) -> bool:
        for chunk in self._chunks:
            if chunk:
                self.buffer, self.at = self.buffer[self.at :] + chunk, 0
                return True
        return False

    def any(self) -> bool:
        return self.at < len(self.buffer) or self.more()

    def starts(self, prefix: bytes) -> bool:
        while len(self.buffer) - self.at < len(prefix) and self.more():
            pass
        return self.buffer.startswith(prefix, self.at)

    def skip_space(self) -> None:
        while True:
            found = _SPACE.match(self.buffer, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.buffer) or not self.more():
                return

    def start_tag(self) -> bytes:
        """The start tag here, as far as it is one: at least `<`."""
        while self.buffer.find(b">", self.at) < 0 and len(self.buffer) - self.at < _LARGEST_TAG:
            if not self.more():
                break
        whole = _START.match(self.buffer, self.at)
        if whole:
            return whole.group()
        name = _NAME.match(self.buffer, self.at)
        return name.group() if name else b"<"


def _root(text: _Text) -> tuple[bytes, bytes, bool]:
    """The root's name, the namespaces it declares as attributes, and whether it is empty. Stays before it."""
    if not text.any():
        raise SourceProblem("the file is empty", kind="empty")
    _skip_misc(text)
    if text.starts(b"<!DOCTYPE"):
        _skip_doctype(text)
        _skip_misc(text)
    if not text.any():
        raise SourceProblem("the file ends before its first element", kind="truncated")
    tag = text.start_tag()
    match = _START.fullmatch(tag)
    if match is None:
        if _NAME.match(tag) and not text.more():
            raise SourceProblem("the file ends in its first tag", kind="truncated")
        raise SourceProblem("this is not XML", kind="unrecognised")
    return match[1], b"".join(b" %s=%s" % pair for pair in _NAMESPACE.findall(match[2])), bool(match[3])


def _skip_doctype(text: _Text) -> None:
    while (size := doctype.length(text.buffer[text.at :])) is None:
        if len(text.buffer) - text.at > _LARGEST_PROLOG:
            raise SourceProblem("its document type declaration has no end", kind="refused")
        if not text.more():
            raise SourceProblem("the file ends in its document type declaration", kind="truncated")
    text.at += size


def _skip_misc(text: _Text) -> None:
    """Past white space, comments and processing instructions."""
    while True:
        text.skip_space()
        opening = next((mark for mark in (b"<!--", b"<?") if text.starts(mark)), None)
        if opening is None:
            return
        while (end := text.buffer.find(_PASSAGES[opening], text.at + len(opening))) < 0:
            if len(text.buffer) - text.at > LARGEST_RECORD:
                raise SourceProblem("a comment or instruction has no end", kind="malformed")
            if not text.more():
                raise SourceProblem("the file ends in a comment or instruction", kind="truncated")
        text.at = end + len(_PASSAGES[opening])


def _next(text: _Text, root: bytes, namespaces: bytes) -> Piece | None:
    """The next child of the root, or None past the root's end tag."""
    _skip_misc(text)
    if not text.any():
        raise SourceProblem(f"the file ends before </{_show(root)}>", kind="truncated")
    if text.starts(b"</"):
        return _end_tag(text, root)
    name = _NAME.match(text.start_tag())
    return _element(text, name[1], namespaces) if name else _stray_text(text)


def _alike(text: _Text, tag: bytes) -> Iterator[Element]:
    """The elements that follow at once, are wholly here and plain: nearly all. The rest is for `_next`."""
    opening, closing = b"<" + tag + b">", b"</" + tag + b">"
    buffer = text.buffer
    while True:
        start = buffer.find(b"<", text.at)
        if not buffer.startswith(opening, start) or buffer[text.at : start].strip():
            return
        end = buffer.find(closing, start)
        if end < 0 or _hides(buffer, start, end):
            return
        text.at = end + len(closing)
        yield Element(tag, buffer[start : text.at])


def _end_tag(text: _Text, root: bytes) -> Stray | None:
    while (end := text.buffer.find(b">", text.at)) < 0:
        if len(text.buffer) - text.at > _LARGEST_TAG or not text.more():
            raise SourceProblem(f"the file ends before </{_show(root)}>", kind="truncated")
    name = text.buffer[text.at + 2 : end].strip()
    text.at = end + 1
    return None if name == root else Stray(f"end tag </{_show(name)}>")


def _stray_text(text: _Text) -> Stray:
    shown = text.buffer[text.at : text.at + 40]
    text.at += 1
    while (next_tag := text.buffer.find(b"<", text.at)) < 0:
        text.at = len(text.buffer)
        if not text.more():
            break
    text.at = max(next_tag, text.at)
    return Stray(f"text {shown.decode('utf-8', 'replace')!r}")


def _element(text: _Text, tag: bytes, namespaces: bytes) -> Piece:
    """The element here and past it; what is too long to be held is passed over."""
    known = tag in RECORDS or tag in DELETIONS
    limit = LARGEST_RECORD if known else 0
    start = text.start_tag()
    head = text.buffer[text.at : text.at + 4096]
    done = len(start)
    end = text.at + done if start.endswith(b"/>") else -1
    dropped = False
    while end < 0:
        end, resume = _find_end(text.buffer, text.at + done, tag)
        if end >= 0:
            break
        done = resume - text.at
        if len(text.buffer) - text.at > limit:
            dropped, done = True, 0
            text.at = resume
            if len(text.buffer) - text.at > LARGEST_RECORD:
                raise SourceProblem("a comment or CDATA section has no end", kind="malformed")
        if not text.more():
            raise SourceProblem("the file ends in the middle of a record", kind="truncated")
    xml = text.buffer[text.at : end]
    text.at = end
    if not known:
        return Stray(f"element <{_show(tag)}>")
    if dropped or len(xml) > LARGEST_RECORD:
        return Oversized(head)
    return Element(tag, _declare(xml, start, namespaces) if namespaces else xml)


def _find_end(buffer: bytes, start: int, tag: bytes) -> tuple[int, int]:
    """Where the element's end tag ends (or -1), and from where to look on once there is more."""
    quick = b"</" + tag + b">"
    end = buffer.find(quick, start)
    if end >= 0 and not _hides(buffer, start, end):
        return end + len(quick), start
    token = re.compile(_PASSAGE + rb"|</" + re.escape(tag) + rb"[ \t\r\n]*>")
    while found := token.search(buffer, start):
        closing = _PASSAGES.get(found.group())
        if closing is None:
            return found.end(), start
        end = buffer.find(closing, found.end())
        if end < 0:
            return -1, found.start()
        start = end + len(closing)
    # A token may have been cut; it would start with the last "<".
    return -1, max(start, buffer.rfind(b"<", start))


def _hides(buffer: bytes, start: int, end: int) -> bool:
    """True where a comment, CDATA or instruction stands: within it an end tag would be none.

    One memchr each: most records have no "!" or "?" at all.
    """
    return (buffer.find(b"!", start, end) >= 0 and buffer.find(b"<!", start, end) >= 0) or (
        buffer.find(b"?", start, end) >= 0 and buffer.find(b"<?", start, end) >= 0
    )


def _declare(xml: bytes, start: bytes, namespaces: bytes) -> bytes:
    """The element with the namespaces its parent declared, so that it means the same alone."""
    own = {name for name, _ in _NAMESPACE.findall(start)}
    missing = b"".join(b" %s=%s" % pair for pair in _NAMESPACE.findall(namespaces) if pair[0] not in own)
    name = _NAME.match(start)
    cut = name.end() if name else 0
    return xml[:cut] + missing + xml[cut:]


def _show(name: bytes) -> str:
    return name[:60].decode("utf-8", "replace")
