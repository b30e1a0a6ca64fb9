"""One line of a library's holdings, and whether an article lies in what it covers."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from osler.fulltext import embargo, spans
from osler.fulltext.spans import Span

_NUMBER = re.compile(r"\s*(\d{1,6})", re.ASCII)


class Line(NamedTuple):
    """As loaded; texts as the file has them, "" where it says nothing."""

    number: int  # in its file, the header being line 1
    title: str
    print_id: str = ""  # normal ISSN, or ISBN-13 of a book
    online_id: str = ""
    title_key: str = ""
    nlm_id: str = ""
    first_date: str = ""
    first_volume: str = ""
    first_issue: str = ""
    last_date: str = ""  # "": to the present
    last_volume: str = ""
    last_issue: str = ""
    embargo: str = ""
    depth: str = ""  # fulltext | selected articles | abstracts | ""
    access: str = ""  # F: free | P: paid | ""
    url: str = ""
    file: str = ""  # the file's name, where it has been loaded


class Sought(NamedTuple):
    """What of an article decides."""

    published: Span | None
    volume: str = ""
    issue: str = ""


class Covered(enum.IntEnum):
    NO = 0
    PERHAPS = 1
    YES = 2


class Decision(NamedTuple):
    covered: Covered
    why: str  # goes on "your library's holdings of this journal …"
    line: Line
    days_off: int = 0  # NO only: how far outside, 0 where that has no measure


def decide(line: Line, sought: Sought, today: date) -> Decision:
    """Whether one line covers what is sought on that day. The line must be one `kbart` accepted."""
    if line.depth == "abstracts":
        return Decision(Covered.NO, "are abstracts only", line)
    when = sought.published
    if when is None:
        return Decision(Covered.PERHAPS, "cannot be compared: the record has no date", line)
    answers = (
        _begins(line, sought, when),
        _ends(line, sought, when),
        _moving_begin(line, when, today),
        _moving_end(line, when, today),
    )
    worst = min(answers, key=lambda answer: answer[0])
    covered, why, days_off = worst
    if covered is Covered.YES:
        if line.depth == "selected articles":
            return Decision(Covered.PERHAPS, f"{_told(line)}, selected articles only", line)
        return Decision(covered, _told(line), line)
    return Decision(covered, why, line, days_off)


def best(decisions: Iterable[Decision]) -> Decision | None:
    """The decision that counts: covered before perhaps before not; free before paid; of what is not covered the one
    nearest; then the order in which they came. None for none."""
    return min(decisions, key=_rank, default=None)


def _rank(decision: Decision) -> tuple[int, int, int]:
    free = decision.line.access != "F"
    return (-decision.covered, free if decision.covered else 0, decision.days_off)


_Answer = tuple[Covered, str, int]
_YES: _Answer = (Covered.YES, "", 0)


def _begins(line: Line, sought: Sought, when: Span) -> _Answer:
    first = spans.parse(line.first_date)
    if first is None or when.first > first.last:
        return _YES
    said = f"begin in {_place(line.first_date, line.first_volume, line.first_issue)}"
    if when.last < first.first:
        return (Covered.NO, said, (first.first - when.last).days)
    order = _compare(sought, line.first_volume, line.first_issue)
    if order is not None:
        return _YES if order >= 0 else (Covered.NO, said, 0)
    return _YES if when.first >= first.first else (Covered.PERHAPS, f"{said}; the record's date is not exact enough", 0)


def _ends(line: Line, sought: Sought, when: Span) -> _Answer:
    last = spans.parse(line.last_date)
    if last is None or when.last < last.first:
        return _YES
    said = f"end in {_place(line.last_date, line.last_volume, line.last_issue)}"
    if when.first > last.last:
        return (Covered.NO, said, (when.first - last.last).days)
    order = _compare(sought, line.last_volume, line.last_issue)
    if order is not None:
        return _YES if order <= 0 else (Covered.NO, said, 0)
    return _YES if when.last <= last.last else (Covered.PERHAPS, f"{said}; the record's date is not exact enough", 0)


def _moving_begin(line: Line, when: Span, today: date) -> _Answer:
    wall = embargo.parse(line.embargo).begins
    if wall is None:
        return _YES
    day = wall.day(today)
    said = f"begin, moving on, on {spans.told(day)} ({wall})"
    if when.last < day:
        return (Covered.NO, said, (day - when.last).days)
    return _YES if when.first >= day else (Covered.PERHAPS, f"{said}; the record's date is not exact enough", 0)


def _moving_end(line: Line, when: Span, today: date) -> _Answer:
    wall = embargo.parse(line.embargo).ends
    if wall is None:
        return _YES
    day = wall.day(today)
    said = f"leave out {wall.told} ({wall}), this one until {spans.told(wall.opens(when.last))}"
    if when.first > day:
        return (Covered.NO, said, (when.first - day).days)
    return _YES if when.last <= day else (Covered.PERHAPS, f"{said}; the record's date is not exact enough", 0)


def _compare(sought: Sought, volume: str, issue: str) -> int | None:
    """-1 before, 0 at, 1 after the volume and issue a line names; None where numbers do not tell."""
    ours, theirs = _number(sought.volume), _number(volume)
    if ours is None or theirs is None:
        return None
    if ours != theirs:
        return -1 if ours < theirs else 1
    ours, theirs = _number(sought.issue), _number(issue)
    if ours is None or theirs is None:
        return 0
    return (ours > theirs) - (ours < theirs)


def _number(text: str) -> int | None:
    found = _NUMBER.match(text)
    return int(found[1]) if found else None


def _place(when: str, volume: str, issue: str) -> str:
    said = spans.shown(when)
    if volume:
        said += f" (volume {volume}{f', issue {issue}' if issue else ''})"
    return said


def _told(line: Line) -> str:
    start = f"from {spans.shown(line.first_date)} " if line.first_date else ""
    end = f"to {spans.shown(line.last_date)}" if line.last_date else "to the present" if start else "are complete"
    walls = f", embargo {line.embargo}" if line.embargo else ""
    return f"reach {start}{end}{walls}" if start or line.last_date else f"{end}{walls}"
