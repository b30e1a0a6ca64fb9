"""The course of the disease as SVG: skin score, lung function, treatments, and where recognised states begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from osler.bedside import shown, svg
from osler.bedside.evaluate import View, months_before
from osler.bedside.pack import Pack
from osler.model.patient import Fact, Patient, Quantity, Truth

_WIDTH, _LEFT, _RIGHT = 760.0, 170.0, 740.0
_PANEL, _BAR = 90.0, 22.0
_LETTER = 6.0  # about the width of a letter at 11 px


@dataclass(frozen=True, slots=True)
class Begins:
    """The first day on which a criterion is met by what was known by then."""

    title: str
    on: dt.date


def begins(patient: Patient, pack: Pack) -> tuple[Begins, ...]:
    """States met now, with the first day from which they were; only of the groups a pack draws (words.toml)."""
    drawn = pack.words.get("timeline_groups", ())
    days = sorted({f.on for f in patient.facts if f.on is not None})
    now = View(patient, pack.conditions)
    found = []
    for criterion in pack.criteria:
        if criterion.group not in drawn or now.state(criterion.id) is not Truth.MET:
            continue
        for day in days:
            known = Patient(day, tuple(f for f in patient.facts if f.on is not None and f.on <= day))
            if View(known, pack.conditions).state(criterion.id) is Truth.MET:
                found.append(Begins(criterion.title, day))
                break
    return tuple(found)


def timeline(patient: Patient, pack: Pack, *, id_: str = "course") -> str | None:
    """The drawing; None where no fact has a date."""
    dated = [f for f in patient.facts if f.on is not None]
    if not dated:
        return None
    axis = _Axis(_onset(patient) or min(f.on for f in dated if f.on), patient.as_of)
    courses = [
        (term.label, term.unit, term.high, course)
        for term in pack.vocabulary.terms.values()
        if term.course and len(course := patient.course(term.name)) > 0 and _exact(course)
    ]
    drugs = [f for f in dated if pack.vocabulary.terms[f.name].kind == "drug" and f.value != "never"]
    states = begins(patient, pack)
    body: list[str] = []
    y = 10.0
    for label, unit, _, course in courses:
        body += list(_panel(label, unit, course, axis, y))
        y += _PANEL
    for drug in drugs:
        body += list(_bar(drug, pack, axis, y))
        y += _BAR
    for state in states:
        body += list(_begin(state, axis, y))
        y += _BAR
    body += list(axis.drawn(y + 6))
    said = [_course_said(label, unit, course) for label, unit, _, course in courses]
    said += [f"{shown.label(d.name, pack.vocabulary)} from {d.on}{f' to {d.until}' if d.until else ''}." for d in drugs]
    said += [f"{s.title}: from {s.on}." for s in states]
    title = f"{pack.title}: the course from {axis.start} to {axis.end}"
    return svg.document(_WIDTH, y + 40, id_=id_, title=title, desc=" ".join(said), body=body)


def _onset(patient: Patient) -> dt.date | None:
    onset = patient.latest("first_non_raynaud_symptom")
    return onset.on if onset is not None else None


class _Axis:
    def __init__(self, start: dt.date, end: dt.date) -> None:
        self.start, self.end = start, max(end, start + dt.timedelta(days=30))

    def x(self, day: dt.date) -> float:
        return _LEFT + (day - self.start) / (self.end - self.start) * (_RIGHT - _LEFT)

    def drawn(self, y: float) -> Iterator[str]:
        yield svg.line(_LEFT, y, _RIGHT, y)
        months = max(1, round((self.end - self.start).days / 30.44))
        step = next((s for s in (1, 3, 6, 12, 24, 60, 120) if months / s <= 8), 240)
        for count in range(0, months + 1, step):
            day = months_before(self.start, -count)
            if day <= self.end:
                yield svg.line(self.x(day), y, self.x(day), y + 5)
                yield svg.text(self.x(day), y + 18, f"{day:%b %Y}", anchor="middle", small=True)


def _exact(course: tuple[Fact, ...]) -> bool:
    return all(isinstance(f.value, Quantity) and f.value.low is not None and f.value.high is not None for f in course)


def _middle(fact: Fact) -> float:
    assert isinstance(fact.value, Quantity)
    assert fact.value.low is not None
    assert fact.value.high is not None
    return float(fact.value.low + fact.value.high) / 2


def _panel(label: str, unit: str, course: tuple[Fact, ...], axis: _Axis, top: float) -> Iterator[str]:
    values = [_middle(f) for f in course]
    low, high = min(values), max(values)
    room = (high - low) * 0.25 or max(1.0, high * 0.1)
    low, high = low - room, high + room
    bottom = top + _PANEL - 22

    def y(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top - 14)

    yield svg.text(4, top + 30, label[:26], bold=True)
    yield svg.text(4, top + 46, unit, small=True)
    yield svg.line(_LEFT, bottom, _RIGHT, bottom, dashed=True)
    points = [(axis.x(f.on), y(_middle(f))) for f in course if f.on is not None]
    yield svg.polyline(points)
    for (x, height), fact in zip(points, course, strict=True):
        yield svg.dot(x, height)
        assert isinstance(fact.value, Quantity)
        number = str(Quantity(fact.value.low, fact.value.high, "", fact.value.low_open, fact.value.high_open))
        yield svg.text(x, height - 7, number, anchor="end" if x > _RIGHT - 20 else "middle", small=True)


def _bar(drug: Fact, pack: Pack, axis: _Axis, top: float) -> Iterator[str]:
    assert drug.on is not None
    end = drug.until or axis.end
    yield svg.text(4, top + 14, shown.label(drug.name, pack.vocabulary)[:26])
    yield svg.rect(axis.x(drug.on), top + 4, max(2.0, axis.x(end) - axis.x(drug.on)), 12, opacity=0.35)


def _begin(state: Begins, axis: _Axis, top: float) -> Iterator[str]:
    x = axis.x(state.on)
    yield svg.line(x, top + 2, x, top + 18, width=2)
    words = f"{state.title}: from {state.on}"
    right = len(words) * _LETTER < _WIDTH - x
    yield svg.text(x + 6 if right else x - 6, top + 14, words, anchor="start" if right else "end", small=True)


def _course_said(label: str, unit: str, course: tuple[Fact, ...]) -> str:
    points = ", ".join(f"{f.value} on {f.on}" for f in course)
    return f"{label}: {points}."
