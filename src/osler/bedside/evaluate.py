"""What a condition comes to for one patient: met, not met, or undecided and for want of which facts."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from osler.bedside import truth as logic
from osler.bedside.expression import (
    AllOf,
    AnyOf,
    AtLeast,
    Change,
    Compare,
    Expression,
    Is,
    Item,
    Negated,
    Score,
    State,
    Straddles,
)
from osler.model.patient import Fact, Patient, Quantity, Truth

_ABOVE = {">": False, ">=": True}
_BELOW = {"<": False, "<=": True}
Leaf = Compare | Is | Straddles | Change


class View:
    """A patient seen through a pack's criteria. `assumed` settles leaves as if their facts were known."""

    def __init__(
        self,
        patient: Patient,
        criteria: Mapping[str, Expression],
        assumed: Mapping[Expression, Truth] | None = None,
        *,
        instead_of: tuple[View, frozenset[str]] | None = None,
    ) -> None:
        self.patient = patient
        self.criteria = criteria
        self.assumed = assumed or {}
        self.base = instead_of[0] if instead_of else None
        self.touched: frozenset[str] = instead_of[1] if instead_of else frozenset()
        self._states: dict[str, Truth] = {}
        self._leaves: dict[Expression, Truth] = {} if self.base is None else self.base._leaves

    def supposing(self, assumed: Mapping[Expression, Truth], touched: frozenset[str]) -> View:
        """The same patient if those leaves were settled so; only the criteria `touched` are looked at anew."""
        return View(self.patient, self.criteria, assumed, instead_of=(self, touched))

    def state(self, id_: str) -> Truth:
        if id_ not in self._states:
            anew = self.base is None or id_ in self.touched
            self._states[id_] = self.truth(self.criteria[id_]) if anew or self.base is None else self.base.state(id_)
        return self._states[id_]

    def truth(self, expression: Expression) -> Truth:
        """The condition's value. Parts are read left to right; order never changes the answer."""
        match expression:
            case AllOf(parts):
                found = logic.all_of(self.truth(p) for p in parts)
            case AnyOf(parts):
                found = logic.any_of(self.truth(p) for p in parts)
            case AtLeast(count, parts):
                found = logic.at_least(count, (self.truth(p) for p in parts))
            case Negated(part):
                found = logic.negated(self.truth(part))
            case State(id_):
                found = self.state(id_)
            case Score(_, at_least):
                found = compared(self.points(expression), ">=", Quantity(at_least, at_least))
            case _:
                found = (self.assumed and self.assumed.get(expression)) or self._known(expression)
        return found

    def _known(self, leaf: Leaf) -> Truth:
        found = self._leaves.get(leaf)
        if found is None:
            found = self._leaves[leaf] = _leaf(leaf, self.patient)
        return found

    def points(self, score: Score) -> Quantity:
        """The least and the most points that what is known allows; of a group only the highest item counts."""
        least: dict[str, Decimal] = {}
        most: dict[str, Decimal] = {}
        for index, item in enumerate(score.items):
            low, high = self._worth(item)
            group = item.group or f"#{index}"
            least[group] = max(least.get(group, Decimal(0)), low)
            most[group] = max(most.get(group, Decimal(0)), high)
        return Quantity(sum(least.values(), Decimal(0)), sum(most.values(), Decimal(0)), "points")

    def _worth(self, item: Item) -> tuple[Decimal, Decimal]:
        truth = self.truth(item.when)
        if truth is Truth.MET:
            return item.weight, item.weight
        ungraded = Decimal(0), item.weight if truth is Truth.UNDECIDED else Decimal(0)
        fact = self.patient.latest(item.graded) if item.graded else None
        if fact is None or not isinstance(fact.value, Quantity):
            return ungraded
        low = Decimal(0) if fact.value.low is None else fact.value.low * item.per_point
        high = item.weight if fact.value.high is None else fact.value.high * item.per_point
        return min(low, item.weight), min(max(high, ungraded[1]), item.weight)

    def wanting(self, expression: Expression) -> Iterator[Leaf]:
        """The leaves that leave an undecided condition undecided, states followed, repeats included."""
        if self.truth(expression) is not Truth.UNDECIDED:
            return
        match expression:
            case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
                for part in parts:
                    yield from self.wanting(part)
            case Negated(part):
                yield from self.wanting(part)
            case Score(items, _):
                for item in items:
                    yield from self.wanting(item.when)
            case State(id_):
                yield from self.wanting(self.criteria[id_])
            case Compare() | Is() | Straddles() | Change():
                yield expression


def _leaf(leaf: Leaf, patient: Patient) -> Truth:
    match leaf:
        case Compare():
            return _compare(leaf, patient)
        case Is(fact, values):
            return _is(patient.latest(fact), values)
        case Straddles(name, value, _):
            fact_ = patient.latest(name)
            if fact_ is None or not isinstance(fact_.value, Quantity):
                return Truth.UNDECIDED
            return Truth.MET if logic.straddles(fact_.value, Quantity(value, value)) else Truth.NOT_MET
        case Change():
            return _change(leaf, patient)


def _compare(leaf: Compare, patient: Patient) -> Truth:
    fact = patient.latest(leaf.fact)
    if fact is None or not isinstance(fact.value, Quantity):
        return Truth.UNDECIDED
    threshold = Quantity(leaf.value, leaf.value)
    if leaf.other:
        other = patient.latest(leaf.other)
        if other is None or not isinstance(other.value, Quantity):
            return Truth.UNDECIDED
        threshold = _times(other.value, leaf.times)
    return compared(fact.value, leaf.op, threshold)


def compared(quantity: Quantity, op: str, threshold: Quantity) -> Truth:
    """`quantity op threshold`, both possibly ranges."""
    if op in _ABOVE:
        return logic.above(quantity, threshold, or_equal=_ABOVE[op])
    return logic.above(threshold, quantity, or_equal=_BELOW[op])


def _times(quantity: Quantity, factor: Decimal) -> Quantity:
    low = None if quantity.low is None else quantity.low * factor
    high = None if quantity.high is None else quantity.high * factor
    return Quantity(low, high, "", quantity.low_open, quantity.high_open)


def _is(fact: Fact | None, values: tuple[str, ...]) -> Truth:
    if fact is None:
        return Truth.UNDECIDED
    if isinstance(fact.value, bool):
        return Truth.MET if ("present" if fact.value else "absent") in values else Truth.NOT_MET
    return Truth.MET if fact.value in values else Truth.NOT_MET


def _change(leaf: Change, patient: Patient) -> Truth:
    """Met when any pair within the window reaches the threshold; undecided where no pair lies within it."""
    pairs = list(pairs_within(patient.course(leaf.fact), leaf.months))
    if not pairs:
        return Truth.UNDECIDED
    return logic.any_of(_moved(leaf, earlier, later) for earlier, later in pairs)


def pairs_within(course: tuple[Fact, ...], months: int) -> Iterator[tuple[Fact, Fact]]:
    """Each earlier measurement at most `months` before the last one, with the last one."""
    if not course:
        return
    last = course[-1]
    assert last.on is not None
    start = months_before(last.on, months)
    for earlier in course[:-1]:
        if earlier.on is not None and start <= earlier.on < last.on:
            yield earlier, last


def _moved(leaf: Change, earlier: Fact, later: Fact) -> Truth:
    if not (isinstance(earlier.value, Quantity) and isinstance(later.value, Quantity)):
        return Truth.UNDECIDED
    first, last = earlier.value, later.value
    size, scale = (_minus(first, last), first) if leaf.direction == "fall" else (_minus(last, first), first)
    if not leaf.relative:
        return compared(size, leaf.op, Quantity(leaf.value, leaf.value))
    # (first - last) / first >= v %  is asked as  100 (first - last) >= v first, exact in decimals
    if first.is_exact:
        return compared(_times(size, Decimal(100)), leaf.op, _times(scale, leaf.value))
    return _relative_of_ranges(leaf, first, last)


def _relative_of_ranges(leaf: Change, first: Quantity, last: Quantity) -> Truth:
    """A range before or after: settled where both its ends agree (the ratio is monotone in each)."""
    ends = {
        compared(
            _times(Quantity(a - b, a - b) if leaf.direction == "fall" else Quantity(b - a, b - a), Decimal(100)),
            leaf.op,
            Quantity(a * leaf.value, a * leaf.value),
        )
        for a in (first.low, first.high)
        for b in (last.low, last.high)
        if a is not None and b is not None
    }
    bounded = None not in (first.low, first.high, last.low, last.high)
    return ends.pop() if bounded and len(ends) == 1 else Truth.UNDECIDED


def _minus(a: Quantity, b: Quantity) -> Quantity:
    low = None if a.low is None or b.high is None else a.low - b.high
    high = None if a.high is None or b.low is None else a.high - b.low
    return Quantity(low, high, "", a.low_open or b.high_open, a.high_open or b.low_open)


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier, or that month's last day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> Quantity:
    """Months from one day to a later one: exact where whole, otherwise the open range between two whole numbers."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    if months_before(end, whole) < start:
        whole -= 1
    exact = months_before(end, whole) == start
    return Quantity(Decimal(whole), Decimal(whole + (not exact)), "months", not exact, not exact)
