"""Do an estimate, its interval and its p value tell the same story? Asked of every evidence file."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from statistics import NormalDist

from osler.model.evidence import MEASURES, RATIOS, Interval, PValue, plain_number

_NORMAL = NormalDist()
_TOLERANCE = 0.25  # in standard errors: rounding, t instead of normal, adjustment for covariates
_ALPHA = Decimal("0.05")  # the level of significance a two-sided claim is read at


def contradictions(estimate: Decimal | None, interval: Interval, p: PValue, measure: str) -> Iterator[str]:
    """Why p cannot belong to the interval; nothing where it can. A p of unstated sidedness is read as two-sided."""
    p = p._replace(sided=p.sided or 2)
    shown = f"{plain_number(interval.low)} to {plain_number(interval.high)}"
    if _across(interval, p, measure):
        holds = "reaches" if _holds_null(interval, measure) else "leaves out"
        yield f"p {p} contradicts the {interval.level} % interval {shown}, which {holds} {MEASURES[measure]}"
        return
    expected = _z_of_interval(estimate, interval, measure)
    if expected is None or p.value in (0, 1):
        return
    found = -_NORMAL.inv_cdf(float(p.value) / p.sided)
    off = {"=": abs(found - expected), "<": found - expected, ">": expected - found}[p.relation]
    if off > _TOLERANCE:
        likely = (1 - _NORMAL.cdf(expected)) * p.sided
        yield (
            f"p {p} contradicts the {interval.level} % interval {shown}, which belongs to p of about {likely:.2g}; "
            "where p is of another test, say p_of_another_test = true"
        )


def of_endpoint(met: bool, interval: Interval | None, p: PValue | None, measure: str) -> Iterator[str]:
    """Why a primary endpoint cannot have been met, or missed, with this interval or p."""
    if p is not None:
        if met and p.relation != "<" and p.value > _ALPHA:
            yield f"met = true, but p is {p}"
        if not met and p.relation != ">" and p.value < _ALPHA / 2:
            yield f"met = false, but p is {p}"
    elif interval is None or measure not in MEASURES or interval.level != 95:
        return
    elif met == _holds_null(interval, measure):
        yield f"met = {str(met).lower()}, but the interval {'reaches' if met else 'leaves out'} {MEASURES[measure]}"


def _across(interval: Interval, p: PValue, measure: str) -> bool:
    """True where interval and p of the same test stand on different sides of significance, rounding apart."""
    alpha = (100 - interval.level) / 100 / (2 if p.sided == 1 else 1)
    slack = _rounding(p.value)
    null = MEASURES[measure]
    margin = max(_rounding(interval.low), _rounding(interval.high))
    if _holds_null(interval, measure):
        inside = min(null - interval.low, interval.high - null) > margin
        return inside and p.relation != ">" and p.value + slack < alpha
    outside = max(interval.low - null, null - interval.high) > margin
    return outside and p.relation != "<" and p.value - slack > alpha


def _holds_null(interval: Interval, measure: str) -> bool:
    return interval.low <= MEASURES[measure] <= interval.high


def _rounding(number: Decimal) -> Decimal:
    """Half a unit of the last printed place."""
    exponent = number.as_tuple().exponent
    return Decimal(5).scaleb(int(exponent) - 1)


def _z_of_interval(estimate: Decimal | None, interval: Interval, measure: str) -> float | None:
    low, high, null = float(interval.low), float(interval.high), float(MEASURES[measure])
    middle = (low + high) / 2 if estimate is None else float(estimate)
    if measure in RATIOS:
        middle = math.sqrt(low * high) if estimate is None else middle
        low, high, null, middle = math.log(low), math.log(high), math.log(null), math.log(middle)
    width = high - low
    if width <= 0:
        return None
    standard_error = width / (2 * _NORMAL.inv_cdf(0.5 + float(interval.level) / 200))
    return abs(middle - null) / standard_error
