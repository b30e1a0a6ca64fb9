"""The library's rows as lines of JSON, the same whatever database they lie in."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, Model
from django.utils.duration import duration_string

from osler.errors import BadInput

_CHUNK = 2000


def tables(of: Apps = apps) -> dict[str, type[Model]]:
    """Every table that is somebody's to keep, by its name; the cache's is not. `of`: those of another version."""
    found = {model._meta.db_table: model for model in of.get_models(include_auto_created=True) if _kept(model)}
    return dict(sorted(found.items()))


def _kept(model: type[Model]) -> bool:
    return bool(model._meta.managed) and not model._meta.proxy


def fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def written(model: type[Model]) -> Iterator[bytes]:
    """One line a row, its values in the order of `fields`, in the order of the primary key."""
    names = [field.attname for field in fields(model)]
    for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=_CHUNK):
        yield json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n"


def read(model: type[Model], names: list[str], lines: Iterable[bytes]) -> int:
    """Puts rows back as they were: no default, no `auto_now`, no signal. Returns how many.

    Raises BadInput where a line is none of this table's.
    """
    chosen = {field.attname: field for field in fields(model)}
    if set(names) != set(chosen):
        raise BadInput(f"table {model._meta.db_table}: the backup has other columns than this version of Osler")
    kept = [chosen[name] for name in names]
    size = max(1, min(_CHUNK, connection.ops.bulk_batch_size(kept, range(_CHUNK))))
    batch: list[Model] = []
    count = 0
    for line in lines:
        batch.append(_made(model, kept, line))
        count += 1
        if len(batch) == size:
            _insert(model, kept, batch)
            batch = []
    if batch:
        _insert(model, kept, batch)
    return count


def empty(found: Iterable[type[Model]]) -> None:
    """Deletes all rows; constraints are looked at when the transaction ends."""
    with connection.cursor() as cursor:
        for model in found:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def count_on(found: Iterable[type[Model]]) -> None:
    """The next row gets a number after those put back."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(found))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def _made(model: type[Model], kept: list[Field[Any, Any]], line: bytes) -> Model:
    try:
        values = json.loads(line)
        return model(**{field.attname: field.to_python(value) for field, value in zip(kept, values, strict=True)})
    except (ValueError, TypeError) as error:
        raise BadInput(f"table {model._meta.db_table}: a row of the backup cannot be read: {error}") from error


def _insert(model: type[Model], kept: list[Field[Any, Any]], batch: list[Model]) -> None:
    model._base_manager._insert(batch, fields=kept, using=connection.alias, raw=True)  # type: ignore[attr-defined]
