"""Text to tokens, each with its place in the text as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from osler.errors import BadQuery
from osler.search.syntax import tags
from osler.search.syntax.notes import Note, NoteKind


class Type(StrEnum):
    OPEN = "("
    CLOSE = ")"
    WORD = "word"
    QUOTED = "quoted"
    TAG = "tag"
    OPERATOR = "operator"
    COLON = ":"
    HISTORY = "#"


class Token(NamedTuple):
    type: Type
    text: str
    start: int
    end: int


_QUOTES = '"“”„‟«»″＂'
# Characters that are only white space to a search; one for one, so that positions hold.
_BLANK = dict.fromkeys((*range(32), 127, *range(128, 160), 173, *range(8203, 8208), 65279), " ")
_BLANK |= dict.fromkeys((*range(8234, 8239), *range(8288, 8298), *range(55296, 57344)), " ")
_PII = r"[Ss]?\d{4}-?\d{3}[\dXx]\(\d\d\)\d{5}-?[\dXx]"  # a publisher's item: S0140-6736(20)30183-5
_DOI = rf"(?:https?://(?:dx\.)?doi\.org/|doi:)?10\.\d{{4,9}}/(?:[^\s()\[\]{_QUOTES}]|\([^\s()\[\]{_QUOTES}]*\))+"
_PIECE = re.compile(rf"\s+|{_PII}|(?i:{_DOI})|[()]|\[|\]|[{_QUOTES}]|[^\s()\[\]{_QUOTES}]+")
_HISTORY = re.compile(r"#\d{1,18}$")
_TAGGED = re.compile(r"\[([^\[\]]{1,60})\]")
_OPERATORS = ("AND", "OR", "NOT")
_LINES = re.compile(r"^[ \t]*#?1[.):]?[ \t]+\S.*\n\s*#?2[.):]?[ \t]+\S", re.MULTILINE)  # 1. asthma, 2. child
LIMIT = 100_000  # characters of one query


def tokens(text: str, notes: list[Note]) -> list[Token]:
    """The tokens of `text`; what was corrected or ignored on the way goes to `notes`.

    Raises BadQuery for a bracket that never closes or a text beyond LIMIT.
    """
    if len(text) > LIMIT:
        raise BadQuery(
            f"the query has {len(text):,} characters; {LIMIT:,} is the limit",
            position=LIMIT,
            hint="split it: run the parts and join them as #1 OR #2",
        )
    plain = text.translate(_BLANK)
    if any(a != b and a not in "\t\n\r" for a, b in zip(text, plain, strict=True)):
        place = next(i for i, (a, b) in enumerate(zip(text, plain, strict=True)) if a != b and a not in "\t\n\r")
        notes.append(Note(NoteKind.IGNORED, "control characters were read as spaces", place))
    if any(q in plain for q in _QUOTES[1:]):
        place = min(plain.index(q) for q in _QUOTES[1:] if q in plain)
        notes.append(Note(NoteKind.CORRECTED, "typographic quotation marks were read as straight ones", place))
    numbered = _LINES.search(text)
    if numbered:
        message = "lines numbered as in a printed strategy: the numbers were searched as words"
        notes.append(Note(NoteKind.WARNING, message, numbered.start(), "search line by line, then #1 AND #2"))
    return list(_tokens(plain, notes))


def _tokens(text: str, notes: list[Note]) -> Iterator[Token]:
    place, before = 0, False  # before: a term stands directly to the left, so a bracket is its tag
    while place < len(text):
        match = _PIECE.match(text, place)
        assert match is not None, "every character belongs to some piece"
        piece, end = match.group(), match.end()
        if piece in "()" and piece:
            yield Token(Type.OPEN if piece == "(" else Type.CLOSE, piece, place, end)
            before = piece == ")"
        elif piece == "[":
            token, end = _bracket(text, place, before, notes)
            if token:
                yield token
                before = True
        elif piece == "]":
            notes.append(Note(NoteKind.IGNORED, "a ']' without its '[' was ignored", place))
        elif piece in _QUOTES:
            token, end = _quoted(text, place, notes)
            if token:
                yield token
                before = True
        elif not piece.isspace():
            if piece[0] == ":" and len(piece) > 1 and before and place and text[place - 1] in f"]{_QUOTES}":
                end = place + 1  # 2000[dp]:2010[dp]
            token = _word(text[place:end], place, end)
            yield token
            before = token.type in (Type.WORD, Type.HISTORY)
        place = end


def _word(piece: str, start: int, end: int) -> Token:
    if piece in _OPERATORS:
        return Token(Type.OPERATOR, piece, start, end)
    if piece == ":":
        return Token(Type.COLON, piece, start, end)
    if _HISTORY.match(piece):
        return Token(Type.HISTORY, piece, start, end)
    return Token(Type.WORD, piece, start, end)


def _quoted(text: str, start: int, notes: list[Note]) -> tuple[Token | None, int]:
    end = start + 1
    while end < len(text) and text[end] not in _QUOTES:
        end += 1
    inside = text[start + 1 : end]
    tagged = _TAGGED.search(inside)
    if end == len(text) or (tagged and tags.find(tagged.group(1).split(":")[0])):
        notes.append(
            Note(
                NoteKind.CORRECTED,
                "a quotation mark that is never closed was ignored",
                start,
                'close it: "two words"[tiab]',
            )
        )
        return None, start + 1
    if not inside.strip():
        notes.append(Note(NoteKind.IGNORED, "empty quotation marks were ignored", start))
        return None, end + 1
    return Token(Type.QUOTED, " ".join(inside.split()), start, end + 1), end + 1


def _bracket(text: str, start: int, before: bool, notes: list[Note]) -> tuple[Token | None, int]:
    end = text.find("]", start)
    if end < 0:
        raise BadQuery(
            "a '[' is never closed", position=start, hint="a tag stands in brackets behind its term: asthma[tiab]"
        )
    inside = text[start + 1 : end]
    if not before and tags.find(inside.split(":")[0]) is None:
        notes.append(Note(NoteKind.IGNORED, "brackets that hold no search field were ignored, their words kept", start))
        return None, start + 1
    return Token(Type.TAG, inside.strip(), start, end + 1), end + 1
