"""Which results of a pack are comparable, and what they come to together.

Comparable means the same intervention and comparator, outcome, time, measure and unit, from studies
of like protection from bias that share no patients. What is left out says why.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

from osler.bedside import synthesis
from osler.bedside.applicability import Applied, Applies
from osler.bedside.synthesis import Effect, Synthesis
from osler.model.evidence import RATIOS, Evidence, Interval, Result, Subgroup


@dataclass(frozen=True, slots=True)
class Row:
    """One study in a synthesis. `effect` is on the additive scale."""

    record: Evidence
    result: Result
    effect: Effect
    applies: Applies


class Key(NamedTuple):
    """What results must share to be comparable."""

    intervention: str
    comparator: str
    outcome: str
    at: str
    measure: str
    unit: str
    better: str
    randomised: bool


@dataclass(frozen=True, slots=True)
class Pool:
    """Comparable results together. `synthesis` is None where only one study has the outcome."""

    key: Key
    rows: tuple[Row, ...]
    synthesis: Synthesis | None

    @property
    def is_ratio(self) -> bool:
        return self.key.measure in RATIOS


@dataclass(frozen=True, slots=True)
class Interaction:
    """Whether two or more subgroups of one result differ: our test beside what the source says."""

    record: Evidence
    result: Result
    q: float
    p: float
    df: int
    printed: str


def pools(applied: Iterable[Applied]) -> tuple[Pool, ...]:
    """Every set of comparable results, those of two or more studies first."""
    groups: dict[Key, list[Row]] = {}
    for each in applied:
        for row in _rows(each):
            r, record = row.result, row.record
            randomised = record.design.startswith("randomised")
            key = Key(record.intervention, record.comparator, r.outcome, r.at, r.measure, r.unit, r.better, randomised)
            groups.setdefault(key, []).append(row)
    found = [Pool(key, tuple(rows), _together(rows)) for key, rows in groups.items()]
    return tuple(sorted(found, key=lambda p: -len(p.rows)))


def _together(rows: list[Row]) -> Synthesis | None:
    return synthesis.synthesise([row.effect for row in rows]) if len(rows) > 1 else None


def interactions(applied: Iterable[Applied]) -> Iterator[Interaction]:
    """A test of interaction for each result whose subgroups have estimates and intervals."""
    for each in applied:
        for result in each.evidence.results:
            effects = [_effect(s.name, s, result.measure) for s in result.subgroups]
            known = [e for e in effects if e is not None]
            if len(known) > 1 and len(known) == len(effects):
                q, p, df = synthesis.interaction(known)
                yield Interaction(each.evidence, result, q, p, df, result.interaction)


def _rows(applied: Applied) -> Iterator[Row]:
    if applied.evidence.of_trial:
        return  # its patients are already in the trial it was drawn from
    for result in applied.evidence.results:
        effect = _effect(applied.evidence.id, result, result.measure)
        if effect is not None and result.pooled and applied.evidence.intervention:
            yield Row(applied.evidence, result, effect, applied.applies)


def _effect(label: str, each: Result | Subgroup, measure: str) -> Effect | None:
    if each.estimate is None or each.interval is None or not measure:
        return None
    estimate, error = float(each.estimate), standard_error(each.interval, measure)
    return Effect(label, math.log(estimate) if measure in RATIOS else estimate, error**2)


def standard_error(interval: Interval, measure: str) -> float:
    """From the width of an interval of any level, on the additive scale."""
    low, high = float(interval.low), float(interval.high)
    if measure in RATIOS:
        low, high = math.log(low), math.log(high)
    return (high - low) / (2 * NormalDist().inv_cdf(0.5 + float(interval.level) / 200))
