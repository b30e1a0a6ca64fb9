"""Saving papers, and everything done with saved ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F, Max, Min
from django.utils import timezone

from osler.engine.protocol import Engine
from osler.errors import BadInput, Conflict, NotFound
from osler.library.models import Collection, ReadMark, SavedPaper, Tag
from osler.library.models.saved import NOTE_LONGEST, TAG_LONGEST
from osler.library.queries.collections import Access
from osler.library.services.collections import default_collection
from osler.library.services.papers import keep
from osler.people.models import User

STEP = 1_024  # between places: room to put one between two
MOST = 50_000  # papers in a collection
MOST_TAGS = 30  # of a paper


def save(user: User, engine: Engine, pmid: int) -> None:
    """Into the reader's default collection, on top. Saved already, nothing changes. Raises NotFound where neither
    the mirror nor the library knows the paper."""
    if not keep(engine, [pmid]):
        raise NotFound(f"PMID {pmid} is not in this mirror")
    add(default_collection(user), user, [pmid])


def unsave(user: User, pmid: int) -> bool:
    """Out of the reader's own collections. What has a note or tags stays (False): those are not lost by one tap."""
    mine = SavedPaper.objects.filter(collection__owner=user, paper=pmid)
    written = mine.exclude(note="", tags=None)
    if written.exists():
        return False
    mine.delete()
    return True


def add(collection: Collection, user: User | None, pmids: Sequence[int], *, on_top: bool = True) -> int:
    """Papers that `keep` has rows for, in their order; returns how many were not there before."""
    with transaction.atomic():
        there = _locked(collection)
        ends = there.papers.aggregate(first=Min("place"), last=Max("place"))
        known = set(there.papers.filter(paper__in=pmids).values_list("paper_id", flat=True))
        new = [pmid for pmid in dict.fromkeys(pmids) if pmid not in known]
        if not new:
            return 0
        if there.papers.count() + len(new) > MOST:
            raise BadInput(f"a collection holds {MOST:,} papers at most")
        first = (ends["first"] or 0) - STEP * len(new) if on_top else (ends["last"] or 0) + STEP
        now = timezone.now()
        SavedPaper.objects.bulk_create(
            [
                SavedPaper(collection=there, paper_id=pmid, place=first + STEP * at, added_by=user, added_at=now)
                for at, pmid in enumerate(new)
            ],
            ignore_conflicts=True,
            batch_size=500,
        )
        _changed(there)
    return len(new)


def remove(access: Access, ids: Iterable[int]) -> int:
    """Out of the collection, with their notes and tags."""
    with transaction.atomic():
        collection = _locked(access.writable())
        _, what = collection.papers.filter(pk__in=list(ids)).delete()
        _changed(collection)
    return what.get("library.SavedPaper", 0)


def copy(access: Access, ids: Iterable[int], to: Access) -> int:
    """Into another collection, notes and tags left behind; returns how many were not there before."""
    rows = access.collection.papers.filter(pk__in=list(ids)).order_by("place", "id")
    return add(to.writable(), access.user, list(rows.values_list("paper_id", flat=True)))


def write_note(access: Access, saved_id: int, note: str, *, version: int) -> None:
    """Raises Conflict where somebody changed the note since `version` was read: neither text is lost."""
    note = note.replace("\0", "").replace("\r\n", "\n").strip()
    if len(note) > NOTE_LONGEST:
        raise BadInput(f"the note is longer than {NOTE_LONGEST:,} characters")
    row = SavedPaper.objects.filter(pk=saved_id, collection=access.writable())
    changed = row.filter(note_version=version).exclude(note=note).update(note=note, note_version=F("note_version") + 1)
    if not changed:
        now = row.first()
        if now is None:
            raise NotFound("the paper is not in this collection any more")
        if now.note != note:
            raise Conflict("the note was changed meanwhile, in another window or by a colleague")


def set_tags(access: Access, saved_id: int, names: Iterable[str]) -> None:
    """The tags of one paper, whole."""
    wanted = _tags(names)
    row = SavedPaper.objects.filter(pk=saved_id, collection=access.writable()).first()
    if row is None:
        raise NotFound("the paper is not in this collection any more")
    with transaction.atomic():
        row.tags.exclude(name__in=wanted).delete()
        Tag.objects.bulk_create([Tag(saved=row, name=name) for name in wanted], ignore_conflicts=True)


def tag(access: Access, ids: Iterable[int], names: Iterable[str], *, off: bool = False) -> int:
    """Put tags on papers, or take them off; returns how many papers were meant."""
    wanted = _tags(names)
    if not wanted:
        raise BadInput("name a tag")
    rows = list(access.writable().papers.filter(pk__in=list(ids)).values_list("pk", flat=True))
    if off:
        Tag.objects.filter(saved__in=rows, name__in=wanted).delete()
    else:
        made = [Tag(saved_id=pk, name=name) for pk in rows for name in wanted]
        Tag.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    return len(rows)


def mark_read(user: User, pmids: Iterable[int], *, read: bool = True) -> None:
    """The reader's own mark, in whichever collection the papers are."""
    wanted = list(pmids)
    if not read:
        ReadMark.objects.filter(user=user, pmid__in=wanted).delete()
        return
    now = timezone.now()
    made = [ReadMark(user=user, pmid=pmid, made_at=now) for pmid in wanted]
    ReadMark.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)


def move(access: Access, saved_id: int, *, before: int | None, after: int | None, version: int) -> int:
    """Put a paper before another (or `after` one; neither: last); returns the order's new version.

    Raises Conflict where the order is not the one that was seen: two windows cannot undo each other unseen.
    """
    with transaction.atomic():
        collection = _locked(access.writable())
        if collection.version != version:
            raise Conflict("the order was changed meanwhile, in another window or by a colleague")
        order = list(collection.papers.order_by("place", "id").values_list("pk", flat=True))
        if saved_id not in order:
            raise NotFound("the paper is not in this collection any more")
        order.remove(saved_id)
        at = len(order)
        if before is not None and before in order:
            at = order.index(before)
        elif after is not None and after in order:
            at = order.index(after) + 1
        _put(collection, saved_id, order, at)
        return _changed(collection, order=True)


def arrange(access: Access, pmids: Sequence[int], *, version: int) -> int:
    """Put papers into this order, those not named below them as they were; returns the order's new version.

    Raises Conflict where the order is not the one that was seen.
    """
    with transaction.atomic():
        collection = _locked(access.writable())
        if collection.version != version:
            raise Conflict("the order was changed meanwhile, in another window or by a colleague")
        wanted = {pmid: at for at, pmid in enumerate(pmids)}
        rows = list(collection.papers.order_by("place", "id"))
        rows.sort(key=lambda row: wanted.get(row.paper_id, len(wanted)))
        for at, row in enumerate(rows):
            row.place = at * STEP
        SavedPaper.objects.bulk_update(rows, ["place"], batch_size=400)
        return _changed(collection, order=True)


def _put(collection: Collection, saved_id: int, order: list[int], at: int) -> None:
    """Between its new neighbours; where there is no room left between them everything is spaced anew."""
    ends = order[max(at - 1, 0) : at + 1]
    places = dict(collection.papers.filter(pk__in=ends).values_list("pk", "place"))
    low = places[order[at - 1]] if at else None
    high = places[order[at]] if at < len(order) else None
    if low is None or high is None:
        place = (high - STEP) if high is not None else (low + STEP) if low is not None else 0
    elif high - low >= 2:
        place = (low + high) // 2
    else:
        rows = list(collection.papers.filter(pk__in=order))
        by_id = {row.pk: row for row in rows}
        for number, pk in enumerate([*order[:at], None, *order[at:]]):
            if pk is not None:
                by_id[pk].place = number * STEP
        SavedPaper.objects.bulk_update(rows, ["place"], batch_size=400)
        place = at * STEP
    SavedPaper.objects.filter(pk=saved_id).update(place=place)


def _locked(collection: Collection) -> Collection:
    """Others who change it wait. SQLite's transactions are exclusive from their begin; PostgreSQL locks the row."""
    found = Collection.objects.select_for_update().filter(pk=collection.pk).first()
    if found is None:
        raise NotFound("the collection was deleted meanwhile")
    return found


def _changed(collection: Collection, *, order: bool = False) -> int:
    collection.version += order
    Collection.objects.filter(pk=collection.pk).update(version=collection.version, changed_at=timezone.now())
    return collection.version


def _tags(names: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(filter(None, (" ".join(name.replace("\0", "").split()) for name in names))))
    if any(len(name) > TAG_LONGEST for name in found):
        raise BadInput(f"a tag has {TAG_LONGEST} characters at most")
    if len(found) > MOST_TAGS:
        raise BadInput(f"a paper has {MOST_TAGS} tags at most")
    return found


def transfer(access: Access, ids: Iterable[int], to: Access) -> int:
    """Into another collection with notes and tags; what is there already keeps what it has there, and stays here too
    where something is written on it."""
    source, target = access.writable(), to.writable()
    with transaction.atomic():
        rows = list(source.papers.filter(pk__in=list(ids)).order_by("place", "id").select_for_update())
        there = set(target.papers.filter(paper__in=[row.paper_id for row in rows]).values_list("paper_id", flat=True))
        moving = [row for row in rows if row.paper_id not in there]
        first = (target.papers.aggregate(first=Min("place"))["first"] or 0) - STEP * len(moving)
        for number, row in enumerate(moving):
            row.collection, row.place = target, first + STEP * number
        SavedPaper.objects.bulk_update(moving, ["collection", "place"], batch_size=400)
        doubles = source.papers.filter(pk__in=[row.pk for row in rows], paper__in=there)
        doubles.filter(note="", tags=None).delete()
        _changed(_locked(source))
        _changed(_locked(target))
    return len(moving)
