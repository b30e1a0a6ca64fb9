"""A patient as dated facts, and what may be said of a condition on them: met, not met, undecided.

Unknown is not absent: a fact nobody gave is simply not there. Numbers are exact decimals, and a
number known only as a range ("<3", "10-30") stays a range.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Truth(StrEnum):
    MET = "met"
    NOT_MET = "not met"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or the range it lies in; a side that is None is unbounded, an open side excludes its end."""

    low: Decimal | None
    high: Decimal | None
    unit: str = ""
    low_open: bool = False
    high_open: bool = False

    @property
    def is_exact(self) -> bool:
        return self.low is not None and self.low == self.high

    def __str__(self) -> str:
        if self.is_exact:
            number = plain(self.low)
        elif self.low is None:
            number = f"{'<' if self.high_open else '≤'}{plain(self.high)}"
        elif self.high is None:
            number = f"{'>' if self.low_open else '≥'}{plain(self.low)}"
        else:
            number = f"{plain(self.low)}–{plain(self.high)}"
        return f"{number} {self.unit}".rstrip()


def exactly(number: Decimal | int | str, unit: str = "") -> Quantity:
    """A quantity known exactly."""
    value = Decimal(number)
    return Quantity(value, value, unit)


def plain(number: Decimal | None) -> str:
    """A decimal without exponent or idle zeros; "" for None."""
    if number is None:
        return ""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


Value = Quantity | str | bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of the patient, in the vocabulary's own unit, beside what was entered.

    `value` is a Quantity for numbers, True/False for findings, a word for choices. `on` is the day
    it was measured or seen (None: not said); `until` ends a treatment. `origin` says how it came:
    "entered", "fhir Observation/crp-1", "words 'CRP 12 mg/L'", "follows from ild_extent".
    """

    name: str
    value: Value
    given: str = ""
    on: date | None = None
    until: date | None = None
    detail: str = ""  # assay, dose, laboratory
    origin: str = "entered"


@dataclass(frozen=True, slots=True)
class Patient:
    """What is known, as of one day. `facts` keep the order given; several of one name are a course."""

    as_of: date
    facts: tuple[Fact, ...] = ()
    _latest: dict[str, Fact] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for fact in self.facts:
            held = self._latest.get(fact.name)
            if held is None or (fact.on or date.min) >= (held.on or date.min):
                self._latest[fact.name] = fact

    def latest(self, name: str) -> Fact | None:
        """The most recent fact of that name; None where nothing is known."""
        return self._latest.get(name)

    def course(self, name: str) -> tuple[Fact, ...]:
        """Every dated fact of that name, oldest first."""
        dated = [f for f in self.facts if f.name == name and f.on is not None]
        return tuple(sorted(dated, key=lambda f: f.on or date.min))
