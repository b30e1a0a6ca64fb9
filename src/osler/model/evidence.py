"""A study, guideline or regulator's decision as data, with the numbers as printed and where they were read.

Numbers are decimals as printed ("-2.70" keeps its zero) and None where the source does not give them.
`docs/WRITING-EVIDENCE.md` says what every field means; `osler evidence check` explains every mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

# Designs by how much they protect from bias, best first. Guidelines and decisions stand apart: they weigh studies.
DESIGNS: tuple[str, ...] = (
    "randomised, double-blind",
    "randomised, open-label",
    "subgroup of a randomised trial",
    "post hoc analysis of a randomised trial",
    "open-label extension",
    "controlled, not randomised",
    "cohort",
    "cross-sectional",
    "case series",
    "review",
    "guideline",
    "regulator's decision",
)

# Null value and scale of each measure of effect; a ratio is compared on the logarithm.
MEASURES: dict[str, Decimal] = {
    "mean difference": Decimal(0),
    "risk difference": Decimal(0),
    "rate difference": Decimal(0),
    "correlation": Decimal(0),
    "hazard ratio": Decimal(1),
    "risk ratio": Decimal(1),
    "odds ratio": Decimal(1),
}
RATIOS = frozenset({"hazard ratio", "risk ratio", "odds ratio"})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement was read. At least one of the identifiers is given."""

    cite: str
    pmid: int | None = None
    doi: str = ""
    nct: str = ""
    url: str = ""
    where: str = ""  # table, paragraph


class Clause(NamedTuple):
    """One line of eligibility, in our words, and the same as a condition on facts (bedside.expression)."""

    id: str
    text: str
    when: str
    excludes: bool = False  # True: whoever meets it was not studied


class Arm(NamedTuple):
    name: str
    n: int


class Interval(NamedTuple):
    low: Decimal
    high: Decimal
    level: Decimal  # percent, e.g. 95


class PValue(NamedTuple):
    """`relation` is "=", "<" or ">": a bound where the source prints one."""

    relation: str
    value: Decimal
    sided: int  # 1 or 2; 0 where the source does not say

    def __str__(self) -> str:
        return f"{'' if self.relation == '=' else self.relation}{self.value}"


class Subgroup(NamedTuple):
    name: str
    when: str = ""  # the condition on facts that puts a patient in it; "" where none can be written
    n: int | None = None
    estimate: Decimal | None = None
    interval: Interval | None = None
    p: PValue | None = None
    says: str = ""  # where the source gives words and no number


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a study, as the study framed it."""

    id: str
    outcome: str  # a slug of the pack's outcomes, so that equal outcomes can be brought together
    at: str  # "week 48"
    role: str  # primary | secondary | post hoc | exploratory | observation | recommendation
    says: str  # what was found, in our words
    met: bool | None = None  # of a primary endpoint: True, False, or None where the source does not say
    measure: str = ""  # a key of MEASURES; "" where the source gives no effect
    unit: str = ""
    estimate: Decimal | None = None
    interval: Interval | None = None
    p: PValue | None = None
    better: str = ""  # lower | higher: which direction favours the intervention
    values: tuple[tuple[str, Decimal], ...] = ()  # (arm, value) as printed
    subgroups: tuple[Subgroup, ...] = ()
    interaction: str = ""  # "p = 0.49", "not tested", "not reported"; given wherever subgroups are
    source: Source | None = None  # where it differs from the record's own
    pooled: bool = True  # False keeps a result out of synthesis; `note` then says why
    note: str = ""


class Harm(NamedTuple):
    says: str
    arm: str = ""
    n: int | None = None
    of: int | None = None
    early: bool = False  # comes before the benefit does


class Claim(NamedTuple):
    """A statement that studies contest; `words` are others by which it may be asked for."""

    id: str
    text: str
    words: tuple[str, ...] = ()


class Stance(NamedTuple):
    """What a study says of a claim that others contest."""

    claim: str  # id in claims.toml
    says: str  # for | against | complicates
    because: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record of `evidence/*.toml`."""

    id: str
    title: str
    kind: str  # trial | cohort | guideline | decision | review
    design: str  # one of DESIGNS
    population: str
    source: Source
    journal: str
    year: int
    read: date
    review_by: date
    of_trial: str = ""  # id of the trial this analysis was drawn from; its primary endpoint is stated first
    n: int | None = None
    intervention: str = ""
    comparator: str = ""
    arms: tuple[Arm, ...] = ()
    clauses: tuple[Clause, ...] = ()
    partly_read: bool = False  # True where eligibility has more lines than were read: nobody is then told to be inside
    also: tuple[str, ...] = ()  # what else eligibility asked, that no fact of the vocabulary can answer
    results: tuple[Result, ...] = ()
    harms: tuple[Harm, ...] = ()
    caveats: tuple[str, ...] = ()
    stances: tuple[Stance, ...] = ()
    file: str = ""

    @property
    def missed_primary(self) -> bool:
        """True where a primary endpoint was not met: it is stated before any other result."""
        return any(r.role == "primary" and r.met is False for r in self.results)


def plain_number(number: Decimal) -> str:
    """A number as printed, with a true minus sign."""
    return format(number, "f").replace("-", "−")


class Mistake(NamedTuple):
    """Why an evidence file is refused, and where."""

    line: int
    reason: str
