"""The history server: sets of PMIDs under a WebEnv and a query key."""

from __future__ import annotations

import re
import secrets
import sys
import zlib
from array import array
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from osler.eutils.failure import Failure
from osler.eutils.models import Chunk, Environment, Step

SIZE = 10_000  # PMIDs a chunk: one page of a client's costs one or two rows
_TRIES = 20  # at a query key that another process takes at the same instant
_SHAPE = re.compile(r"[A-Za-z0-9_.\-]{1,64}")


def put(name: str, pmids: Sequence[int], *, term: str = "") -> Step:
    """A new set in the environment of that name, or in a new one where `name` is "" (as NCBI does).

    Raises Failure for a name that no environment in force has.
    """
    environment = find(name) if name else _new()
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                latest = Step.objects.filter(environment=environment).aggregate(latest=Max("key"))["latest"] or 0
                step = Step.objects.create(environment=environment, key=latest + 1, term=term, count=len(pmids))
                Chunk.objects.bulk_create(
                    (
                        Chunk(step=step, ordinal=at // SIZE, pmids=_pack(pmids[at : at + SIZE]))
                        for at in range(0, len(pmids), SIZE)
                    ),
                    batch_size=50,
                )
                return step
        except IntegrityError:  # somebody else took that key: the next is free
            continue
    raise Failure("Unable to store the result: too many requests on one WebEnv at once")


def find(name: str) -> Environment:
    """Raises Failure where it never was, or has expired."""
    environment = Environment.objects.filter(name=name).first() if _SHAPE.fullmatch(name) else None
    if environment is None or environment.used_at < _oldest():
        raise Failure("Unable to obtain query #1: WebEnv is invalid or has expired")
    if timezone.now() - environment.used_at > timedelta(minutes=1):  # a page a second need not write a row a second
        Environment.objects.filter(pk=environment.pk).update(used_at=timezone.now())
    return environment


def step(name: str, key: str) -> Step:
    """The set under a query key. Raises Failure where there is none."""
    environment = find(name)
    number = key.lstrip("#%23 ") if not key.isdecimal() else key
    found = (
        Step.objects.filter(environment=environment, key=int(number)).first()
        if number.isdecimal() and len(number) < 9
        else None
    )
    if found is None:
        raise Failure(f"Unable to obtain query #{key}")
    return found


def page(of: Step, start: int, count: int) -> list[int]:
    """PMIDs `start` to `start + count` of a set, in its order; reads only the chunks they lie in."""
    count = min(count, max(0, of.count - start))
    if count <= 0:
        return []
    first, last = start // SIZE, (start + count - 1) // SIZE
    rows = (
        Chunk.objects.filter(step=of, ordinal__range=(first, last)).order_by("ordinal").values_list("pmids", flat=True)
    )
    pmids = [pmid for row in rows for pmid in _unpack(bytes(row))]
    skipped = start - first * SIZE
    return pmids[skipped : skipped + count]


def whole(of: Step) -> tuple[int, ...]:
    return tuple(page(of, 0, of.count))


def texts(name: str) -> dict[int, str | tuple[int, ...]]:
    """Every set of an environment, for queries that say #1: searches as their text, posted sets as PMIDs."""
    environment = find(name)
    return {each.key: each.term or whole(each) for each in Step.objects.filter(environment=environment)}


def forget_expired() -> int:
    """Rows of environments past their time; returns how many environments went."""
    gone = Environment.objects.filter(used_at__lt=_oldest())
    count = gone.count()
    gone.delete()
    return count


def _new() -> Environment:
    if secrets.randbelow(50) == 0:  # now and then, so that nobody needs a job for it
        forget_expired()
    return Environment.objects.create(name=f"MCID_{secrets.token_hex(12)}", used_at=timezone.now())


def _oldest() -> datetime:
    return timezone.now() - timedelta(hours=settings.OSLER.eutils_history_hours)


def _pack(pmids: Sequence[int]) -> bytes:
    numbers = array("q", pmids)
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(numbers.tobytes(), 1)


def _unpack(row: bytes) -> array[int]:
    numbers = array("q")
    numbers.frombytes(zlib.decompress(row))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
