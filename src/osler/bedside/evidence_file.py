"""An evidence file -> its record, or every mistake in it with the line it stands on. A mistake refuses the file."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from osler.bedside import expression, plausible, tomlfile, vocabulary
from osler.bedside.tomlfile import Path
from osler.bedside.vocabulary import Vocabulary
from osler.errors import BadInput
from osler.model.evidence import (
    DESIGNS,
    MEASURES,
    RATIOS,
    Arm,
    Clause,
    Evidence,
    Harm,
    Interval,
    Mistake,
    PValue,
    Result,
    Source,
    Stance,
    Subgroup,
)

KINDS = ("trial", "cohort", "guideline", "decision", "review")
ROLES = ("primary", "secondary", "post hoc", "exploratory", "observation", "recommendation")
STANCES = ("for", "against", "complicates")
_Effect = tuple[Decimal | None, Interval | None, PValue | None]
_UNTESTED = ("not tested", "not reported")
_KEYS: dict[str, set[str]] = {
    "": {
        "id", "title", "kind", "design", "population", "journal", "year", "n", "intervention", "comparator", "read",
        "review_by", "source", "of_trial", "arm", "clause", "partly_read", "also", "result", "harm", "caveats",
        "claim",
    },
    "source": {"cite", "pmid", "doi", "nct", "url", "where"},
    "arm": {"name", "n"},
    "clause": {"id", "text", "when", "excludes"},
    "result": {
        "id", "outcome", "at", "role", "says", "met", "measure", "unit", "estimate", "interval", "level", "sided", "p",
        "better", "values", "subgroup", "interaction", "source", "pooled", "note", "p_of_another_test",
    },
    "subgroup": {"name", "when", "n", "estimate", "interval", "level", "sided", "p", "says"},
    "harm": {"says", "arm", "n", "of", "early"},
    "claim": {"id", "says", "because"},
}  # fmt: skip


def check(
    text: str,
    facts: Vocabulary,
    *,
    name: str,
    claims: Collection[str] | None = None,
    criteria: Collection[str] | None = None,
) -> tuple[Mistake, ...]:
    """Every mistake of a file, in the order of its lines; () where it may ship. `criteria`: those there are."""
    return _Reader(tomlfile.parse(text, name=name), facts, claims, criteria).read()[1]


def read(text: str, facts: Vocabulary, *, name: str, claims: Collection[str] | None = None) -> Evidence:
    """The record of a file. Raises BadInput with every mistake as `file:line: reason`, one a line."""
    record, mistakes = _Reader(tomlfile.parse(text, name=name), facts, claims).read()
    if mistakes or record is None:
        raise BadInput("\n".join(f"{name}:{m.line}: {m.reason}" for m in mistakes))
    return record


class _Reader:
    def __init__(
        self,
        document: tomlfile.Document,
        facts: Vocabulary,
        claims: Collection[str] | None,
        criteria: Collection[str] | None = None,
    ) -> None:
        self.document = document
        self.data = document.data
        self.facts = facts
        self.claims = claims
        self.criteria = None if criteria is None else frozenset(criteria)
        self.mistakes: list[Mistake] = []

    def read(self) -> tuple[Evidence | None, tuple[Mistake, ...]]:
        self._known_keys(self.data, "", ())
        record = Evidence(
            id=self._word("id"),
            title=self._word("title"),
            kind=self._one_of("kind", KINDS),
            design=self._one_of("design", DESIGNS),
            population=self._word("population"),
            source=self._source(self.data, ()) or Source(""),
            journal=self._text(self.data, (), "journal"),
            year=self._year(),
            read=self._date("read"),
            review_by=self._date("review_by"),
            of_trial=self._text(self.data, (), "of_trial"),
            n=self._count(self.data, (), "n"),
            intervention=self._text(self.data, (), "intervention"),
            comparator=self._text(self.data, (), "comparator"),
            arms=tuple(self._arms()),
            clauses=tuple(self._clauses()),
            partly_read=self._flag("partly_read"),
            also=tuple(str(a) for a in self.data.get("also", ())),
            results=tuple(self._results()),
            harms=tuple(self._harms()),
            caveats=tuple(str(c) for c in self.data.get("caveats", ())),
            stances=tuple(self._stances()),
            file=self.document.name,
        )
        self._together(record)
        mistakes = tuple(sorted(set(self.mistakes)))
        return (None if mistakes else record), mistakes

    def wrong(self, path: Path, reason: str) -> None:
        self.mistakes.append(Mistake(self.document.line(*path), reason))

    # -- single values

    def _text(self, table: Mapping[str, Any], path: Path, key: str, *, needed: bool = False) -> str:
        value = table.get(key)
        if value is None:
            if needed:
                self.wrong(path, f"{key} is missing")
            return ""
        if not isinstance(value, str) or (needed and not value.strip()):
            self.wrong((*path, key), f"{key} should be text in quotes")
            return ""
        return value

    def _word(self, key: str) -> str:
        return self._text(self.data, (), key, needed=True)

    def _one_of(self, key: str, allowed: tuple[str, ...], table: Mapping[str, Any] | None = None, at: Path = ()) -> str:
        value = self._text(self.data if table is None else table, at, key, needed=True)
        if value and value not in allowed:
            near = difflib.get_close_matches(value, allowed, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; one of: {', '.join(allowed)}"
            self.wrong((*at, key), f"{key} {value!r} is not known{hint}")
        return value

    def _flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self.wrong((key,), f"{key} should be true or false")
        return value is True

    def _year(self) -> int:
        year = self.data.get("year")
        if not isinstance(year, int) or not 1900 <= year <= date.today().year + 1:
            self.wrong(("year",) if year is not None else (), "year should be a year, e.g. 2016")
            return 0
        return year

    def _date(self, key: str) -> date:
        value = self.data.get(key)
        if not isinstance(value, date):
            self.wrong((key,) if value is not None else (), f"{key} should be a date without quotes, e.g. 2026-11-23")
            return date.min
        return value

    def _count(self, table: Mapping[str, Any], path: Path, key: str, of: str = " of people") -> int | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.wrong((*path, key), f"{key} should be a whole number{of}, without quotes")
            return None
        return value

    def _number(self, table: Mapping[str, Any], path: Path, key: str) -> Decimal | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.wrong((*path, key), f"{key} should be a number without quotes")
            return None
        return Decimal(value)

    def _known_keys(self, table: Mapping[str, Any], kind: str, path: Path) -> None:
        for key in table:
            if key not in _KEYS[kind]:
                near = difflib.get_close_matches(key, _KEYS[kind], n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                where = f" in [[{kind}]]" if kind else ""
                self.wrong((*path, key), f"no field is called {key}{where}{hint}")

    def _tables(self, table: Mapping[str, Any], kind: str, path: Path) -> Iterator[tuple[Mapping[str, Any], Path]]:
        for index, each in enumerate(table.get(kind, ())):
            here = (*path, kind, index)
            if not isinstance(each, Mapping):
                self.wrong((*path, kind), f"{kind} should be written as [[{kind}]]")
                return
            self._known_keys(each, kind, here)
            yield each, here

    # -- parts

    def _source(self, table: Mapping[str, Any], path: Path) -> Source | None:
        entry = table.get("source")
        here = (*path, "source")
        if not isinstance(entry, Mapping):
            if not path:
                self.wrong((), "the source is missing: a [source] table with cite and a pmid, doi, nct or url")
            return None
        self._known_keys(entry, "source", here)
        if not any(entry.get(k) for k in ("pmid", "doi", "nct", "url")):
            self.wrong(here, "the source cannot be found again: give a pmid, doi, nct or url")
        pmid = self._count(entry, here, "pmid", "")
        nct = self._text(entry, here, "nct")
        if nct and not (nct.startswith("NCT") and len(nct) == 11 and nct[3:].isdigit()):
            self.wrong((*here, "nct"), f"{nct!r} is not a ClinicalTrials.gov number (NCT and eight digits)")
        doi = self._text(entry, here, "doi")
        if doi and not doi.startswith("10."):
            self.wrong((*here, "doi"), f"{doi!r} is not a DOI (it starts with 10.)")
        cite = self._text(entry, here, "cite", needed=True)
        return Source(cite, pmid, doi, nct, self._text(entry, here, "url"), self._text(entry, here, "where"))

    def _arms(self) -> Iterator[Arm]:
        for each, here in self._tables(self.data, "arm", ()):
            n = self._count(each, here, "n")
            if n is None and "n" not in each:
                self.wrong(here, "n is missing")
            yield Arm(self._text(each, here, "name", needed=True), n or 0)

    def _clauses(self) -> Iterator[Clause]:
        seen: set[str] = set()
        for each, here in self._tables(self.data, "clause", ()):
            id_ = self._text(each, here, "id", needed=True)
            if id_ in seen:
                self.wrong((*here, "id"), f"two clauses are called {id_!r}")
            seen.add(id_)
            when = self._condition(each, here)
            yield Clause(id_, self._text(each, here, "text", needed=True), when, each.get("excludes", False) is True)

    def _condition(self, each: Mapping[str, Any], here: Path, *, needed: bool = True) -> str:
        when = self._text(each, here, "when", needed=needed)
        if when:
            try:
                vocabulary.check(expression.parse(when), self.facts, where="when", criteria=self.criteria)
            except BadInput as problem:
                self.wrong((*here, "when"), str(problem))
        return when

    def _results(self) -> Iterator[Result]:
        for each, here in self._tables(self.data, "result", ()):
            role = self._one_of("role", ROLES, each, here)
            measure = self._text(each, here, "measure")
            if measure and measure not in MEASURES:
                self.wrong((*here, "measure"), f"measure {measure!r} is not known; one of: {', '.join(MEASURES)}")
            estimate, interval, p = self._effect(each, here, measure)
            yield Result(
                id=self._text(each, here, "id", needed=True),
                outcome=self._text(each, here, "outcome", needed=True),
                at=self._text(each, here, "at"),
                role=role,
                says=self._text(each, here, "says", needed=True),
                met=self._met(each, here, role, (estimate, interval, p)),
                measure=measure,
                unit=self._text(each, here, "unit"),
                estimate=estimate,
                interval=interval,
                p=p,
                better=self._better(each, here),
                values=tuple(self._values(each, here)),
                subgroups=tuple(self._subgroups(each, here, measure)),
                interaction=self._interaction(each, here),
                source=self._source(each, here) if "source" in each else None,
                pooled=each.get("pooled", True) is not False,
                note=self._text(each, here, "note"),
            )

    def _effect(self, each: Mapping[str, Any], here: Path, measure: str) -> _Effect:
        estimate = self._number(each, here, "estimate")
        interval = self._interval(each, here, estimate, measure)
        p = self._p(each, here)
        if estimate is not None and not measure:
            self.wrong((*here, "estimate"), f"an estimate of what? Give measure, one of: {', '.join(MEASURES)}")
        if measure in RATIOS and estimate is not None and estimate <= 0:
            self.wrong((*here, "estimate"), f"a {measure} is above 0")
        elif interval and p and measure in MEASURES and not each.get("p_of_another_test"):
            for reason in plausible.contradictions(estimate, interval, p, measure):
                self.wrong((*here, "p"), reason)
        return estimate, interval, p

    def _interval(self, each: Mapping[str, Any], here: Path, estimate: Decimal | None, measure: str) -> Interval | None:
        ends = each.get("interval")
        if ends is None:
            if "level" in each:
                self.wrong((*here, "level"), "a level without an interval")
            return None
        numbers = isinstance(ends, list) and all(isinstance(e, int | Decimal) and e is not True for e in ends)
        if not numbers or len(ends) != 2:
            self.wrong((*here, "interval"), "interval should be two numbers, e.g. [-5.85, 0.45]")
            return None
        low, high = (Decimal(e) for e in ends)
        level = self._number(each, here, "level")
        if level is None:
            self.wrong((*here, "interval"), "the level of the interval is left out: level = 95, or 90")
        elif not 50 <= level < 100:
            self.wrong((*here, "level"), f"level {level} is not a percentage such as 95")
        if low > high:
            self.wrong((*here, "interval"), f"the interval is the wrong way round: {low} is above {high}")
            return None
        if estimate is not None and not low <= estimate <= high:
            self.wrong((*here, "interval"), f"the interval {low} to {high} does not contain its estimate {estimate}")
            return None
        if measure in RATIOS and low <= 0:
            self.wrong((*here, "interval"), f"a {measure} is above 0, its interval reaches {low}")
            return None
        return Interval(low, high, level) if level is not None else None

    def _p(self, each: Mapping[str, Any], here: Path) -> PValue | None:
        value = each.get("p")
        if value is None:
            return None
        relation, number = "=", value
        if isinstance(value, str) and value[:1] in "<>":
            relation, number = (
                value[0],
                Decimal(value[1:]) if value[1:].strip().replace(".", "", 1).isdecimal() else None,
            )
        if isinstance(number, bool) or not isinstance(number, int | Decimal) or not 0 <= number <= 1:
            self.wrong((*here, "p"), 'p should be a number from 0 to 1, or a bound such as "<0.001"')
            return None
        sided = each.get("sided")
        if sided not in (1, 2, "not stated"):
            self.wrong((*here, "p"), 'one-sided or two-sided? Give sided = 1, sided = 2 or sided = "not stated" with p')
            return None
        return PValue(relation, Decimal(number), 0 if sided == "not stated" else sided)

    def _met(self, each: Mapping[str, Any], here: Path, role: str, effect: _Effect) -> bool | None:
        met = each.get("met")
        if role != "primary":
            if met is not None:
                self.wrong((*here, "met"), "only a primary endpoint is met or not met")
            return None
        if met is None:
            self.wrong(here, 'was the primary endpoint met? Give met = true, met = false or met = "not stated"')
            return None
        if met == "not stated":
            return None
        if not isinstance(met, bool):
            self.wrong((*here, "met"), 'met should be true, false or "not stated"')
            return None
        for reason in plausible.of_endpoint(met, effect[1], effect[2], str(each.get("measure", ""))):
            self.wrong((*here, "met"), reason)
        return met

    def _better(self, each: Mapping[str, Any], here: Path) -> str:
        better = self._text(each, here, "better")
        if better not in ("", "lower", "higher"):
            self.wrong((*here, "better"), "better should be lower or higher")
        return better

    def _values(self, each: Mapping[str, Any], here: Path) -> Iterator[tuple[str, Decimal]]:
        arms = {a.get("name") for a in self.data.get("arm", ()) if isinstance(a, Mapping)}
        for arm, value in each.get("values", {}).items():
            if arms and arm not in arms:
                self.wrong((*here, "values"), f"no arm is called {arm!r}")
            if isinstance(value, bool) or not isinstance(value, int | Decimal):
                self.wrong((*here, "values"), f"the value of {arm} should be a number")
            else:
                yield arm, Decimal(value)

    def _subgroups(self, each: Mapping[str, Any], here: Path, measure: str) -> Iterator[Subgroup]:
        for sub, there in self._tables(each, "subgroup", here):
            estimate, interval, p = self._effect(sub, there, measure)
            yield Subgroup(
                self._text(sub, there, "name", needed=True),
                self._condition(sub, there, needed=False),
                self._count(sub, there, "n"),
                estimate,
                interval,
                p,
                self._text(sub, there, "says"),
            )

    def _interaction(self, each: Mapping[str, Any], here: Path) -> str:
        if "interaction" not in each:
            if each.get("subgroup"):
                self.wrong(here, 'subgroups need interaction: a p value, "not tested" or "not reported"')
            return ""
        value = each["interaction"]
        if isinstance(value, str) and value in _UNTESTED:
            return value
        if isinstance(value, int | Decimal) and not isinstance(value, bool) and 0 <= value <= 1:
            return f"p = {value}"
        self.wrong((*here, "interaction"), 'interaction should be a p value, "not tested" or "not reported"')
        return ""

    def _harms(self) -> Iterator[Harm]:
        for each, here in self._tables(self.data, "harm", ()):
            n, of = self._count(each, here, "n"), self._count(each, here, "of")
            if n is not None and of is not None and n > of:
                self.wrong((*here, "n"), f"{n} of {of} is more than all of them")
            says = self._text(each, here, "says", needed=True)
            yield Harm(says, self._text(each, here, "arm"), n, of, each.get("early", False) is True)

    def _stances(self) -> Iterator[Stance]:
        for each, here in self._tables(self.data, "claim", ()):
            id_ = self._text(each, here, "id", needed=True)
            if self.claims is not None and id_ and id_ not in self.claims:
                self.wrong((*here, "id"), f"no claim is called {id_!r}; claims.toml lists {', '.join(self.claims)}")
            says = self._one_of("says", STANCES, each, here)
            yield Stance(id_, says, self._text(each, here, "because", needed=True))

    # -- the record as a whole

    def _together(self, record: Evidence) -> None:
        if record.arms and record.n is not None and sum(a.n for a in record.arms) != record.n:
            self.wrong(("n",), f"n is {record.n}, but the arms add up to {sum(a.n for a in record.arms)}")
        if record.kind == "trial" and not any(r.role == "primary" for r in record.results) and not _post_hoc(record):
            self.wrong((), 'a trial states its primary endpoint: one [[result]] with role = "primary"')
        if record.results and any(r.role == "primary" for r in record.results) and record.results[0].role != "primary":
            self.wrong(("result", 0), "the primary endpoint comes first")
        if date.min not in (record.read, record.review_by) and record.review_by <= record.read:
            self.wrong(("review_by",), "review_by lies after read")
        ids = [r.id for r in record.results]
        for index, id_ in enumerate(ids):
            if ids.index(id_) != index:
                self.wrong(("result", index, "id"), f"two results are called {id_!r}")


def _post_hoc(record: Evidence) -> bool:
    return "analysis" in record.design or "subgroup" in record.design or "extension" in record.design
