"""KBART II title lists (NISO RP-9): bytes to lines of holdings, and every line refused with why."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from osler.errors import BadInput
from osler.fulltext import embargo, isbn, issn, spans
from osler.fulltext.holdings import Line
from osler.fulltext.journal import title_key

LARGEST = 200 * 2**20  # bytes of a file; 200,000 lines of 25 columns are about 40 MB
_LONGEST = 2000  # characters of a cell that is kept
_DEPTHS = {"": "", "fulltext": "fulltext", "full text": "fulltext", "ebook": "fulltext"} | {
    "selected articles": "selected articles",
    "selected": "selected articles",
    "abstracts": "abstracts",
    "abstract": "abstracts",
}
COLUMNS = (
    *("publication_title", "print_identifier", "online_identifier", "date_first_issue_online", "num_first_vol_online"),
    *("num_first_issue_online", "date_last_issue_online", "num_last_vol_online", "num_last_issue_online", "title_url"),
    *("first_author", "title_id", "embargo_info", "coverage_depth", "notes", "publisher_name", "publication_type"),
    *("date_monograph_published_print", "date_monograph_published_online", "monograph_volume", "monograph_edition"),
    *("first_editor", "parent_publication_title_id", "preceding_publication_title_id", "access_type"),
)
_OLD = {"coverage_notes": "notes", "issn": "print_identifier", "eissn": "online_identifier"}  # KBART I and its drafts
_OURS = ("nlm_id", "nlm_unique_id", "nlmuniqueid")  # not KBART's: some libraries add NLM's journal id
_NEEDED = ("publication_title", "print_identifier", "online_identifier", "date_first_issue_online")


class Refused(NamedTuple):
    """A line that decides nothing, as the file has it."""

    number: int
    why: str
    text: str


class Note(NamedTuple):
    """Said of a line that was taken, or of the file (0)."""

    number: int
    text: str


_Says = tuple[str, str, str, str, str]  # first date, last date, embargo, access, depth
_Kept = tuple[int, _Says]  # a line's number and what it says


@dataclass(slots=True)
class Reading:
    """A file being read: iterate it once, then look at the notes."""

    name: str
    text: str
    columns: Mapping[str, int]
    delimiter: str
    notes: list[Note] = field(default_factory=list)
    _said: dict[_Says, _Says] = field(default_factory=dict)
    _seen: dict[str, _Kept] = field(default_factory=dict)  # identifier -> its first line
    _more: dict[str, list[_Kept]] = field(default_factory=dict)  # identifier -> all its lines, where there are several

    def __iter__(self) -> Iterator[Line | Refused]:
        lines: Iterable[str] = _split(self.text)
        rows = csv.reader(_balanced(lines) if self.delimiter == "\t" else lines, delimiter=self.delimiter)
        next(rows)
        while True:
            try:
                row = next(rows, None)
            except csv.Error as problem:
                yield Refused(rows.line_num, f"it cannot be taken apart: {problem}", "")
                continue
            if row is None:
                break
            if any(cell.strip() for cell in row):
                yield self._line(rows.line_num, row)
        self._overlaps()

    def _line(self, number: int, row: list[str]) -> Line | Refused:
        try:
            if any(cell.strip() for cell in row[len(self.columns) :]):
                raise BadInput(f"it has {len(row)} columns, the header {len(self.columns)}")
            line = self._taken(number, row)
        except BadInput as problem:
            return Refused(number, str(problem), self.delimiter.join(row)[:_LONGEST])
        says = (line.first_date, line.last_date, line.embargo, line.access, line.depth)
        kept = (number, self._said.setdefault(says, says))  # hundreds of thousands of lines say a few thousand things
        for identifier in {line.print_id, line.online_id} - {""}:
            first = self._seen.setdefault(identifier, kept)
            if first is not kept:
                self._more.setdefault(identifier, [first]).append(kept)
        return line

    def _taken(self, number: int, row: list[str]) -> Line:
        def cell(column: str) -> str:
            place = self.columns.get(column)
            return row[place].strip()[:_LONGEST] if place is not None and place < len(row) else ""

        title = cell("publication_title")
        if not title:
            raise BadInput("publication_title is empty")
        print_id, online_id = self._identifiers(number, cell)
        first, last = cell("date_first_issue_online"), cell("date_last_issue_online")
        if last.lower() in ("present", "current", "ongoing", "9999", "9999-12-31"):
            self.notes.append(Note(number, f"date_last_issue_online '{last}' read as empty, to the present"))
            last = ""
        _check_dates(first, last)
        _check_volumes(first, last, cell("num_first_vol_online"), cell("num_last_vol_online"))
        depth = _DEPTHS.get(cell("coverage_depth").lower())
        if depth is None:
            raise BadInput(f"coverage_depth '{cell('coverage_depth')[:40]}': fulltext, selected articles or abstracts")
        return Line(
            number=number,
            title=title,
            print_id=print_id,
            online_id=online_id,
            title_key=title_key(title),
            nlm_id=next(filter(None, (cell(name) for name in _OURS)), ""),
            first_date=first,
            first_volume=cell("num_first_vol_online")[:40],
            first_issue=cell("num_first_issue_online")[:40],
            last_date=last,
            last_volume=cell("num_last_vol_online")[:40],
            last_issue=cell("num_last_issue_online")[:40],
            embargo=str(embargo.parse(cell("embargo_info"))),
            depth=depth,
            access=_access(cell("access_type")),
            url=web_address(cell("title_url"), "title_url"),
        )

    def _identifiers(self, number: int, cell: Callable[[str], str]) -> tuple[str, str]:
        """Normal ISSNs or ISBNs. Wrong ones are left out with a note where the other is right; else BadInput."""
        found, wrong = ["", ""], []
        for place, column in enumerate(("print_identifier", "online_identifier")):
            text = cell(column)
            if not text:
                continue
            try:
                found[place] = identifier(text)
            except BadInput as problem:
                wrong.append(f"{column}: {problem}")
        if wrong and not any(found):
            raise BadInput("; ".join(wrong))
        self.notes.extend(Note(number, f"{each}; left out") for each in wrong)
        return found[0], found[1]

    def _overlaps(self) -> None:
        """Notes on lines of one journal whose dates overlap: harmless where they say the same, else contradictory."""
        said: dict[Note, None] = {}
        for lines in self._more.values():
            spread = sorted((_bounds(each[1]), each) for each in lines)
            for (one, a), (other, b) in itertools.pairwise(spread):
                if other[0] > one[1]:
                    continue
                differs = "" if a[1][2:] == b[1][2:] else ", and contradicts it (embargo, access or depth differ)"
                same = "says the same as" if a[1] == b[1] else "overlaps with"
                said[Note(max(a[0], b[0]), f"{same} line {min(a[0], b[0])} of this journal{differs}")] = None
        self.notes.extend(sorted(said))
        for each in (self._said, self._seen, self._more):
            each.clear()


def read(data: bytes, name: str) -> Reading:
    """Looks at the file as a whole. Raises BadInput where it is no title list at all: a workbook, HTML, no header,
    a column missing."""
    if len(data) > LARGEST:
        raise BadInput(f"{name} is larger than {LARGEST // 2**20} MB")
    notes: list[Note] = []
    text = _decoded(data, name, notes).replace("\r\n", "\n").replace("\r", "\n")
    header = text.partition("\n")[0]
    delimiter = _delimiter(header, name, notes)
    try:
        columns = _columns(next(csv.reader([header], delimiter=delimiter), []), name, notes)
    except csv.Error as problem:
        raise BadInput(f"{name}: its first line cannot be taken apart: {problem}") from problem
    return Reading(name, text, columns, delimiter, notes)


def identifier(text: str) -> str:
    """A normal ISSN or an ISBN-13. Raises BadInput with what is wrong with it."""
    normal = issn.normal(text)
    if normal:
        if not issn.is_valid(normal):
            right = issn.check_digit(normal[:7])
            raise BadInput(f"the ISSN {text} is mistyped (its check digit would be {right})")
        return normal
    book = isbn.normal(text)
    if book:
        return book
    if re.fullmatch(r"\d{5,7}[\dXx]?", text.strip()):
        raise BadInput(f"'{text}' is no ISSN; Excel takes leading zeros away")
    raise BadInput(f"'{text[:40]}' is no ISSN or ISBN")


_PLAIN = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?:/[A-Za-z0-9._~/?=&%:+;,#-]*)?")  # what nearly all are


def web_address(text: str, column: str) -> str:
    """An http(s) address, or "". Raises BadInput for any other scheme, and for what no browser would follow."""
    if not text or _PLAIN.fullmatch(text):
        return text
    try:
        parts = urlsplit(text)
        bad = parts.scheme not in ("http", "https") or not parts.hostname or bool(parts.username or parts.password)
    except ValueError:
        bad = True
    if bad or re.search(r"[\s\\<>\"\x00-\x1f]", text):
        raise BadInput(f"{column} '{text[:60]}' is no http(s) address")
    return text


def _access(text: str) -> str:
    kind = text.strip().upper()
    if kind in ("", "F", "P"):
        return kind
    raise BadInput(f"access_type '{text[:40]}': F (free) or P (paid)")


def _check_dates(first: str, last: str) -> None:
    begin, end = _named(first, "date_first_issue_online"), _named(last, "date_last_issue_online")
    if begin and end and end.last < begin.first:
        raise BadInput(f"it ends ({last}) before it begins ({first})")


def _named(text: str, column: str) -> spans.Span | None:
    try:
        return spans.parse(text)
    except BadInput as problem:
        raise BadInput(f"{column}: {problem}") from None


def _check_volumes(first: str, last: str, low: str, high: str) -> None:
    """Volumes that run backwards within one year contradict the dates; across years journals do start over."""
    if first[:4] == last[:4] and low.isdecimal() and high.isdecimal() and int(high) < int(low):
        raise BadInput(f"in {first[:4]} it ends with volume {high} and begins with volume {low}")


def _bounds(says: _Says) -> tuple[str, str]:
    begin, end = spans.parse(says[0]), spans.parse(says[1])
    return (begin.first.isoformat() if begin else "", end.last.isoformat() if end else "9999-12-31")


def _split(text: str) -> Iterator[str]:
    """Lines without a copy of the whole."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _balanced(lines: Iterable[str]) -> Iterator[str]:
    """KBART has no quoting, but Excel quotes cells that hold a quotation mark: where marks come in pairs on their line
    they are Excel's, else they are the title's own."""
    for line in lines:
        yield line if line.count('"') % 2 == 0 else line.replace('"', "″")


_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def _decoded(data: bytes, name: str, notes: list[Note]) -> str:
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise BadInput(f"{name} is an Excel workbook; save it as tab-separated text (UTF-8)")
    if data[:2] == b"\x1f\x8b":
        raise BadInput(f"{name} is packed with gzip; unpack it first")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            notes.append(Note(0, "UTF-16, read as such" if encoding == "utf-16" else "begins with a byte order mark"))
            return _decode(data, encoding, name)
    if b"\x00" in data[:400]:
        little = data[1:2] == b"\x00"
        notes.append(Note(0, "UTF-16 without a byte order mark, read as such"))
        return _decode(data, "utf-16-le" if little else "utf-16-be", name)
    try:
        return data.decode()
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        notes.append(Note(line, "not UTF-8 from here on; the file was read as Windows-1252"))
        return data.decode("cp1252", "replace")


def _decode(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise BadInput(f"{name} says it is {encoding} and is not ({problem.reason})") from problem


def _delimiter(header: str, name: str, notes: list[Note]) -> str:
    if not header.strip():
        raise BadInput(f"{name} is empty, or its first line is")
    if header.lstrip()[:1] == "<":
        raise BadInput(f"{name} is HTML or XML, not a title list; perhaps a page that asks to sign in was saved")
    if "\t" in header:
        return "\t"
    for mark, word in ((",", "commas"), (";", "semicolons")):
        if header.count(mark) >= 3:
            notes.append(Note(0, f"columns are separated by {word}; KBART asks for tabs"))
            return mark
    raise BadInput(f"{name} has no columns separated by tabs in its first line")


def _columns(header: list[str], name: str, notes: list[Note]) -> dict[str, int]:
    columns: dict[str, int] = {}
    unknown = []
    for place, text in enumerate(header):
        column = re.sub(r"\s+", "_", text.strip().strip("\ufeff").lower())
        column = _OLD.get(column, column)
        if column in columns:
            raise BadInput(f"{name}: the column {column} is there twice")
        columns[column or f"column {place + 1}"] = place
        if column and column not in COLUMNS and column not in _OURS:
            unknown.append(text.strip())
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        raise BadInput(f"{name}: its first line lacks {', '.join(missing)}")
    if unknown:
        notes.append(Note(0, f"columns KBART does not know: {', '.join(unknown[:10])}"))
    return columns
