"""The facts a pack speaks of: their kinds, units, bounds, questions and codes, read from `facts.toml`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from osler.bedside import expression, units
from osler.bedside.expression import Expression
from osler.errors import BadInput

KINDS = ("number", "finding", "choice", "drug", "date")
_DRUG_VALUES = {"now": ("current", "yes", "present"), "before": ("past", "previous", "stopped"), "never": ("no",)}


@dataclass(frozen=True, slots=True)
class Term:
    """One fact of the vocabulary."""

    name: str
    kind: str  # number | finding | choice | drug | date
    label: str
    question: str
    units: Mapping[str, Decimal]  # unit -> factor into the first, whose factor is 1; empty for other kinds
    low: Decimal | None = None  # numbers outside are impossible, not merely unusual
    high: Decimal | None = None
    values: Mapping[str, tuple[str, ...]] = None  # type: ignore[assignment]  # choice -> its synonyms
    aliases: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()  # other names in text and records: brands, abbreviations
    course: bool = False  # several dated values make a course
    ages: bool = False  # a number of months that grows with time since it was stated
    gives: str = ""  # a date: the fact in months that follows from it
    needs_detail: str = ""  # what must be told beside the number, e.g. the assay
    effort: int = 1  # 1 asked and answered, 2 a blood test, 3 imaging or function test
    codes: tuple[str, ...] = ()  # "loinc 1988-5", "snomed 89155008"
    code_values: Mapping[str, str] = None  # type: ignore[assignment]  # code -> the choice it states
    heading: str = ""  # the MeSH heading of it, "" where none is meant: what a code leads to in the literature
    source: str = ""

    @property
    def unit(self) -> str:
        return next(iter(self.units), "")

    @property
    def unit_needed(self) -> bool:
        """True where a bare number could be read in more than one unit."""
        return len(self.units) > 1


@dataclass(frozen=True, slots=True)
class Rule:
    """What facts imply, or that they cannot be true together."""

    when: Expression
    says: str
    implies: tuple[str, object] | None = None  # (fact, value); None: a contradiction


@dataclass(frozen=True, slots=True)
class Vocabulary:
    terms: Mapping[str, Term]
    rules: tuple[Rule, ...]
    by_alias: Mapping[str, str]
    by_code: Mapping[str, str]  # "loinc 1988-5" -> fact

    def term(self, name: str) -> Term:
        """The term of a name or alias. Raises BadInput naming the nearest ones."""
        folded = name.strip().lower().replace("-", "_").replace(" ", "_")
        found = self.by_alias.get(folded)
        if found is None:
            near = difflib.get_close_matches(folded, self.by_alias, n=2)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise BadInput(f"no fact is called {name!r}{hint} (`osler bedside --vocabulary` lists them)")
        return self.terms[found]


def read(data: Mapping[str, Any]) -> Vocabulary:
    """The vocabulary in a parsed `facts.toml`. Raises BadInput naming the entry that is wrong."""
    terms: dict[str, Term] = {}
    by_alias: dict[str, str] = {}
    by_code: dict[str, str] = {}
    for entry in data.get("fact", ()):
        term = _term(entry)
        for alias in (term.name, *term.aliases):
            if alias in by_alias:
                raise BadInput(f"facts.toml: {alias!r} names two facts")
            by_alias[alias] = term.name
        by_code.update(dict.fromkeys(term.codes, term.name))
        by_code.update(dict.fromkeys(term.code_values, term.name))
        terms[term.name] = term
    vocabulary = Vocabulary(terms, (), by_alias, by_code)
    rules = tuple(_rule(entry, vocabulary) for entry in data.get("rule", ()))
    return Vocabulary(terms, rules, by_alias, by_code)


def _term(entry: Mapping[str, Any]) -> Term:
    name = entry["name"]
    kind = entry["kind"]
    if kind not in KINDS:
        raise BadInput(f"facts.toml: {name}: kind {kind!r} is none of {', '.join(KINDS)}")
    low, high = entry.get("range", (None, None))
    values = {k: tuple(v) for k, v in entry.get("values", {}).items()}
    return Term(
        name=name,
        kind=kind,
        label=entry["label"],
        question=entry["question"],
        units={units.spelt(k): Decimal(v) for k, v in entry.get("units", {}).items()},
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
        values=_DRUG_VALUES if kind == "drug" else values,
        aliases=tuple(entry.get("aliases", ())),
        spoken=tuple(entry.get("spoken", ())),
        course=entry.get("course", False),
        ages=entry.get("ages", False),
        gives=entry.get("gives", ""),
        needs_detail=entry.get("needs_detail", ""),
        effort=entry.get("effort", 1),
        codes=tuple(entry.get("codes", ())),
        code_values=dict(entry.get("code_values", {})),
        heading=entry.get("heading", ""),
        source=entry.get("source", ""),
    )


def _rule(entry: Mapping[str, Any], vocabulary: Vocabulary) -> Rule:
    when = expression.parse(entry["when"])
    check(when, vocabulary, where=f"facts.toml, rule {entry['when']!r}")
    implied = entry.get("implies")
    return Rule(when, entry["says"], None if implied is None else (implied["fact"], implied["value"]))


def check(tree: Expression, vocabulary: Vocabulary, *, where: str, criteria: frozenset[str] | None = None) -> None:
    """Raises BadInput where a condition names an unknown fact, value or criterion, or leaves a unit out."""
    for each in expression.walk(tree):
        if isinstance(each, expression.State):
            if criteria is not None and each.id not in criteria:
                raise BadInput(f"{where}: no criterion has the id {each.id!r}")
        elif isinstance(each, expression.Is):
            _check_is(each, vocabulary, where)
        elif isinstance(each, expression.Compare | expression.Straddles):
            _check_number(each, vocabulary, where)
        elif isinstance(each, expression.Change):
            term = _named(each.fact, vocabulary, where)
            if not term.course:
                raise BadInput(f"{where}: {each.fact} is not followed over time")


def _named(name: str, vocabulary: Vocabulary, where: str) -> Term:
    if name not in vocabulary.terms:
        raise BadInput(f"{where}: no fact is called {name!r}; `osler bedside --vocabulary` lists them")
    return vocabulary.terms[name]


def _check_is(leaf: expression.Is, vocabulary: Vocabulary, where: str) -> None:
    term = _named(leaf.fact, vocabulary, where)
    allowed = ("present", "absent") if term.kind == "finding" else tuple(term.values)
    for value in leaf.values:
        if value not in allowed:
            raise BadInput(f"{where}: {leaf.fact} is never {value!r}; it is {' or '.join(allowed) or 'a number'}")


def _check_number(leaf: expression.Compare | expression.Straddles, vocabulary: Vocabulary, where: str) -> None:
    term = _named(leaf.fact, vocabulary, where)
    if term.kind != "number":
        raise BadInput(f"{where}: {leaf.fact} is not a number")
    if isinstance(leaf, expression.Compare) and leaf.other:
        _named(leaf.other, vocabulary, where)
        return
    if not leaf.unit and term.unit_needed:
        raise BadInput(f"{where}: {leaf.fact} {leaf.value} of what? Give {term.unit}")
    if leaf.unit and leaf.unit != term.unit:
        raise BadInput(f"{where}: write the threshold of {leaf.fact} in {term.unit or 'no unit'}, not {leaf.unit}")
