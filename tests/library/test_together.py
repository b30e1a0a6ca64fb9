"""Two devices at the same instant: both are heard, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from osler.engine.protocol import Engine
from osler.errors import Conflict
from osler.library import queries, services
from osler.library.models import Collection, Reaction, SavedPaper
from osler.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _in_a_file(library_file: None) -> None:
    """Where two connections wait for each other."""


@pytest.fixture
def reader(_in_a_file: None) -> User:
    return User.objects.create_user("ada@example.org")


def _together(*acts: Callable[[], object]) -> list[object]:
    """What each gave, or the Conflict it raised."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        ready.wait()
        try:
            return act()
        except Conflict as late:
            return late
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_taps_of_two_devices(engine: Engine, reader: User) -> None:
    """The first ever, so that both find neither the default collection nor the paper's row."""
    _together(*(lambda: services.save(reader, engine, 1000) for _ in range(4)))
    assert (Collection.objects.count(), SavedPaper.objects.count()) == (1, 1)
    _together(*(lambda value=value: services.react(reader, 1000, value) for value in (1, 1, -1, 1)))
    assert Reaction.objects.count() == 1


def test_papers_saved_at_once_are_all_there(engine: Engine, reader: User) -> None:
    _together(*(lambda pmid=pmid: services.save(reader, engine, pmid) for pmid in range(1000, 1006)))
    places = list(SavedPaper.objects.values_list("place", flat=True))
    assert len(places) == len(set(places)) == 6


def test_of_two_moves_one_is_told_to_look_again(engine: Engine, reader: User) -> None:
    club = services.make_collection(reader, "Club")
    services.keep(engine, range(1000, 1004))
    services.add(club, reader, range(1000, 1004))
    access = queries.access(reader, club.pk)
    ids = list(club.papers.order_by("place").values_list("pk", flat=True))
    gave = _together(
        lambda: services.move(access, ids[0], before=None, after=ids[3], version=1),
        lambda: services.move(access, ids[3], before=ids[0], after=None, version=1),
    )
    assert sum(isinstance(each, Conflict) for each in gave) == 1
    assert sorted(club.papers.values_list("pk", flat=True)) == ids


def test_of_two_notes_one_is_told_and_neither_is_lost(engine: Engine, reader: User) -> None:
    services.save(reader, engine, 1000)
    club = services.default_collection(reader)
    access, (row,) = queries.access(reader, club.pk), queries.saved_page(club, reader, queries.Wanted()).rows
    gave = _together(*(lambda n=n: services.write_note(access, row.id, f"note {n}", version=0) for n in range(2)))
    assert sum(isinstance(each, Conflict) for each in gave) == 1


def test_an_import_looked_for_twice_at_once_adds_each_paper_once(engine: Engine, reader: User) -> None:
    club = services.make_collection(reader, "Club")
    data = "\n".join(str(pmid) for pmid in range(1000, 1060)).encode()
    row = services.begin_import(queries.access(reader, club.pk), data, "list")
    _together(*(lambda: services.advance_import(engine, reader, row.pk) for _ in range(2)))
    row.refresh_from_db()
    assert (row.done, row.added, row.found, club.papers.count()) == (60, 60, {"PMID": 60}, 60)
