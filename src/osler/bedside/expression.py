"""Conditions as data: what a criterion, an eligibility clause or a rule says of a patient's facts.

A condition is written as text in a pack's files ("mrss from 10 to 35 and crp > 6 mg/L") and read
here, once, into a small tree. `docs/WRITING-EVIDENCE.md` lists everything that may be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from osler.bedside import units
from osler.errors import BadInput


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What is asked of one fact. Looked up thousands of times an answer, so its hash is made once."""

    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        told = tuple(getattr(self, each.name) for each in fields(self) if each.compare)
        object.__setattr__(self, "_hash", hash((type(self).__name__, *told)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Compare(_Leaf):
    """A number of the patient against a threshold, or against `times` another fact (then `value` is 0)."""

    fact: str
    op: str  # > >= < <=
    value: Decimal
    unit: str = ""
    other: str = ""
    times: Decimal = Decimal(1)

    __hash__ = _Leaf.__hash__


@dataclass(frozen=True, slots=True)
class Is(_Leaf):
    """A finding that is present or absent, or a choice that is one of `values`."""

    fact: str
    values: tuple[str, ...]

    __hash__ = _Leaf.__hash__


@dataclass(frozen=True, slots=True)
class Straddles(_Leaf):
    """The number is known only as a range that reaches to both sides of `value`, or is `value` itself."""

    fact: str
    value: Decimal
    unit: str = ""

    __hash__ = _Leaf.__hash__


@dataclass(frozen=True, slots=True)
class Change(_Leaf):
    """A fall or rise of a dated course between two measurements at most `months` apart, the later one the last."""

    fact: str
    direction: str  # fall | rise
    relative: bool  # True: percent of the earlier value; False: in the fact's own unit
    months: int
    op: str
    value: Decimal

    __hash__ = _Leaf.__hash__


@dataclass(frozen=True, slots=True)
class State:
    """Another criterion of the pack is met."""

    id: str


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    count: int
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Negated:
    part: Expression


@dataclass(frozen=True, slots=True)
class Item:
    """What adds `weight` points when met; of items sharing a `group` only the highest counts.

    A graded item instead adds `per_point` times the number of `graded`, and `weight` once `when` is met.
    """

    when: Expression
    weight: Decimal
    group: str = ""
    graded: str = ""
    per_point: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Score:
    """Points that reach a threshold."""

    items: tuple[Item, ...]
    at_least: Decimal


Expression = Compare | Is | Straddles | Change | State | AllOf | AnyOf | AtLeast | Negated | Score


class _Token(NamedTuple):
    kind: str  # number | op | word | ( | ) | , | * | end
    text: str
    at: int


_TOKEN = re.compile(
    r"\s*(?:(?P<unit>10\^\d+/[A-Za-zµ]+)|(?P<number>\d+(?:\.\d+)?)|(?P<op>>=|<=|>|<|=)|(?P<punct>[(),*])"
    r"|(?P<word>[A-Za-z%µ/][A-Za-z0-9_%µ/^.-]*))"
)
_KEYWORDS = {"and", "or", "not", "is", "of", "within", "from", "to", "fall", "rise", "relative", "state", "straddles"}


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The tree of a condition. Raises BadInput saying what was expected, and where in the text."""
    return _Parser(text).whole()


def facts_of(expression: Expression) -> Iterator[str]:
    """Every fact a condition names, repeats included; states are not followed."""
    for each in walk(expression):
        if isinstance(each, Compare | Is | Straddles | Change):
            yield each.fact
            if isinstance(each, Compare) and each.other:
                yield each.other
        elif isinstance(each, Score):
            yield from (item.graded for item in each.items if item.graded)


def walk(expression: Expression) -> Iterator[Expression]:
    """The condition and everything inside it."""
    yield expression
    if isinstance(expression, AllOf | AnyOf | AtLeast):
        for part in expression.parts:
            yield from walk(part)
    elif isinstance(expression, Negated):
        yield from walk(expression.part)
    elif isinstance(expression, Score):
        for item in expression.items:
            yield from walk(item.when)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.next = 0

    def _tokens(self) -> Iterator[_Token]:
        at = 0
        end = len(self.text.rstrip())
        while at < end:
            match = _TOKEN.match(self.text, at)
            if match is None:
                raise BadInput(f"cannot read {self.text[at:].strip()[:20]!r} in the condition {self.text!r}")
            kind = match.lastgroup or ""
            text = match.group(kind)
            yield _Token(text if kind == "punct" else "word" if kind == "unit" else kind, text, match.start(kind))
            at = match.end()
        yield _Token("end", "", end)

    def whole(self) -> Expression:
        found = self.either()
        if self.peek().kind != "end":
            raise self.wrong("'and', 'or' or the end")
        return found

    def peek(self) -> _Token:
        return self.tokens[self.next]

    def take(self, kind: str, *texts: str) -> str | None:
        token = self.peek()
        if token.kind != kind or (texts and token.text not in texts):
            return None
        self.next += 1
        return token.text

    def need(self, kind: str, expected: str, *texts: str) -> str:
        found = self.take(kind, *texts)
        if found is None:
            raise self.wrong(expected)
        return found

    def wrong(self, expected: str) -> BadInput:
        token = self.peek()
        found = repr(token.text) if token.text else "the end"
        return BadInput(f"expected {expected}, found {found} at character {token.at + 1} of {self.text!r}")

    def either(self) -> Expression:
        parts = [self.both()]
        while self.take("word", "or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self) -> Expression:
        parts = [self.one()]
        while self.take("word", "and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def one(self) -> Expression:
        if self.take("word", "not"):
            return Negated(self.one())
        if self.take("("):
            inner = self.either()
            self.need(")", "')'")
            return inner
        if self.peek().kind == "number":
            return self.count()
        if self.take("word", "state"):
            return State(self.name("the id of a criterion"))
        if self.peek().text in ("relative", "fall", "rise"):
            return self.change()
        return self.about_a_fact()

    def count(self) -> Expression:
        count = int(Decimal(self.need("number", "a number")))
        self.need("word", "'of'", "of")
        self.need("(", "'('")
        parts = [self.either()]
        while self.take(","):
            parts.append(self.either())
        self.need(")", "')' or ','")
        if not 1 <= count <= len(parts):
            raise BadInput(f"{count} of {len(parts)} can never be told apart, in {self.text!r}")
        return AtLeast(count, tuple(parts))

    def change(self) -> Expression:
        relative = self.take("word", "relative") is not None
        direction = self.need("word", "'fall' or 'rise'", "fall", "rise")
        self.need("word", "'of'", "of")
        fact = self.name("a fact")
        self.need("word", "'within'", "within")
        months = int(Decimal(self.need("number", "a number of months")))
        self.need("word", "'months'", "months", "month")
        op = self.need("op", "a comparison (>=, >, <, <=)")
        value = Decimal(self.need("number", "a number"))
        unit = self.unit()
        if relative != (unit == "%") and (relative or unit not in ("points", "")):
            raise BadInput(f"a relative change is in %, an absolute one in points: {self.text!r}")
        return Change(fact, direction, relative, months, self.comparison(op), value)

    def about_a_fact(self) -> Expression:
        fact = self.name("a fact")
        if self.take("word", "is"):
            negated = self.take("word", "not") is not None
            found: Expression = Is(fact, self.values())
            return Negated(found) if negated else found
        if self.take("word", "straddles"):
            value = Decimal(self.need("number", "a number"))
            return Straddles(fact, value, self.unit())
        if self.take("word", "from"):
            return self.between(fact)
        op = self.comparison(self.need("op", f"'is', 'from', 'straddles' or a comparison after {fact!r}"))
        value = Decimal(self.need("number", "a number"))
        if self.take("*"):
            return Compare(fact, op, Decimal(0), "", self.name("a fact"), value)
        return Compare(fact, op, value, self.unit())

    def between(self, fact: str) -> Expression:
        low = Decimal(self.need("number", "a number"))
        low_unit = self.unit()
        self.need("word", "'to'", "to")
        high = Decimal(self.need("number", "a number"))
        unit = self.unit() or low_unit
        if low > high:
            raise BadInput(f"{low} to {high} is the wrong way round, in {self.text!r}")
        return AllOf((Compare(fact, ">=", low, low_unit or unit), Compare(fact, "<=", high, unit)))

    def values(self) -> tuple[str, ...]:
        if not self.take("("):
            return (self.name("a value"),)
        found = [self.name("a value")]
        while self.take(",") or self.take("word", "or"):
            found.append(self.name("a value"))
        self.need(")", "')'")
        return tuple(found)

    def comparison(self, op: str) -> str:
        if op == "=":
            raise BadInput(f"'=' is not a comparison of ranges; use 'from … to …', in {self.text!r}")
        return op

    def name(self, expected: str) -> str:
        token = self.peek()
        if token.kind != "word" or token.text in _KEYWORDS:
            raise self.wrong(expected)
        self.next += 1
        return token.text

    def unit(self) -> str:
        token = self.peek()
        if token.kind == "word" and token.text not in _KEYWORDS:
            self.next += 1
            return units.spelt(token.text)
        return ""
