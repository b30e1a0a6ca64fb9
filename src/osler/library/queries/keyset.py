"""Paging by key: "what comes after this row", which stays right while rows come and go."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from django.db.models import Model, Q, QuerySet

from osler.errors import BadInput

Row = TypeVar("Row", bound=Model)
SIZE = 30  # rows on a page
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_KEY = re.compile(r"(-?\d{1,18})-(\d{1,18})", re.ASCII)
_NO_PLACE = "that is no place in this list; begin at its start"


def written(at: datetime, id_: int) -> str:
    """A row's place, for an address."""
    return f"{(at - _EPOCH) // _MICROSECOND}-{id_}"


def before(rows: QuerySet[Row], column: str, key: str) -> QuerySet[Row]:
    """Newest first by (`column`, id), from what comes after `key` ("": from the first). Raises BadInput."""
    ordered = rows.order_by(f"-{column}", "-id")
    if not key:
        return ordered
    at, id_ = _read(key)
    try:
        moment = _EPOCH + at * _MICROSECOND
    except OverflowError:
        raise BadInput(_NO_PLACE) from None
    return ordered.filter(Q(**{f"{column}__lt": moment}) | Q(**{column: moment}, id__lt=id_))


def after(rows: QuerySet[Row], column: str, key: str) -> QuerySet[Row]:
    """Likewise ascending, by a column of numbers."""
    ordered = rows.order_by(column, "id")
    if not key:
        return ordered
    value, id_ = _read(key)
    return ordered.filter(Q(**{f"{column}__gt": value}) | Q(**{column: value}, id__gt=id_))


def _read(key: str) -> tuple[int, int]:
    found = _KEY.fullmatch(key)
    if found is None:
        raise BadInput(_NO_PLACE)
    return int(found[1]), int(found[2])


class Page(NamedTuple, Generic[Row]):
    """A few of a long list: a row added meanwhile shifts nothing."""

    rows: list[Row]
    after: str  # where the next page begins; "" on the last


def newest(rows: QuerySet[Row], column: str, after: str, size: int = SIZE) -> Page[Row]:
    """Newest first by `column`, from the key `after`."""
    found = list(before(rows, column, after)[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], written(getattr(last, column), last.pk) if last else "")
