"""Logic in three values: a condition on unknown facts is undecided unless the known ones settle it."""

from __future__ import annotations

from collections.abc import Iterable

from osler.model.patient import Quantity, Truth

MET, NOT_MET, UNDECIDED = Truth.MET, Truth.NOT_MET, Truth.UNDECIDED


def negated(truth: Truth) -> Truth:
    if truth is UNDECIDED:
        return UNDECIDED
    return NOT_MET if truth is MET else MET


def all_of(truths: Iterable[Truth]) -> Truth:
    """Not met as soon as one is not met, whatever is unknown; met when all are. Nothing asked is met."""
    found = MET
    for truth in truths:
        if truth is NOT_MET:
            return NOT_MET
        if truth is UNDECIDED:
            found = UNDECIDED
    return found


def at_least(count: int, truths: Iterable[Truth]) -> Truth:
    """Met when `count` are met; not met when even all the undecided would not reach it."""
    met = open_ = 0
    for truth in truths:
        met += truth is MET
        open_ += truth is UNDECIDED
    if met >= count:
        return MET
    return NOT_MET if met + open_ < count else UNDECIDED


def any_of(truths: Iterable[Truth]) -> Truth:
    return at_least(1, truths)


def above(quantity: Quantity, other: Quantity, *, or_equal: bool) -> Truth:
    """Whether every value of one range lies above every value of the other; exact at the ends."""
    if _surely_above(quantity, other, or_equal):
        return MET
    if _surely_above(other, quantity, not or_equal):
        return NOT_MET
    return UNDECIDED


def _surely_above(quantity: Quantity, other: Quantity, or_equal: bool) -> bool:
    if quantity.low is None or other.high is None:
        return False
    if quantity.low == other.high:
        return or_equal or quantity.low_open or other.high_open
    return quantity.low > other.high


def straddles(quantity: Quantity, value: Quantity) -> bool:
    """True where the range reaches both sides of an exact value, or is that value."""
    return UNDECIDED in (above(quantity, value, or_equal=False), above(value, quantity, or_equal=False)) or (
        quantity.low == value.low and quantity.high == value.high
    )
