"""The papers in a collection: searched within, filtered, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet

from osler.engine.words import words
from osler.errors import NotFound
from osler.library.models import Collection, Paper, Reaction, ReadMark, SavedPaper, Tag
from osler.library.queries import keyset
from osler.library.queries.collections import Access
from osler.people.models import User

SIZE = 30
_WORDS = 12  # of a search within; more narrow no further


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a collection is asked for."""

    q: str = ""
    tag: str = ""
    unread: bool = False
    newest: bool = False  # by when they were saved, instead of the collection's own order
    after: str = ""

    @property
    def whole(self) -> bool:
        """True where it is the collection itself, in its own order: only then can the order be changed."""
        return not (self.q or self.tag or self.unread or self.newest)


class SavedRow(NamedTuple):
    id: int
    pmid: int
    note: str
    note_version: int
    tags: tuple[str, ...]
    read: bool
    added_by: int | None  # a user's id
    added_at: object


class SavedPage(NamedTuple):
    rows: list[SavedRow]
    after: str


def saved_page(collection: Collection, user: User | None, wanted: Wanted, *, size: int = SIZE) -> SavedPage:
    """`user` None: whoever has the link; notes, tags and marks are not theirs. Three queries. Raises BadInput."""
    rows = _matching(collection, user, wanted)
    keyed = (keyset.before, "added_at") if wanted.newest else (keyset.after, "place")
    found = list(keyed[0](rows, keyed[1], wanted.after)[: size + 1])
    more, found = len(found) > size, found[:size]
    after = ""
    if more:
        last = found[-1]
        after = keyset.written(last.added_at, last.pk) if wanted.newest else f"{last.place}-{last.pk}"
    return SavedPage(_rows(found, user), after)


def saved_count(collection: Collection, user: User | None, wanted: Wanted) -> int:
    return _matching(collection, user, wanted).count()


def newest(user: User, most: int) -> list[int]:
    """PMIDs of the papers in this reader's own collections, those saved last first."""
    found = (
        SavedPaper.objects.filter(collection__owner=user)
        .values("paper_id")
        .annotate(at=Max("added_at"))
        .order_by("-at", "-paper_id")
    )
    return [row["paper_id"] for row in found[:most]]


def newest_notes(user: User, most: int) -> list[tuple[int, int]]:
    """(collection, saved paper) in this reader's own collections, those saved last first."""
    rows = SavedPaper.objects.filter(collection__owner=user).order_by("-added_at", "-id")
    return list(rows.values_list("collection_id", "pk")[:most])


def added_last(collection: Collection, most: int) -> list[tuple[Paper, datetime]]:
    """The papers put into it last, with when. One query."""
    rows = SavedPaper.objects.filter(collection=collection).select_related("paper").order_by("-added_at", "-id")
    return [(row.paper, row.added_at) for row in rows[:most]]


def saved_row(collection: Collection, user: User, saved_id: int) -> SavedRow:
    """Raises NotFound."""
    found = SavedPaper.objects.filter(collection=collection, pk=saved_id).first()
    if found is None:
        raise NotFound("the paper is not in this collection any more")
    return _rows([found], user)[0]


def saved_all(collection: Collection, user: User | None, *, at_once: int = 500) -> Iterator[list[SavedRow]]:
    """Everything, in the collection's order, a few hundred at a time."""
    wanted = Wanted()
    while True:
        page = saved_page(collection, user, wanted, size=at_once)
        yield page.rows
        if not page.after:
            return
        wanted = Wanted(after=page.after)


def tags(collection: Collection) -> list[tuple[str, int]]:
    """(tag, papers), most used first."""
    rows = Tag.objects.filter(saved__collection=collection).order_by().values_list("name")
    return sorted(rows.annotate(number=Count("id")), key=lambda row: (-row[1], row[0].lower()))


def places(collection: Collection, saved_id: int) -> tuple[int | None, int | None]:
    """(the one above, the one below) of a paper in the collection's order; None at the ends.

    Raises NotFound.
    """
    here = SavedPaper.objects.filter(collection=collection, pk=saved_id).values_list("place", flat=True).first()
    if here is None:
        raise NotFound("the paper is not in this collection any more")
    rows = SavedPaper.objects.filter(collection=collection).values_list("pk", flat=True)
    above = rows.filter(Q(place__lt=here) | Q(place=here, pk__lt=saved_id)).order_by("-place", "-id").first()
    below = rows.filter(Q(place__gt=here) | Q(place=here, pk__gt=saved_id)).order_by("place", "id").first()
    return above, below


def in_collections(user: User, pmid: int) -> list[tuple[int, str, int]]:
    """(collection, its name, the saved paper) wherever the reader has this paper in collections of their own."""
    rows = SavedPaper.objects.filter(collection__owner=user, paper=pmid).order_by("collection__name")
    return list(rows.values_list("collection_id", "collection__name", "pk"))


def _matching(collection: Collection, user: User | None, wanted: Wanted) -> QuerySet[SavedPaper]:
    rows = SavedPaper.objects.filter(collection=collection)
    for token in wanted.q.split()[:_WORDS]:
        rows = rows.filter(_says(token, noted=user is not None))
    if wanted.tag and user is not None:
        rows = rows.filter(pk__in=Tag.objects.filter(name=wanted.tag).values("saved"))
    if wanted.unread and user is not None:
        rows = rows.exclude(paper__in=ReadMark.objects.filter(user=user).values("pmid"))
    return rows


def _says(token: str, *, noted: bool) -> Q:
    """The citation has its words, folded; or a note or a tag has it as typed."""
    folded = words(token)
    text = Q(*(Q(paper__words__contains=word) for word in folded)) if folded else Q(pk=None)
    if noted:
        text |= Q(note__icontains=token) | Q(pk__in=Tag.objects.filter(name__icontains=token).values("saved"))
    return text


def _rows(found: list[SavedPaper], user: User | None) -> list[SavedRow]:
    ids, pmids = [row.pk for row in found], [row.paper_id for row in found]
    tags: dict[int, list[str]] = {}
    read: set[int] = set()
    if user is not None and found:
        for saved, name in Tag.objects.filter(saved__in=ids).order_by("name").values_list("saved_id", "name"):
            tags.setdefault(saved, []).append(name)
        read = set(ReadMark.objects.filter(user=user, pmid__in=pmids).values_list("pmid", flat=True))
    return [
        SavedRow(
            row.pk,
            row.paper_id,
            row.note if user is not None else "",
            row.note_version,
            tuple(tags.get(row.pk, ())),
            row.paper_id in read,
            row.added_by_id,
            row.added_at,
        )
        for row in found
    ]


def reacted_in(access: Access) -> bool:
    """Whether this reader liked or disliked a paper of the collection. One query."""
    inside = SavedPaper.objects.filter(collection=access.collection).values("paper_id")
    return Reaction.objects.filter(user=access.user, pmid__in=inside).exists()


def pmids_in_order(collection: Collection) -> list[int]:
    """All of a collection, in its own order. One query."""
    rows = SavedPaper.objects.filter(collection=collection).order_by("place", "id")
    return list(rows.values_list("paper_id", flat=True))


def pmids_of(collection: Collection, ids: list[int]) -> list[int]:
    """PMIDs of saved papers; those that are not in this collection are left out."""
    return list(SavedPaper.objects.filter(collection=collection, pk__in=ids).values_list("paper_id", flat=True))
