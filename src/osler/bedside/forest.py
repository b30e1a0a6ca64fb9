"""A forest plot as SVG: comparable studies grouped by whether patients like this one were in them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from osler.bedside import svg
from osler.bedside.applicability import Applies
from osler.bedside.pooling import Pool, Row
from osler.bedside.synthesis import Estimate

_WIDTH, _LEFT, _RIGHT, _LINE = 760.0, 300.0, 560.0, 24.0
_HEADS = {
    Applies.INSIDE: "Studied in patients like this",
    Applies.UNDECIDED: "Cannot be told",
    Applies.OUTSIDE: "Studied in others",
}


def forest(pool: Pool, *, id_: str = "forest") -> str:
    """The plot of one set of comparable results. Squares are sized by weight; diamonds are pooled estimates."""
    scale = _Scale(pool)
    body = list(_rows(pool, scale))
    y = body_height = 30 + _LINE * _count(pool)
    body += list(_axis(pool, scale, y))
    return svg.document(_WIDTH, body_height + 60, id_=id_, title=_title(pool), desc=_description(pool), body=body)


class _Scale:
    def __init__(self, pool: Pool) -> None:
        ends = [end for row in pool.rows for end in _ends(row)] + [0.0]
        if pool.synthesis is not None:
            ends += [pool.synthesis.hartung_knapp.low, pool.synthesis.hartung_knapp.high]
        room = (max(ends) - min(ends)) * 0.06 or 1.0
        self.low, self.high, self.ratio = min(ends) - room, max(ends) + room, pool.is_ratio

    def x(self, value: float) -> float:
        return _LEFT + (value - self.low) / (self.high - self.low) * (_RIGHT - _LEFT)

    def shown(self, value: float) -> str:
        return f"{math.exp(value) if self.ratio else value:.2f}".replace("-", "−")

    def ticks(self) -> Iterator[float]:
        if self.ratio:
            for tick in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20):
                if self.low <= math.log(tick) <= self.high:
                    yield math.log(tick)
            return
        step = 10 ** math.floor(math.log10((self.high - self.low) / 3))
        step *= next(m for m in (1, 2, 5, 10) if (self.high - self.low) / (m * step) <= 6)
        tick = math.ceil(self.low / step) * step
        while tick <= self.high:
            yield tick
            tick += step


def _ends(row: Row) -> tuple[float, float]:
    assert row.result.interval is not None
    low, high = float(row.result.interval.low), float(row.result.interval.high)
    return (math.log(low), math.log(high)) if row.result.measure.endswith("ratio") else (low, high)


def _groups(pool: Pool) -> list[tuple[str, list[Row]]]:
    return [(head, rows) for where, head in _HEADS.items() if (rows := [r for r in pool.rows if r.applies is where])]


def _count(pool: Pool) -> int:
    return sum(1 + len(rows) for _, rows in _groups(pool)) + (4 if pool.synthesis else 0)


def _rows(pool: Pool, scale: _Scale) -> Iterator[str]:
    y = 30.0
    weights = pool.synthesis.weights if pool.synthesis else (100.0,) * len(pool.rows)
    share = {row.record.id: weight for row, weight in zip(pool.rows, weights, strict=True)}
    yield svg.line(scale.x(0), 14, scale.x(0), 30 + _LINE * _count(pool), dashed=True)
    for head, rows in _groups(pool):
        yield svg.text(4, y, head, bold=True)
        y += _LINE
        for row in rows:
            yield from _study(row, share[row.record.id], scale, y)
            y += _LINE
    if pool.synthesis is not None:
        yield svg.text(4, y, f"Together, {pool.synthesis.k} studies (I² {pool.synthesis.i2:.0f} %)", bold=True)
        for name, estimate in _pooled(pool):
            y += _LINE
            yield from _diamond(name, estimate, scale, y)


def _study(row: Row, weight: float, scale: _Scale, y: float) -> Iterator[str]:
    low, high = _ends(row)
    level = row.result.interval.level if row.result.interval else 95
    yield svg.text(14, y, f"{row.record.title.split(':')[0][:30]} {row.record.year}, n = {row.record.n or '?'}")
    yield svg.line(scale.x(low), y - 4, scale.x(high), y - 4)
    side = 4 + 8 * math.sqrt(weight / 100)
    yield svg.rect(scale.x(row.effect.estimate) - side / 2, y - 4 - side / 2, side, side)
    note = "" if level == 95 else f" ({level} %)"
    shown = f"{scale.shown(row.effect.estimate)} ({scale.shown(low)}, {scale.shown(high)}){note}"
    yield svg.text(_RIGHT + 12, y, shown)


def _pooled(pool: Pool) -> list[tuple[str, Estimate]]:
    assert pool.synthesis is not None
    return [
        ("common effect", pool.synthesis.common),
        ("random effects, REML", pool.synthesis.random),
        ("the same, Hartung–Knapp", pool.synthesis.hartung_knapp),
    ]


def _diamond(name: str, estimate: Estimate, scale: _Scale, y: float) -> Iterator[str]:
    yield svg.text(14, y, name)
    yield svg.diamond(scale.x(estimate.low), scale.x(estimate.estimate), scale.x(estimate.high), y - 4, 6)
    shown = f"{scale.shown(estimate.estimate)} ({scale.shown(estimate.low)}, {scale.shown(estimate.high)})"
    yield svg.text(_RIGHT + 12, y, shown)


def _axis(pool: Pool, scale: _Scale, y: float) -> Iterator[str]:
    yield svg.line(_LEFT, y, _RIGHT, y)
    for tick in scale.ticks():
        yield svg.line(scale.x(tick), y, scale.x(tick), y + 5)
        yield svg.text(scale.x(tick), y + 18, scale.shown(tick).rstrip("0").rstrip("."), anchor="middle", small=True)
    left, right = pool.key.intervention, pool.key.comparator
    if pool.key.better == "higher":
        left, right = right, left
    yield svg.text(scale.x(0) - 8, y + 38, f"← favours {left}", anchor="end", small=True)
    yield svg.text(scale.x(0) + 8, y + 38, f"favours {right} →", small=True)


def _title(pool: Pool) -> str:
    outcome = pool.key.outcome.replace("_", " ")
    return f"{pool.key.intervention} against {pool.key.comparator}: {outcome}, {pool.key.at} ({pool.key.measure})"


def _description(pool: Pool) -> str:
    scale = _Scale(pool)
    said = []
    for head, rows in _groups(pool):
        for row in rows:
            low, high = (scale.shown(end) for end in _ends(row))
            said.append(
                f"{head}: {row.record.title.split(':')[0]}, {scale.shown(row.effect.estimate)} ({low} to {high})."
            )
    if pool.synthesis is not None:
        for name, e in _pooled(pool):
            said.append(f"Together, {name}: {scale.shown(e.estimate)} ({scale.shown(e.low)} to {scale.shown(e.high)}).")
    return " ".join(said)
