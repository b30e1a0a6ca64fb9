"""Text to tokens, each with its place in the text as typed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote_plus

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
# As East Asian keyboards write them: ideographic brackets, and what is otherwise ASCII in full width.
_WIDE = {ord("【"): "[", ord("】"): "]", ord("〔"): "[", ord("〕"): "]", ord("、"): ","}
_WIDE |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if not chr(code - 0xFEE0).isalnum()}
_ESCAPED = re.compile(r"\\")  # \"heart attack\", as it stands in a program; a space to PubMed anywhere
_PII = r"[Ss]?\d{4}-?\d{3}[\dXx]\(\d\d\)\d{5}-?[\dXx]"  # a publisher's item: S0140-6736(20)30183-5
_DOI = rf"(?:https?://(?:dx\.)?doi\.org/|doi:)?10\.\d{{4,9}}/(?:[^\s()\[\]{_QUOTES}]|\([^\s()\[\]{_QUOTES}]*\))+"
_PIECE = re.compile(rf"\s+|{_PII}|(?i:{_DOI})|[()]|\[|\]|[{_QUOTES}]|\|+|[^\s()\[\]|{_QUOTES}]+")
_HISTORY = re.compile(r"#\d{1,18}$")
_NEXT_TAG = re.compile(r"\s*\[(?!\s*\])")  # J Bone Joint Surg [Br][ta]
_LIKE_A_TAG = re.compile(r"[A-Za-z][A-Za-z/ -]+(?::.*)?|\d[a-z]{2,3}")  # titel, 1ua, mhh:noexp
_TAGS_JOINED = re.compile(r"[,;+&|]|\s(?i:or|and)\s")
_EDITORIAL = frozenset({"corrected", "proceedings", "internet", "letter", "editorial", "see comments", "et al"})
_TAGGED = re.compile(r"\[([^\[\]]{1,60})\]")
_ENDS_SO, _BEGINS_SO = re.compile(r"\w+$"), re.compile(r"\w+")
_OPERATORS = ("AND", "OR", "NOT")
_ENCODED = re.compile(r"%(?:2[0-9A-F]|3[A-F]|5[BD]|7C)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:quot|amp|lt|gt|nbsp);")
_ADDRESS = re.compile(r"https?://\S*[?&]term=([^&\s]+)\S*")
_PLUS = re.compile(r"\+(?=(?:AND|OR|NOT)\+)|(?<=\+AND)\+|(?<=\+OR)\+|(?<=\+NOT)\+")  # asthma+AND+child
_LINES = re.compile(r"^[ \t]*#?1[.):]?[ \t]+\S.*\n\s*#?2[.):]?[ \t]+\S", re.MULTILINE)  # 1. asthma, 2. child
LIMIT = 100_000  # characters of one query


def tokens(text: str, notes: list[Note], base: int = 0) -> list[Token]:
    """The tokens of `text`; what was corrected or ignored on the way goes to `notes`. Places count from `base`.

    Raises BadQuery for a bracket that never closes, a text beyond LIMIT, or one copied from an address or from HTML.
    """
    if len(text) > LIMIT:
        raise BadQuery(
            f"the query has {len(text):,} characters; {LIMIT:,} is the limit",
            position=LIMIT,
            hint="split it: run the parts and join them as #1 OR #2",
        )
    said: list[Note] = []
    try:
        found = list(_tokens(_plain(text, said), said))
    except BadQuery as problem:
        raise BadQuery(str(problem), position=problem.position + base, hint=problem.hint) from problem
    notes += [note._replace(position=note.position + base) for note in said]
    return [Token(t.type, t.text, t.start + base, t.end + base) for t in found] if base else found


def _plain(text: str, notes: list[Note]) -> str:
    """The text with every mark that only means white space as a space, one for one."""
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
    wide = plain.translate(_WIDE)
    if wide != plain:
        place = next(i for i, (a, b) in enumerate(zip(plain, wide, strict=True)) if a != b)
        notes.append(Note(NoteKind.CORRECTED, f"'{plain[place]}' was read as '{wide[place]}'", place))
    plain = wide
    _refuse_encoded(plain)
    for pattern, message in (
        (_ENTITY, "{} was read as the mark it stands for"),
        (_PLUS, "'{}' was read as a space"),
        (_ESCAPED, "'{}' was read as a space"),
    ):
        found = pattern.search(plain)
        if found:
            notes.append(Note(NoteKind.CORRECTED, message.format(found[0]), found.start()))
            plain = pattern.sub(_as_long, plain)
    return plain


def _as_long(found: re.Match[str]) -> str:
    """What HTML's name for a mark, or an address's plus, stands for, with spaces behind so that places hold."""
    mark = "" if found[0] in "+\\" else html.unescape(found[0]).replace("\xa0", "")
    return mark.ljust(len(found[0]))


def _refuse_encoded(text: str) -> None:
    """A query as it stands in an address would be searched for its signs: what it says is told."""
    address = _ADDRESS.search(text)
    found = address or (None if any(map(str.isspace, text.strip())) else _ENCODED.search(text))
    if found:
        said = " ".join(unquote_plus(address[1] if address else text).split())
        raise BadQuery("this is written as in an address", position=found.start(), hint=f"write {said}")


def _tokens(text: str, notes: list[Note]) -> Iterator[Token]:
    place, before = 0, False  # before: a term stands directly to the left, so a bracket is its tag
    passed: set[int] = set()  # where brackets end that were said to be ignored
    while place < len(text):
        match = _PIECE.match(text, place)
        assert match is not None, "every character belongs to some piece"
        piece, end = match.group(), match.end()
        if piece in "()" and piece:
            _say_within_a_word(text, place, end, notes)
            yield Token(Type.OPEN if piece == "(" else Type.CLOSE, piece, place, end)
            before = piece == ")"
        elif piece[0] == "|":
            notes.append(Note(NoteKind.CORRECTED, f"'{piece[:9]}' was read as OR", place))
            yield Token(Type.OPERATOR, "OR", place, end)
            before = False
        elif piece == "[":
            token, end = _bracket(text, place, before, notes)
            if token:
                yield token
                before = True
            else:
                passed.add(text.find("]", place))
        elif piece == "]" and place not in passed:
            hint = f"a tag needs both: [{word}]" if (word := _word_before(text, place)) and tags.find(word) else ""
            notes.append(Note(NoteKind.IGNORED, "a ']' without its '[' was ignored", place, hint))
        elif piece in _QUOTES:
            token, end = _quoted(text, place, notes)
            if token:
                yield token
                before = True
        elif piece != "]" and not piece.isspace():
            if piece[0] == ":" and len(piece) > 1 and before and place and text[place - 1] in f"]{_QUOTES}":
                end = place + 1  # 2000[dp]:2010[dp]
            token = _word(text[place:end], place, end)
            yield token
            before = token.type in (Type.WORD, Type.HISTORY)
        place = end


def _word_before(text: str, place: int) -> str:
    return text[max(0, place - 60) : place].rpartition(" ")[2]


def _say_within_a_word(text: str, place: int, end: int, notes: list[Note]) -> None:
    """25(OH)D: to PubMed these are parentheses too."""
    before, after = text[place - 1 : place], text[end : end + 1]
    opens = text[place] == "("
    attached = before if opens else after
    if not attached.isalnum():
        return
    word = _ENDS_SO.search(text, max(0, place - 60), place) if opens else _BEGINS_SO.match(text, end)
    if word and word[0].upper() not in _OPERATORS:
        message = "a parenthesis within a word groups, as any other"
        notes.append(Note(NoteKind.WARNING, message, place, 'in quotation marks it is part of the word: "25(OH)D"'))


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


def _is_of_a_title(text: str, start: int, end: int) -> bool:
    """Brackets that no one means for a tag: benzo[a]pyrene, [18F]FDG, [corrected], a journal's name in English. One
    title in a hundred has some. What may be a tag misspelt is not among them: it is refused, with the likely one."""
    inside = text[start + 1 : end]
    if text[:start].rstrip().lower().endswith("descriptor:"):
        return False  # as the Cochrane Library prints a heading
    if any(tags.find(part) for part in _TAGS_JOINED.split(inside)):
        return False  # asthma[ti,ab]
    return (
        text[end + 1 : end + 2].isalnum()
        or len(inside.split()) > 2
        or inside.strip().lower() in _EDITORIAL
        or not _LIKE_A_TAG.fullmatch(inside)
    )


def _bracket(text: str, start: int, before: bool, notes: list[Note]) -> tuple[Token | None, int]:
    end = text.find("]", start)
    if end < 0:
        raise BadQuery(
            "a '[' is never closed", position=start, hint="a tag stands in brackets behind its term: asthma[tiab]"
        )
    inside = text[start + 1 : end]
    if tags.find(inside.split(":")[0]) is None and (
        not before or _NEXT_TAG.match(text, end + 1) or _is_of_a_title(text, start, end)
    ):
        notes.append(Note(NoteKind.IGNORED, "brackets that hold no search field were ignored, their words kept", start))
        return None, start + 1
    return Token(Type.TAG, inside.strip(), start, end + 1), end + 1
