"""The year as bars, made here: a drawing with a title and a description, and a table beside it for whoever reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

_WIDTH, _HEIGHT, _FOOT, _HEAD = 600, 190, 22, 18
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Chart:
    svg: Markup
    rows: tuple[tuple[str, int], ...]  # (month, minutes), for the table


def chart(minutes: Sequence[int], start: date) -> Chart:
    """Minutes in each of twelve months from `start`."""
    names = [f"{MONTHS[(start.month - 1 + i) % 12]}" for i in range(12)]
    rows = tuple(zip(names, minutes, strict=True))
    return Chart(_svg(rows, start), rows)


def hours(minutes: int) -> str:
    """75 -> "1 h 15 min"."""
    whole, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{whole} h" if whole else "", f"{rest} min" if rest or not whole else "")))


def _svg(rows: Sequence[tuple[str, int]], start: date) -> Markup:
    most = max(*(minutes for _, minutes in rows), 1)
    total = sum(minutes for _, minutes in rows)
    step, room = _WIDTH / 12, _HEIGHT - _FOOT - _HEAD
    best = max(rows, key=lambda row: row[1])
    said = (
        f"{hours(total)} in twelve months; most in {best[0]}, {hours(best[1])}."
        if total
        else "Nothing is recorded yet."
    )
    parts = [
        Markup(
            '<svg class="year-chart" role="img" aria-labelledby="chart-title chart-desc" viewBox="0 0 {} {}">'
            '<title id="chart-title">Time learned by month, from {}</title><desc id="chart-desc">{}</desc>'
        ).format(_WIDTH, _HEIGHT, start.isoformat(), said)
    ]
    base = _HEIGHT - _FOOT
    for place, (name, minutes) in enumerate(rows):
        height = room * minutes / most
        x = place * step
        if minutes:
            parts.append(
                Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="3"/>').format(
                    x + step * 0.18, base - height, step * 0.64, height
                )
            )
            label = f"{minutes / 60:.1f}".removesuffix(".0") + " h" if minutes >= 60 else f"{minutes} m"
            parts.append(_text(x + step / 2, base - height - 5, label, "value"))
        parts.append(_text(x + step / 2, _HEIGHT - 6, name, "month"))
    parts.append(Markup('<path d="M0 {0}H{1}"/></svg>').format(base, _WIDTH))
    return Markup("").join(parts)


def _text(x: float, y: float, words: str, kind: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="middle" class="{}">{}</text>').format(
        x, y, kind, escape(words)
    )
