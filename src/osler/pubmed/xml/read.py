"""The two doors: one record's bytes -> its value; a file -> its records, deletions and problems, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from osler.errors import SourceProblem
from osler.model.article import Article, Deletion, Problem, Record, is_pmid
from osler.pubmed.xml.citation import article, fields_of
from osler.pubmed.xml.quick.cut import BULKY, cut
from osler.pubmed.xml.quick.shape import Unusual
from osler.pubmed.xml.source import opened, unpacked, utf8
from osler.pubmed.xml.split import DELETIONS, LARGEST_RECORD, Element, Oversized, declare, pmid_in, split
from osler.pubmed.xml.text import MATHML
from osler.pubmed.xml.tree import tree

Event = Record | Deletion | Problem

# Of XML 1.0, as they stand or as a reference. https://www.w3.org/TR/xml/#charsets
_NO_CHARACTER = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]"
    rb"|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45])|x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF]));"
)
_NOTHING: frozenset[str] = frozenset()
_MATHML = b' xmlns:mml="%s"' % MATHML.encode()


def parse(xml: bytes, *, brief: bool = False, abstract: bool = False) -> Article:
    """The value of one record: a PubmedArticle, PubmedBookArticle, or an older MedlineCitation element.

    With `brief` what a line about the paper needs, in half the time: abstract, headings, substances, keywords, grants,
    conflicts, history and references may be left out as if the record had none; with `abstract` that is there all the
    same.

    Raises SourceProblem, whose `kind` is malformed, no-pmid or refused; entities are never expanded.
    """
    if not xml.startswith(b"<P"):
        xml = _plain(xml)
    left_out = (BULKY - {"abstract"} if abstract else BULKY) if brief else _NOTHING
    return _record(xml, left_out).article


def read(source: Path | BinaryIO) -> Iterator[Event]:
    """Every event of a file in its order: a gzip or plain file of any of NLM's sets, in any encoding.

    Memory does not grow with the file. Where the file cannot be read further, what came before has been
    given and a last Problem says why. A path that cannot be opened is a Problem as well. Which file it is, the caller
    knows.
    """
    for piece in pieces(source):
        if isinstance(piece, Problem):
            yield piece
        else:
            yield from events(*piece)


def pieces(source: Path | BinaryIO) -> Iterator[tuple[Element, int] | Problem]:
    """`read` in two steps, so that the second may run elsewhere: elements with their ordinal, not yet understood."""
    ordinal = 0
    try:
        with opened(source) as stream:
            for piece in split(utf8(unpacked(stream))):
                if isinstance(piece, Element):
                    ordinal += 1
                    yield piece, ordinal
                elif isinstance(piece, Oversized):
                    ordinal += 1
                    yield Problem(
                        "oversized",
                        f"the record is longer than {LARGEST_RECORD >> 20} MB",
                        pmid_in(piece.head),
                        ordinal,
                    )
                else:
                    yield Problem("stray", f"{piece.what} between records was skipped", None, ordinal)
    except SourceProblem as problem:
        yield Problem(problem.kind, problem.reason, problem.pmid, ordinal + 1)
    except OSError as error:
        yield Problem("unreadable", f"cannot be read: {error}", None, None)


def events(piece: Element, ordinal: int) -> Sequence[Event]:
    """What an element says: one record, as a rule."""
    if piece.tag in DELETIONS:
        return list(_deletions(piece.xml, ordinal))
    try:
        return (_record(piece.xml),)
    except SourceProblem as problem:
        return _mended(piece, ordinal) or (
            Problem(problem.kind, problem.reason, pmid_in(piece.xml), ordinal),
            *_run_over(piece, ordinal),
        )


def _mended(piece: Element, ordinal: int) -> tuple[Event, ...]:
    """The record with U+FFFD for what XML has no character for, and a Problem that says so; nothing where that was not
    all that is wrong. As published it is no XML, and nobody could be given it."""
    xml, count = _NO_CHARACTER.subn("\ufffd".encode(), piece.xml)
    if not count:
        return ()
    try:
        record = _record(xml)
    except SourceProblem:
        return ()
    said = f"U+FFFD stands where XML forbids what stood there ({count} times); the record is kept"
    return (Problem("forbidden-character", said, record.article.pmid, ordinal), record)


def _run_over(piece: Element, ordinal: int) -> Iterator[Event]:
    """A record without its end tag ran on into the next. Those on the way have none either; the last has it."""
    starts = [found.start() for found in re.finditer(rb"<%s(?=[\s>/])" % re.escape(piece.tag), piece.xml)][1:]
    for start, end in pairwise([*starts, len(piece.xml)]):
        xml = piece.xml[start:end]
        try:
            yield _record(xml)
        except SourceProblem as problem:
            yield Problem(problem.kind, problem.reason, pmid_in(xml), ordinal)


def _record(xml: bytes, left_out: frozenset[str] = _NOTHING) -> Record:
    try:
        return Record(_article(xml, left_out), xml)
    except SourceProblem:
        if b"<mml:" not in xml or b"xmlns:mml" in xml:
            raise
    # The DTD declares the prefix for whoever reads it; so that the record means the same alone, here it is.
    xml = declare(xml, _MATHML)
    return Record(_article(xml), xml)


def _article(xml: bytes, left_out: frozenset[str] = _NOTHING) -> Article:
    """By the quick way where nothing stands against it; by a tree of the whole otherwise, or if anything is wrong."""
    if _plain_text(xml):
        try:
            return article(cut(xml.decode(), left_out))
        except (Unusual, SourceProblem, UnicodeDecodeError):
            pass
    return article(fields_of(tree(xml)))


def _plain_text(xml: bytes) -> bool:
    """True where an end tag is an end tag (no comment, CDATA or instruction), and text has what text may have."""
    return not (
        (b"!" in xml and b"<!" in xml)
        or (b"?" in xml and b"<?" in xml)
        or _closes_cdata(xml)
        or (b"\xef" in xml and b"\xef\xbf" in xml)  # U+FFFE and U+FFFF, no characters of XML, begin so
    )


def _closes_cdata(xml: bytes) -> bool:
    """Whether "]]>" stands anywhere. One character is found ten times faster than three, and there are few."""
    at = xml.find(b"]")
    while at >= 0:
        if xml.startswith(b"]>", at + 1):
            return True
        at = xml.find(b"]", at + 1)
    return False


def _deletions(xml: bytes, ordinal: int) -> Iterator[Event]:
    try:
        root = tree(xml)
    except SourceProblem as problem:
        yield Problem(problem.kind, f"a list of deletions: {problem.reason}", None, ordinal)
        return
    for el in root:
        text = (el.text or "").strip()
        if el.tag == "PMID" and is_pmid(text):
            yield Deletion(int(text))
        else:
            yield Problem("no-pmid", f"a deletion of {text[:40]!r}, which is no PMID", None, ordinal)


def _plain(xml: bytes) -> bytes:
    """One element as UTF-8 without declaration or document type."""
    pieces = list(split(utf8([xml])))
    if len(pieces) != 1 or not isinstance(pieces[0], Element):
        raise SourceProblem(f"one record was expected, not {len(pieces)}")
    return pieces[0].xml
