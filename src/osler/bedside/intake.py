"""Facts as entered -> a Patient, or every reason why not. Nothing is guessed.

`facts` may be a list of {"name", "value", "unit", "date", "until", "detail"} or an object
{name: value}; a value may carry its unit ("1.2 mg/dL"), be a range ("10-30 %", "<3 mg/L") or be
one of the words of the vocabulary. What is unknown is left out, null or "unknown".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from osler.bedside import truth, units
from osler.bedside.evaluate import View, months_between
from osler.bedside.vocabulary import Term, Vocabulary
from osler.errors import BadInput
from osler.model.patient import Fact, Patient, Quantity, Value, exactly, plain

_YES = {"true", "yes", "y", "present", "positive", "pos", "+", "1"}
_NO = {"false", "no", "n", "absent", "negative", "neg", "-", "0", "none"}
_UNKNOWN = {"", "unknown", "not known", "?", "null"}
_NUMBER = r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?"
_QUANTITY = re.compile(
    rf"^\s*(?P<cmp>[<>≤≥]=?)?\s*(?P<low>{_NUMBER})(?:\s*(?:-|–|to|\.\.)\s*(?P<high>{_NUMBER}))?\s*(?P<unit>\D.*)?$"
)


class Entered(NamedTuple):
    """One fact as it came, before anything is believed."""

    name: str
    value: Any
    unit: str = ""
    on: Any = None
    until: Any = None
    detail: str = ""
    origin: str = "entered"


def patient(data: Mapping[str, Any], vocabulary: Vocabulary, *, today: date) -> Patient:
    """The patient of a facts file. Raises BadInput listing everything that is wrong with it."""
    if not isinstance(data, Mapping):
        raise BadInput('facts: expected an object like {"facts": [{"name": "crp", "value": "12 mg/L"}]}')
    as_of = _day(data.get("as_of"), "as_of", last=True)[1] if data.get("as_of") else today
    if as_of > today:
        raise BadInput(f"as_of: {as_of} is in the future")
    return assemble(list(entries(data)), vocabulary, as_of=as_of)


def entries(data: Mapping[str, Any]) -> Iterator[Entered]:
    """The facts of a file, whichever way it lists them."""
    listed = data.get("facts", {k: v for k, v in data.items() if k not in ("as_of", "pack")})
    if isinstance(listed, Mapping):
        for name, value in listed.items():
            for each in value if isinstance(value, list) else [value]:
                yield _entered({"name": name, **each} if isinstance(each, Mapping) else {"name": name, "value": each})
    elif isinstance(listed, Sequence) and not isinstance(listed, str):
        for each in listed:
            if not isinstance(each, Mapping) or "name" not in each:
                raise BadInput(f'facts: each needs a "name" and a "value"; got {str(each)[:60]}')
            yield _entered(each)
    else:
        raise BadInput("facts: expected a list or an object")


def _entered(each: Mapping[str, Any]) -> Entered:
    known = {"name", "value", "unit", "date", "on", "until", "detail", "assay", "low", "high", "origin"}
    stray = sorted(set(each) - known - {"given", "label"})
    if stray:
        raise BadInput(f"{each['name']}: does not know what {', '.join(stray)} means")
    value = each.get("value")
    if value is None and ("low" in each or "high" in each):
        value = {"low": each.get("low"), "high": each.get("high")}
    return Entered(
        str(each["name"]),
        value,
        str(each.get("unit") or ""),
        each.get("date", each.get("on")),
        each.get("until"),
        str(each.get("detail") or each.get("assay") or ""),
        str(each.get("origin") or "entered"),
    )


def assemble(entered: Sequence[Entered], vocabulary: Vocabulary, *, as_of: date) -> Patient:
    """Validated facts together, what follows from them added. Raises BadInput with every problem, one a line."""
    facts: list[Fact] = []
    problems: list[str] = []
    for each in entered:
        try:
            found = fact(each, vocabulary, as_of=as_of)
        except BadInput as problem:
            problems.append(str(problem))
        else:
            facts.extend(found)
    problems.extend(_clashes(facts, vocabulary))
    if not problems:
        person, clashing = _with_what_follows(Patient(as_of, tuple(facts)), vocabulary)
        if not clashing:
            return person
        problems = clashing
    raise BadInput("\n".join(dict.fromkeys(problems)))


def fact(each: Entered, vocabulary: Vocabulary, *, as_of: date) -> tuple[Fact, ...]:
    """The fact (and the one it gives, for a date); () for one said to be unknown. Raises BadInput."""
    term = vocabulary.term(each.name)
    if each.value is None or (isinstance(each.value, str) and each.value.strip().lower() in _UNKNOWN):
        return ()
    on = _when(each.on, f"{term.name}: date", as_of)
    until = _when(each.until, f"{term.name}: until", as_of)
    if on and until and until < on:
        raise BadInput(f"{term.name}: ends ({until}) before it begins ({on})")
    given = f"{_as_typed(each.value)} {each.unit}".strip()
    if term.kind == "date":
        return _dated(term, each, vocabulary, as_of)
    value = _value(term, each)
    found = Fact(term.name, value, given, on, until, each.detail, each.origin)
    return (_aged(found, as_of) if term.ages and on else found,)


def _value(term: Term, each: Entered) -> Value:
    if term.kind == "number":
        return _within(term, units.convert(*_quantity(term, each), what=term.name))
    if term.kind == "finding":
        return _finding(term, each.value)
    return _choice(term, each.value)


def _quantity(term: Term, each: Entered) -> tuple[Quantity, Mapping[str, Decimal]]:
    quantity = read_quantity(each.value, term.name)
    unit = each.unit or quantity.unit
    if each.unit and quantity.unit and units.spelt(each.unit) != units.spelt(quantity.unit):
        raise BadInput(f"{term.name}: two units, {quantity.unit} and {each.unit}")
    if not unit and term.unit_needed:
        raise BadInput(f"{term.name}: {quantity} of what? Give {units.either(term.units)}")
    factors = term.units or {"": Decimal(1)}
    return Quantity(quantity.low, quantity.high, unit or term.unit, quantity.low_open, quantity.high_open), factors


def read_quantity(value: Any, what: str) -> Quantity:
    """A number or range as typed, its unit as typed. Raises BadInput."""
    if isinstance(value, bool):
        raise BadInput(f"{what}: expected a number, got {str(value).lower()}")
    if isinstance(value, int | float | Decimal):
        return exactly(_decimal(str(value), what))
    if isinstance(value, Mapping):
        low, high = (None if value.get(k) is None else _decimal(str(value[k]), what) for k in ("low", "high"))
        return _ordered(Quantity(low, high), what)
    match = _QUANTITY.match(str(value))
    if match is None:
        raise BadInput(f"{what}: cannot read {str(value)[:40]!r} as a number")
    low = _decimal(match["low"], what)
    unit = (match["unit"] or "").strip()
    sign = (match["cmp"] or "").replace("<=", "≤").replace(">=", "≥")
    if sign and match["high"]:
        raise BadInput(f"{what}: {str(value)[:40]!r} is both a comparison and a range")
    if sign:
        return Quantity(None, low, unit, False, sign == "<") if sign in "<≤" else Quantity(low, None, unit, sign == ">")
    high = _decimal(match["high"], what) if match["high"] else low
    return _ordered(Quantity(low, high, unit), what)


def _ordered(quantity: Quantity, what: str) -> Quantity:
    if quantity.low is None and quantity.high is None:
        raise BadInput(f"{what}: a range needs an end")
    if quantity.low is not None and quantity.high is not None and quantity.low > quantity.high:
        raise BadInput(f"{what}: {plain(quantity.low)} to {plain(quantity.high)} is the wrong way round")
    return quantity


def _decimal(text: str, what: str) -> Decimal:
    if re.fullmatch(r"[-+]?\d{1,3},\d{3}", text):
        raise BadInput(f"{what}: {text!r} could be a thousand or a decimal comma; write it without the comma")
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise BadInput(f"{what}: cannot read {text[:40]!r} as a number") from None
    if not found.is_finite() or abs(found.adjusted()) > 12 * (found != 0):
        raise BadInput(f"{what}: {text[:40]} is not a number anyone measures")
    return found


def _within(term: Term, quantity: Quantity) -> Quantity:
    ends = [end for end in (quantity.low, quantity.high) if end is not None]
    low, high = term.low, term.high
    if any((low is not None and end < low) or (high is not None and end > high) for end in ends):
        raise BadInput(f"{term.name}: {quantity} is impossible; it lies from {plain(low)} to {plain(high)} {term.unit}")
    return quantity


def _finding(term: Term, value: Any) -> bool:
    word = str(value).strip().lower()
    if isinstance(value, bool):
        return value
    if word in _YES or word in _NO:
        return word in _YES
    raise BadInput(f"{term.name}: {str(value)[:40]!r} is neither present nor absent")


def _choice(term: Term, value: Any) -> str:
    word = str(value).strip().lower().replace(" ", "_").replace("-", "_")
    for name, synonyms in term.values.items():
        if word == name or word in synonyms:
            return name
    raise BadInput(f"{term.name}: {str(value)[:40]!r} is none of {', '.join(term.values)}")


def _dated(term: Term, each: Entered, vocabulary: Vocabulary, as_of: date) -> tuple[Fact, ...]:
    first, last = _day(each.value, term.name)
    if first > as_of:
        raise BadInput(f"{term.name}: {each.value} is in the future")
    longest, shortest = months_between(first, as_of), months_between(min(last, as_of), as_of)
    since = Quantity(
        shortest.low,
        longest.high,
        "months",
        shortest.low_open if first == last else False,
        longest.high_open if first == last else True,
    )
    if since.low == since.high:
        since = Quantity(since.low, since.high, "months")
    given = str(each.value)
    stated = Fact(term.name, given, given, first, None, each.detail, each.origin)
    follows = Fact(term.gives, since, given, as_of, None, "", f"follows from {term.name}")
    _within(vocabulary.terms[term.gives], since)
    return stated, follows


def _aged(stated: Fact, as_of: date) -> Fact:
    """A duration stated on an earlier day, grown by the time since."""
    assert isinstance(stated.value, Quantity)
    assert stated.on is not None
    since, then = months_between(stated.on, as_of), stated.value
    if since.high == 0 or then.low is None or then.high is None or since.low is None or since.high is None:
        return stated
    now = Quantity(
        then.low + since.low,
        then.high + since.high,
        then.unit,
        then.low_open or since.low_open,
        then.high_open or since.high_open,
    )
    given = f"{stated.given or then} on {stated.on}"
    return Fact(stated.name, now, given, as_of, None, stated.detail, f"{stated.origin}, grown to {as_of}")


def years_since(born: str, as_of: date) -> tuple[int, int]:
    """Completed years, least and most where the day of birth is not known. Raises BadInput."""
    first, last = _day(born, "birth date")
    if first > as_of:
        raise BadInput(f"birth date: {born} is in the future")
    ages = [as_of.year - day.year - ((as_of.month, as_of.day) < (day.month, day.day)) for day in (first, last)]
    return max(0, ages[1]), ages[0]


def _when(value: Any, what: str, as_of: date) -> date | None:
    if value in (None, ""):
        return None
    first, last = _day(value, what)
    if first > as_of:
        raise BadInput(f"{what}: {value} is in the future")
    return min(last, as_of) if first != last else first


def _day(value: Any, what: str, last: bool = False) -> tuple[date, date]:
    """First and last day of "2026-03-04", "2026-03" or "2026". Raises BadInput."""
    if isinstance(value, date):
        return value, value
    match = re.fullmatch(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?\s*", str(value))
    if match is None:
        raise BadInput(f"{what}: write the date {str(value)[:30]!r} as 2026-03-04, 2026-03 or 2026")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        start = date(year, month or 1, day or 1)
        if day is not None:
            return start, start
        following = date(year + 1, 1, 1) if month in (None, 12) else date(year, (month or 0) + 1, 1)
    except ValueError:
        raise BadInput(f"{what}: there is no day {str(value)[:30]!r}") from None
    return start, following - timedelta(days=1)


def _as_typed(value: Any) -> str:
    if isinstance(value, bool):
        return "present" if value else "absent"
    if isinstance(value, Mapping):
        return f"{value.get('low', '')}–{value.get('high', '')}"
    return str(value)[:80]


def _clashes(facts: Sequence[Fact], vocabulary: Vocabulary) -> Iterator[str]:
    """Facts of one name that cannot all be the latest, or cannot be put in order."""
    by_name: dict[str, list[Fact]] = {}
    for each in facts:
        by_name.setdefault(each.name, []).append(each)
    for name, same in by_name.items():
        if len({(f.value, f.on) for f in same}) == 1:
            continue
        values = " and ".join(str(_shown(f.value)) for f in same[:3])
        if any(f.on is None for f in same):
            yield f"{name}: {values} are both given; give each its date"
        elif len({f.on for f in same}) < len({(f.value, f.on) for f in same}):
            yield f"{name}: {values} contradict each other on the same day"


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "present" if value else "absent"
    return str(value)


def _with_what_follows(person: Patient, vocabulary: Vocabulary) -> tuple[Patient, list[str]]:
    """Implications applied until nothing new follows; contradictions listed."""
    problems: list[str] = []
    waiting = list(vocabulary.rules)
    changed = True
    while changed:
        changed = False
        view = View(person, {})
        for rule in list(waiting):
            if view.truth(rule.when) is not truth.MET:
                continue
            waiting.remove(rule)
            if rule.implies is None:
                problems.append(rule.says)
                continue
            name, value = rule.implies
            held = person.latest(name)
            implied = fact(Entered(name, value, origin=f"follows: {rule.says}"), vocabulary, as_of=person.as_of)[0]
            if held is None:
                person = Patient(person.as_of, (*person.facts, implied))
                changed = True
                break
            if held.value != implied.value and not _compatible(held.value, implied.value):
                problems.append(f"{name} is {_shown(held.value)}, but {rule.says}")
    return person, problems


def _compatible(held: Value, implied: Value) -> bool:
    if isinstance(held, Quantity) and isinstance(implied, Quantity):
        return truth.straddles(held, implied)
    return False
