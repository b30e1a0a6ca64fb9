"""A file's bytes -> the bytes of each record, without building a tree: one bad record is then only one bad record."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from osler.errors import SourceProblem
from osler.pubmed.xml.prolog import NAMESPACE, PASSAGES, shown, skip_misc
from osler.pubmed.xml.prolog import root as document_root
from osler.pubmed.xml.window import LONGEST_TAG, NAME, START, Window

LARGEST_RECORD = 16 << 20  # bytes; 15,000 collaborators with their addresses take a third

SETS = frozenset({b"PubmedArticleSet", b"PubmedBookArticleSet", b"BookDocumentSet", b"MedlineCitationSet"})
DELETIONS = frozenset({b"DeleteCitation", b"DeleteDocument"})
RECORDS = frozenset(
    {b"PubmedArticle", b"PubMedArticle", b"PubmedBookArticle", b"BookDocument", b"MedlineCitation", b"NCBIArticle"}
)

_PMID = re.compile(rb"<PMID[^>]{0,80}>\s*(\d{1,10})\s*<")
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

    Answers of efetch written one after the other into a file are read one after the other; what stands between them
    (an error message, as a rule) is a Stray.
    Raises SourceProblem where the document cannot be read further, after all that came before.
    """
    text = Window(chunks)
    root, namespaces, empty = document_root(text)
    if root not in RECORDS and root not in SETS:
        raise SourceProblem(f"no file of PubMed records: its root is <{shown(root)}>", kind="unrecognised")
    yield from _document(text, root, namespaces, empty=empty)
    while _more(text):
        if text.starts(b"<"):
            root, namespaces, empty = _following(text, root)
            yield from _document(text, root, namespaces, empty=empty)
            continue
        stray = _stray_text(text)
        if not text.any():
            raise _trailing(root)
        yield stray


def _document(text: Window, root: bytes, namespaces: bytes, *, empty: bool) -> Iterator[Piece]:
    """One document from its root on. A root that is no set of NLM's is one piece, whatever it is."""
    if root not in SETS:
        yield _element(text, root, b"")
        return
    text.at += len(text.start_tag())
    while not empty and (piece := _next(text, root, namespaces)) is not None:
        yield piece
        if not namespaces and isinstance(piece, Element):
            yield from _alike(text, piece.tag)


def _more(text: Window) -> bool:
    """Whether anything but white space, comments and byte order marks follows."""
    skip_misc(text)
    while text.starts(BOM_UTF8):
        text.at += len(BOM_UTF8)
        skip_misc(text)
    return text.any()


def _following(text: Window, before: bytes) -> tuple[bytes, bytes, bool]:
    """The root of a document after another."""
    try:
        return document_root(text)
    except SourceProblem as problem:
        raise (_trailing(before) if problem.kind == "unrecognised" else problem) from problem


def _trailing(root: bytes) -> SourceProblem:
    return SourceProblem(f"there is more after the end of <{shown(root)}>", kind="trailing")


def pmid_in(xml: bytes) -> int | None:
    """The first PMID that stands in a text, whatever the state of the rest."""
    found = _PMID.search(xml)
    return int(found.group(1)) if found else None


def _next(text: Window, root: bytes, namespaces: bytes) -> Piece | None:
    """The next child of the root, or None past the root's end tag."""
    skip_misc(text)
    if not text.any():
        raise SourceProblem(f"the file ends before </{shown(root)}>", kind="truncated")
    if text.starts(b"</"):
        return _end_tag(text, root)
    name = NAME.match(text.start_tag()) if text.starts(b"<") else None
    return _element(text, name[1], namespaces) if name else _stray_text(text)


def _alike(text: Window, tag: bytes) -> Iterator[Element]:
    """The elements that follow at once, are wholly here and plain: nearly all. The rest is for `_next`."""
    opening = b"<" + tag + b">"
    buffer = text.buffer
    while True:
        start = buffer.find(b"<", text.at)
        if not buffer.startswith(opening, start) or buffer[text.at : start].strip():
            return
        end = _plain_end(buffer, start, tag)
        if end < 0:
            return
        text.at = end
        yield Element(tag, buffer[start:end])


def _end_tag(text: Window, root: bytes) -> Stray | None:
    while (end := text.buffer.find(b">", text.at)) < 0:
        if text.held > LONGEST_TAG or not text.more():
            raise SourceProblem(f"the file ends before </{shown(root)}>", kind="truncated")
    name = text.buffer[text.at + 2 : end].strip()
    text.at = end + 1
    return None if name == root else Stray(f"end tag </{shown(name)}>")


def _stray_text(text: Window) -> Stray:
    shown = text.buffer[text.at : text.at + 40].split(b"<")[0] or b"<"
    text.at += 1
    while (following := text.buffer.find(b"<", text.at)) < 0:
        text.at = len(text.buffer)
        if not text.more():
            return Stray(f"text {shown.decode('utf-8', 'replace')!r}")
    text.at = following
    return Stray(f"text {shown.decode('utf-8', 'replace')!r}")


def _element(text: Window, tag: bytes, namespaces: bytes) -> Piece:
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
        if text.held > limit:
            dropped, done = True, 0
            text.at = resume
            if text.held > LARGEST_RECORD:
                raise SourceProblem("a tag, comment or CDATA section has no end", kind="malformed", pmid=pmid_in(head))
        if not text.more():
            raise SourceProblem("the file ends in the middle of a record", kind="truncated", pmid=pmid_in(head))
    xml = text.buffer[text.at : end]
    text.at = end
    if not known:
        return Stray(f"element <{shown(tag)}>")
    if dropped or len(xml) > LARGEST_RECORD:
        return Oversized(head)
    return Element(tag, declare(xml, namespaces) if namespaces else xml)


def _find_end(buffer: bytes, start: int, tag: bytes) -> tuple[int, int]:
    """Where the element's end tag ends (or -1), and from where to look on once there is more."""
    end = _plain_end(buffer, start, tag)
    if end >= 0:
        return end, start
    token = re.compile(_PASSAGE + rb"|</" + re.escape(tag) + rb"[ \t\r\n]*>")
    # As a rule nothing is there that could hide an end, and the piece in hand just ends before it: quickly seen.
    hidden = any(buffer.find(mark, start) >= 0 for mark in (b"</" + tag, b"<!", b"<?"))
    while found := token.search(buffer, start) if hidden else None:
        closing = PASSAGES.get(found.group())
        if closing is None:
            return found.end(), start
        end = buffer.find(closing, found.end())
        if end < 0:
            return -1, found.start()
        start = end + len(closing)
    # A token may have been cut; it would start with the last "<".
    last = buffer.rfind(b"<", start)
    return -1, last if last >= 0 and buffer.find(b">", last) < 0 else len(buffer)


def _plain_end(buffer: bytes, start: int, tag: bytes) -> int:
    """Where the end tag ends, if it is here, without spaces, and nothing before it can hide one; or -1.

    One memchr each for what could: most records have no "!" or "?" at all.
    """
    mark = b"</" + tag
    end = buffer.find(mark, start)
    after = end + len(mark)
    if end < 0 or buffer[after : after + 1] != b">":
        return -1
    if buffer.find(b"!", start, end) >= 0 and buffer.find(b"<!", start, end) >= 0:
        return -1
    if buffer.find(b"?", start, end) >= 0 and buffer.find(b"<?", start, end) >= 0:
        return -1
    return after + 1


def declare(xml: bytes, namespaces: bytes) -> bytes:
    """An element with the namespaces of its surroundings, but those it declares itself."""
    start = START.match(xml) or NAME.match(xml)
    if start is None:
        return xml
    own = {name for name, _ in NAMESPACE.findall(start.group())}
    missing = b"".join(b" %s=%s" % pair for pair in NAMESPACE.findall(namespaces) if pair[0] not in own)
    cut = start.end(1)
    return xml[:cut] + missing + xml[cut:]
