"""Numbers with their units, comparisons and dates: "CRP <3 mg/L", "FVC fell from 82 % (03/2025) to 71 %"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from osler.bedside import units
from osler.bedside.pack import Pack
from osler.bedside.text import context
from osler.bedside.text.findings import MOST, whole_words
from osler.bedside.text.proposal import Proposal
from osler.bedside.text.sentences import Dated, Sentence, dates
from osler.bedside.vocabulary import Term

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:[.,]\d+)?)"
_PERCENT = r"(?:%|percent\b)(?:\s*(?:of\s+)?(?:predicted|pred\b|of normal))?"
_UNIT = (
    rf"(?:\s*{_PERCENT}|\s*\(\s*{_PERCENT}\.?\s*\)|\s*mg/(?:dL|L|day|d)\b|\s*mg (?:daily|a day|per day)\b"
    r"|\s*mm/(?:1h|hr|h)\b|\s*mm in the first hour"
    r"|\s*[x×]?\s*10(?:\^|\*|e)?[39⁹³]/(?:L|[µμu]L|mm3)\b|\s*(?:G|Gpt|Giga)/L\b|\s*(?:K|Tsd\.?|thou)\s?/\s?[µμu]L\b"
    r"|\s*/\s?(?:[µμu]L|mm3)\b|\s*pg/mL\b|\s*ng/L\b"
    r"|[ -](?:months?|years?|weeks?)\b)"
)
_COMPARE = r"(?:<=?|>=?|≤|≥|(?:less|lower) than|below|under|more than|above|over)"


def _value(n: int) -> str:
    return (
        rf"(?P<cmp{n}>{_COMPARE}\s*)?(?P<low{n}>{_NUMBER})"
        rf"(?:\s*(?:-|–|to|(?<=between \d\d) and|(?<=between \d) and)\s*(?P<high{n}>{_NUMBER}(?!-)))?"
        rf"(?:/51)?(?P<unit{n}>{_UNIT})?"
    )


_FILLER = (
    r"(?:[\s:=,(]|was|is|are|of|were|has|have|had|been|levels?|values?|counts?|today|now|stable|remained|at|about"
    r"|approximately|approx\.?|around|ca\.?|measured|by|ELISA|Luminex|noted|currently|in serum|serum|on (?:HR)?CT"
    r"|(?:HR)?CT|between|fell to|rose to|dropped to|increased to|decreased to|improved to|score"
    r"|indeterminate|pulses?|(?:slightly|mildly|moderately|clearly|markedly)|(?:raised|elevated|increased) at"
    r"|\((?!base|prev|prior|earlier|last|norm|ref|target|goal)[A-Za-z][A-Za-z -]{0,20}\))*?"
)
_FROM = re.compile(
    r"^[\s,]*(?:\w+\s+){0,2}?from\s+" + _value(1) + r"(?P<when1>[^;]{0,24}?)\s+to\s+" + _value(2),
    re.IGNORECASE,
)
_ARROW = re.compile(r"^" + _FILLER + _value(1) + r"\s*(?:->|→|-->)\s*" + _value(2), re.IGNORECASE)
_PLAIN = re.compile(r"^" + _FILLER + r"(?<![\w.])" + _value(1), re.IGNORECASE)
_MORE = re.compile(r"^\)?\s*(?:,\s*(?:and\s+)?|and\s+)" + _value(1), re.IGNORECASE)
_EARLIER = re.compile(r"^[^;.]{0,12}?\((?:was|previously|before)\s+" + _value(1), re.IGNORECASE)
_UNIT_FIRST = re.compile(
    rf"^(?:\s*[(\[]\s*(?P<unit>{_UNIT})\s*[)\]]|\s*(?P<bare>{_PERCENT})\s*(?=[:=]))", re.IGNORECASE
)  # "CRP (mg/L): 18"
_LITRES = re.compile(
    r"^[\s:=,]*(?:was |is |of )?\d+(?:[.,]\d+)?\s*(?:L|litres?|liters?|ml)\b\s*(?:[(,;/]|or|=)*\s*", re.IGNORECASE
)
_AGO = re.compile(r"\b(?:ago|previously|earlier|last year|formerly|at baseline|initially)\b[^.;]{0,12}$", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|without|never|stopped|normal)\s+$", re.IGNORECASE)
_MONTH_ALONE = re.compile(
    r"^\s*,?\s*in (?:January|February|March|April|May|June|July|August|September|October|November|December)\b(?! \d)"
)
_ENDED = re.compile(r"^[^.;]{0,20}\b(?:tapered off|stopped|discontinued|withdrawn)\b", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|until|diagnosed(?: in)?|from|before|after)\s*$", re.IGNORECASE)


class _Number(NamedTuple):
    value: str
    unit: str
    end: int  # in the sentence
    on: str = ""


@dataclass(frozen=True, slots=True)
class _Pattern:
    term: Term
    says: re.Pattern[str]
    unit_needed: bool
    unit: str = ""  # said by the name itself: "%FVC"


class Numbers:
    """What a pack says of numbers, durations and onsets, compiled once."""

    def __init__(self, pack: Pack) -> None:
        terms = pack.vocabulary.terms
        self.patterns = [
            _Pattern(
                terms[e["fact"]],
                whole_words("|".join(e["says"])),
                e.get("unit_needed", False) or terms[e["fact"]].unit_needed,
                e.get("unit", ""),
            )
            for e in pack.words.get("number", ())
        ]
        self.doses = [
            (e["fact"], e["unit"], whole_words(says.replace("{V}", rf"(?P<low>{_NUMBER})")))
            for e in pack.words.get("dose", ())
            for says in e["says"]
        ]
        self.durations = _templates(pack, "duration", "{N}", rf"(?P<low>{_NUMBER})(?P<unit>[ -](?:months?|years?))")
        date = r"(?P<date>[A-Za-z0-9./ -]{4,18}?)(?=[.,;)]|\s(?:and|with|the)\b|$)"
        self.onsets = _templates(pack, "onset", "{D}", date)

    def read(self, sentence: Sentence) -> Iterator[Proposal]:
        known = dates(sentence.text)
        for pattern in self.patterns:
            for match in islice(pattern.says.finditer(sentence.text), MOST):
                before = sentence.text[: match.start()]
                if context.uncertain(before, "") or _DENIED.search(before) or _AGO.search(before):
                    continue
                for number in _after(sentence.text, match.end(), known, pattern):
                    if _ENDED.match(sentence.text[number.end :]) or _MONTH_ALONE.match(sentence.text[number.end :]):
                        continue
                    start = sentence.start + match.start()
                    end = sentence.start + number.end
                    words = sentence.text[match.start() : number.end]
                    yield Proposal(pattern.term.name, number.value, number.unit, number.on, start, end, words)
        yield from self._doses(sentence)
        yield from self._durations(sentence)
        yield from self._onsets(sentence)

    def _doses(self, sentence: Sentence) -> Iterator[Proposal]:
        """ "15 mg prednisolone per day": the number stands first."""
        for fact, unit, says in self.doses:
            for match in says.finditer(sentence.text):
                if not context.uncertain(sentence.text[: match.start()], ""):
                    yield _whole(sentence, match, fact, _decimal(match["low"]), unit)

    def _durations(self, sentence: Sentence) -> Iterator[Proposal]:
        for fact, says in self.durations:
            match = says.search(sentence.text)
            if match:
                number, unit = _decimal(match["low"]), match["unit"].strip(" -")
                yield _whole(sentence, match, fact, number, units.spelt(unit))

    def _onsets(self, sentence: Sentence) -> Iterator[Proposal]:
        for fact, says in self.onsets:
            match = says.search(sentence.text)
            found = dates(match["date"]) if match else []
            if match and found:
                yield _whole(sentence, match, fact, found[0].iso, "")


def _templates(pack: Pack, kind: str, hole: str, fills: str) -> list[tuple[str, re.Pattern[str]]]:
    return [
        (entry["fact"], whole_words(says.replace(hole, fills)))
        for entry in pack.words.get(kind, ())
        for says in entry["says"]
    ]


def _whole(sentence: Sentence, match: re.Match[str], fact: str, value: str, unit: str) -> Proposal:
    start = sentence.start + match.start()
    return Proposal(fact, value, unit, "", start, sentence.start + match.end(), match[0])


def _after(sentence: str, at: int, known: list[Dated], pattern: _Pattern) -> Iterator[_Number]:
    stated = _UNIT_FIRST.match(sentence[at:])
    if stated:
        at += stated.end()
    litres = _LITRES.match(sentence[at:])
    if litres and pattern.unit_needed:
        at += litres.end()
    rest = sentence[at:]
    for shape in (_FROM, _ARROW):
        match = shape.match(rest)
        if match:
            first, second = (_read(match, n, pattern, at, _stated(stated) or pattern.unit) for n in "12")
            yield from _pair(sentence, first, second, known)
            return
    match = _PLAIN.match(rest)
    number = _read(match, "1", pattern, at, _stated(stated) or pattern.unit) if match else None
    if number is None or _is_date(number, match, at, known):
        return
    yield number._replace(on=_date_after(sentence, number.end, known) or _date_of(sentence, number.end, known))
    yield from _further(sentence, number, known, pattern)


def _stated(match: re.Match[str] | None) -> str:
    return (match["unit"] or match["bare"]).strip(" -") if match else ""


def _pair(sentence: str, first: _Number | None, second: _Number | None, known: list[Dated]) -> Iterator[_Number]:
    """From one number to another: both where both are dated, else only the second."""
    if second is None:
        return
    later = _date_after(sentence, second.end, known)
    earlier = _date_after(sentence, first.end, known) if first else ""
    if first and earlier and later:
        yield first._replace(on=earlier, unit=first.unit or second.unit)
    yield second._replace(on=later)


def _further(sentence: str, number: _Number, known: list[Dated], pattern: _Pattern) -> Iterator[_Number]:
    """ "… and 21 on 2026-04-10", "(was 24 in November 2025)": only where dated."""
    own = _date_after(sentence, number.end, known)
    used = next(d.end for d in known if d.start >= number.end) if own else number.end
    for shape, start in ((_MORE, used), (_EARLIER, number.end)):
        match = shape.match(sentence[start:])
        more = _read(match, "1", pattern, start, unit=number.unit) if match else None
        on = _date_after(sentence, more.end, known) if more else ""
        if more and on:
            yield more._replace(on=on)


def _read(match: re.Match[str] | None, n: str, pattern: _Pattern, at: int, unit: str = "") -> _Number | None:
    if match is None:
        return None
    unit = (match[f"unit{n}"] or "").strip(" -()") or unit
    if not match[f"unit{n}"] and f"unit{n}" != "unit2" and "unit2" in match.re.groupindex:
        unit = (match["unit2"] or "").strip(" -") or unit  # "from 82 to 71 %"
    if pattern.unit_needed and not unit:
        return None
    unit = units.spelt(unit)
    if unit and pattern.term.units and unit not in pattern.term.units:
        return None
    low, high = _decimal(match[f"low{n}"]), match[f"high{n}"]
    value = f"{low}-{_decimal(high)}" if high else low
    sign = (match[f"cmp{n}"] or "").strip().lower()
    if sign:
        value = f"{'<' if sign[0] in '<≤bul' else '>'}{'=' if sign in ('<=', '>=', '≤', '≥') else ''}{value}"
    return _Number(value, unit or pattern.term.unit, at + match.end(f"unit{n}" if match[f"unit{n}"] else f"low{n}"))


def _is_date(number: _Number, match: Any, at: int, known: list[Dated]) -> bool:
    start = at + match.start("low1")
    return any(d.start <= start < d.end for d in known)


def _date_after(sentence: str, at: int, known: list[Dated]) -> str:
    """The date that follows a number closely: "(03/2025)", "on 14 February 2026", "in 2024"."""
    for date in known:
        if date.start < at:
            continue
        between = sentence[at : date.start]
        return date.iso if re.match(r"^[\s,.]*(?:pred(?:icted)?\.?\s*)?\(?\s*(?:on|in|at|dated)?\s*$", between) else ""
    return ""


def _date_of(sentence: str, at: int, known: list[Dated]) -> str:
    """The one date of a sentence, where it heads or ends it and is no "since"."""
    if len({d.iso for d in known}) != 1:
        return ""
    date = known[0]
    if _SINCE.search(sentence[: date.start]):
        return ""
    heads = (
        date.end < at
        and not re.search(r"[,;]", sentence[: date.start])
        and re.match(r"^\s*(?:[:,)]|the\b|$)", sentence[date.end :]) is not None
    )
    ends = date.start >= at and re.match(r"^\)?\s*\.?$", sentence[date.end :]) is not None
    between = sentence[at : date.start] if ends else ""
    ends = "(" in between and not re.search(r"\((?:was|previously|before)\b", between)
    return date.iso if heads or ends else ""


def _decimal(text: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", text):
        return text.replace(",", "")
    return str(Decimal(text.replace(",", ".")))
