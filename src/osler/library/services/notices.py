"""Telling readers what happened to the papers they keep: pulled from the mirror, whenever it has changed."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from osler.cite import citation_line
from osler.engine.protocol import Engine
from osler.engine.words import key
from osler.library import changes
from osler.library.changes import Event
from osler.library.keepers import keepers
from osler.library.models import Notice, Paper, Reaction, SavedPaper, Watch
from osler.library.models.notice import Kind
from osler.library.services.papers import columns
from osler.model.query import And, Expr, Key, Or, Pmids, Span, Words
from osler.people.models import User
from osler.pubmed.xml import parse

_AT_ONCE = 1_000  # papers looked at together
_OVERLAP_DAYS = 31  # a record revised so long before the last look is read once more
_STATE = Or(
    (
        Key("correction", tuple(key(name) for name in changes.OWN)),
        Key("pt", (key("Retracted Publication"),)),
        Words("title", ("retracted",)),
    )
)
_NOTICES: Expr = Key("correction", tuple(key(name) for name in changes.OTHERS))


def look_for_notices(engine: Engine) -> int:
    """Where the mirror changed since the last look, tell whoever keeps what was retracted, corrected, put in doubt or
    deleted; returns how many notices were made. Cheap where nothing changed; safe to call from anywhere, twice."""
    watch, _ = Watch.objects.get_or_create(pk=1)
    return 0 if watch.revision == engine.revision else notices_since(engine, watch.revision)


def notices_since(engine: Engine, revision: int) -> int:
    """The look itself: at every kept paper, and at records that speak of others and came since `revision`."""
    now = engine.revision
    made = sum(_tell(events) for events in _own_events(engine))
    seen = _read_packed(Watch.objects.get_or_create(pk=1)[0].seen)
    fresh = _fresh(engine, seen, all_of=revision == 0)
    made += sum(_tell(events) for events in _events_by_others(engine, fresh))
    day = int(f"{datetime.now(UTC):%Y%m%d}")
    Watch.objects.filter(pk=1).update(revision=now, day=day, seen=_packed(seen | set(fresh)))
    return made


def read_notices(user: User, until: int | None = None) -> None:
    """All, or those that had been made when the page was shown (ids up to `until`)."""
    rows = Notice.objects.filter(user=user, read_at=None)
    (rows if until is None else rows.filter(pk__lte=until)).update(read_at=timezone.now())


def notices_sent(notices: Iterable[Notice]) -> None:
    """A digest has told them."""
    Notice.objects.filter(pk__in=[each.pk for each in notices]).update(sent_at=timezone.now())


def prune_papers() -> int:
    """Forget what papers said that nobody keeps any more; returns how many. The worker calls it daily."""
    kept_by = (
        Exists(SavedPaper.objects.filter(paper=OuterRef("pk"))),
        Exists(Reaction.objects.filter(pmid=OuterRef("pk"))),
        Exists(Notice.objects.filter(pmid=OuterRef("pk"))),
    )
    rows = Paper.objects.all()
    for kept in kept_by:
        rows = rows.exclude(kept)
    pmids = list(rows.values_list("pmid", flat=True))
    others = {pmid for start in range(0, len(pmids), 500) for _, pmid in keepers(pmids[start : start + 500])}
    unkept = [pmid for pmid in pmids if pmid not in others]
    return sum(
        Paper.objects.filter(pmid__in=unkept[start : start + 500]).delete()[0] for start in range(0, len(unkept), 500)
    )


def _own_events(engine: Engine) -> Iterator[list[Event]]:
    """What the kept papers' own records say now; their rows follow."""
    after = 0
    while True:
        rows = {row.pmid: row for row in Paper.objects.filter(pmid__gt=after).order_by("pmid")[:_AT_ONCE]}
        if not rows:
            return
        after = max(rows)
        yield from filter(None, (_looked_at(engine, rows),))


def _looked_at(engine: Engine, rows: dict[int, Paper]) -> list[Event]:
    here = set(engine.pmids(Pmids(tuple(rows))))
    marked = set(engine.pmids(And((Pmids(tuple(rows)), _STATE))))
    before = {pmid for pmid, row in rows.items() if row.ties or row.retracted or row.gone}
    events: list[Event] = []
    for stored in engine.fetch((marked | before) & here).values():
        article, row = parse(stored.xml), rows[stored.pmid]
        events.extend(changes.own(article, row.ties, was_retracted=row.retracted))
        now = columns(article)
        if (now["ties"], now["retracted"], False) != (row.ties, row.retracted, row.gone):
            Paper.objects.filter(pk=stored.pmid).update(**{k: v for k, v in now.items() if k != "pmid"})
    withdrawn = [pmid for pmid in engine.withdrawn(set(rows) - here) if not rows[pmid].gone]
    Paper.objects.filter(pmid__in=withdrawn).update(gone=True)
    events.extend(Event(pmid, Kind.WITHDRAWN, 0, "") for pmid in withdrawn)
    return events


def _fresh(engine: Engine, seen: set[int], *, all_of: bool) -> list[int]:
    """Records that speak of others and were not read yet, or were revised lately."""
    unread = set(engine.pmids(_NOTICES)) - seen
    if all_of:
        return sorted(unread)
    since = int(f"{datetime.now(UTC) - timedelta(days=_OVERLAP_DAYS):%Y%m%d}")
    return sorted(unread | set(engine.pmids(And((_NOTICES, Span("revision_date", since, None))))))


def _events_by_others(engine: Engine, pmids: list[int]) -> Iterator[list[Event]]:
    for start in range(0, len(pmids), _AT_ONCE):
        articles = (parse(each.xml) for each in engine.fetch(pmids[start : start + _AT_ONCE]).values())
        said = [event for article in articles for event in changes.others(article, citation_line(article))]
        kept = {row.pmid: changes.known(row.ties) for row in Paper.objects.filter(pmid__in={e.pmid for e in said})}
        # What the paper's own record said when it was kept, its reader has seen.
        yield [e for e in said if e.pmid in kept and (e.kind, e.told_by) not in kept[e.pmid]]


def _tell(events: list[Event]) -> int:
    """A row for each reader and event; those there already are left as they are."""
    if not events:
        return 0
    who = keepers({event.pmid for event in events})
    now = timezone.now()
    rows = [
        Notice(
            user_id=user,
            pmid=pmid,
            kind=event.kind,
            told_by=event.told_by,
            source=event.source,
            because=because,
            made_at=now,
        )
        for event in events
        for (user, pmid), because in who.items()
        if pmid == event.pmid
    ]
    with transaction.atomic():
        before = Notice.objects.count()
        Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        return Notice.objects.count() - before


def _packed(pmids: set[int]) -> bytes:
    return zlib.compress(array("q", sorted(pmids)).tobytes())


def _read_packed(data: bytes | memoryview[int]) -> set[int]:
    return set(array("q", zlib.decompress(bytes(data)))) if data else set()
